using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.TestKit;
using Unroll.Tests.Kernels;
using Xunit;

namespace Unroll.Tests.Layers;

public sealed class Int8WeightTests
{
    private const int Inputs = 21, Outputs = 18, Rows = 5;

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_linear_layer_whose_weights_are_integers_multiplies_with_them(int threads)
    {
        (Parameters parameters, Linear linear, float[] x) = Layer();
        parameters.Precision = WeightPrecision.Int8;
        Prepare(parameters, threads);
        float[] expected = Int8Reference.Multiply(x, linear.Weight.Values.ToArray(), Rows, Outputs, Inputs);
        for (int i = 0; i < expected.Length; i++)
        {
            expected[i] = linear.Bias!.Values[i % Outputs] + expected[i];
        }

        Assert.True(Numbers.SameBits(expected, Run(linear, x, recording: false)));
    }

    [Fact]
    public void While_gradients_are_wanted_and_once_the_precision_is_taken_back_it_multiplies_in_float()
    {
        (Parameters parameters, Linear linear, float[] x) = Layer();
        Prepare(parameters, 0);
        float[] exact = Run(linear, x, recording: false);
        parameters.Precision = WeightPrecision.Int8;
        Prepare(parameters, 0);
        Assert.False(Numbers.SameBits(exact, Run(linear, x, recording: false)));
        Assert.True(Numbers.SameBits(exact, Run(linear, x, recording: true, parameters)));
        parameters.Precision = WeightPrecision.Single;
        Prepare(parameters, 0);
        Assert.True(Numbers.SameBits(exact, Run(linear, x, recording: false)));
    }

    [Fact]
    public void New_values_are_rounded_by_the_next_Prepare()
    {
        (Parameters parameters, Linear linear, float[] x) = Layer();
        parameters.Precision = WeightPrecision.Int8;
        Prepare(parameters, 0);
        linear.Weight.Values.Clear();
        Prepare(parameters, 0);
        float[] y = Run(linear, x, recording: false);
        Assert.Equal(linear.Bias!.Values.ToArray(), y[..Outputs]);
    }

    [Fact]
    public void Sums_too_long_for_integers_stay_in_float()
    {
        Parameters parameters = new();
        Linear linear = new(parameters, "wide", Int8Matrix.MaxK + 1, 2);
        parameters.Initialize(seed: 1);
        float[] x = Numbers.ToSingle(Numbers.Uniform(2, Int8Matrix.MaxK + 1));
        float[] exact = RunOne(linear, x);
        parameters.Precision = WeightPrecision.Int8;
        parameters.Prepare();
        Assert.True(Numbers.SameBits(exact, RunOne(linear, x)));
    }

    [Fact]
    public void A_broken_weight_is_named()
    {
        (Parameters parameters, Linear linear, _) = Layer();
        linear.Weight.Values[3] = float.NaN;
        parameters.Precision = WeightPrecision.Int8;
        Assert.Contains("'out.weight'", Assert.Throws<UnrollException>(() => parameters.Prepare()).Message, StringComparison.Ordinal);
    }

    private static (Parameters Parameters, Linear Linear, float[] X) Layer()
    {
        Parameters parameters = new();
        Linear linear = new(parameters, "out", Inputs, Outputs);
        parameters.Initialize(seed: 3);
        Numbers.ToSingle(Numbers.Uniform(4, Outputs)).CopyTo(linear.Bias!.Values);
        return (parameters, linear, Numbers.ToSingle(Numbers.Uniform(5, Rows * Inputs)));
    }

    private static void Prepare(Parameters parameters, int threads)
    {
        using WorkerTeam? team = threads > 0 ? new WorkerTeam(threads) : null;
        parameters.Prepare(team);
    }

    private static float[] Run(Linear linear, float[] x, bool recording, Parameters? parameters = null)
    {
        Tape tape = new();
        tape.Begin(recording ? new AlignedBuffer(parameters!.Length) : null, default, training: false);
        return linear.Forward(tape, Tensor.From(new Shape(Rows, Inputs), x)).Values.ToArray();
    }

    private static float[] RunOne(Linear linear, float[] x)
    {
        Tape tape = new();
        tape.Begin();
        return linear.Forward(tape, Tensor.From(new Shape(1, x.Length), x)).Values.ToArray();
    }
}
