using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.TestKit;

namespace Unroll.Tests.Layers;

/// <summary>One pass of the engine over a stack with options, forward and backward; the loss is Σ y ⊙ dOutput + Σ final ⊙ dFinal.</summary>
internal sealed class StackRun<TCell>
    where TCell : struct, ICell<TCell>
{
    private readonly Tape _tape = new();

    public StackRun(int inputs, int hidden, RecurrentOptions options, WorkerTeam? team = null, Recompute recompute = default)
    {
        Layers = new Recurrent<TCell>(Parameters, "rnn", inputs, hidden, options) { Recompute = recompute };
        Parameters.Initialize(seed: 3);
        _tape.Team = team;

        // Biases and states that are zero would hide what is wrong with them.
        ulong seed = 100;
        foreach (Parameter parameter in Parameters.All)
        {
            double[] noise = Numbers.Uniform(seed++, parameter.Shape.Length, 0.3);
            for (int i = 0; i < noise.Length; i++)
            {
                parameter.Values[i] += (float)noise[i];
            }
        }

        Parameters.Prepare();
    }

    public Parameters Parameters { get; } = new();

    public Recurrent<TCell> Layers { get; }

    /// <summary>The parameters in double, by the names of the reference.</summary>
    public Dictionary<string, double[]> Weights => Parameters.All.ToDictionary(p => p.Name["rnn.".Length..], p => Numbers.ToDouble(p.Values), StringComparer.Ordinal);

    /// <summary>Sets the parameters, by PyTorch's names.</summary>
    public void Load(IReadOnlyDictionary<string, double[]> weights)
    {
        foreach (Parameter parameter in Parameters.All)
        {
            Numbers.ToSingle(weights[parameter.Name["rnn.".Length..]]).CopyTo(parameter.Values);
        }

        Parameters.Prepare();
    }

    public Result Run(float[] x, int time, int batch, int[] lengths, float[]? initial, Func<int, double[]> dOutput, Func<int, double[]> dFinal, bool training = false)
    {
        AlignedBuffer gradients = new(Parameters.Length);
        _tape.Begin(gradients, new CounterRandom(9), training);
        Tensor input = WithGradient(x, new Shape(time, batch, Layers.InputSize));
        Shape state = Layers.StateShape(batch);
        Tensor start = initial is null ? default : WithGradient(initial, state), final = WithGradient(new float[state.Length], state);
        Tensor y = Layers.Forward(_tape, input, start, final, lengths);
        Numbers.ToSingle(dOutput(y.Shape.Length)).CopyTo(y.Gradient);
        Numbers.ToSingle(dFinal(final.Shape.Length)).CopyTo(final.Gradient);
        _tape.RunBackward();
        return new Result(
            y.Values.ToArray(),
            final.Values.ToArray(),
            input.Gradient.ToArray(),
            initial is null ? [] : start.Gradient.ToArray(),
            Parameters.All.ToDictionary(p => p.Name["rnn.".Length..], p => gradients.Slice(p.Start, p.Shape.Length).ToArray(), StringComparer.Ordinal));
    }

    private static Tensor WithGradient(float[] values, Shape shape)
    {
        AlignedBuffer buffer = new(values.Length);
        values.CopyTo(buffer.Span);
        return new Tensor(shape, buffer, 0, new AlignedBuffer(values.Length), 0);
    }

    public sealed record Result(float[] Y, float[] Final, float[] Dx, float[] DInitial, Dictionary<string, float[]> Weights);
}
