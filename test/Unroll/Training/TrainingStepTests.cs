using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Optimizers;
using Unroll.Tensors;
using Unroll.TestKit;
using Unroll.Training;
using Xunit;

namespace Unroll.Tests.Training;

public sealed class TrainingStepTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Loss_gradient_and_trained_parameters_have_the_same_bits_on_any_number_of_threads(int threads)
    {
        (double[] losses, float[] gradient, float[] parameters) = Train(1);
        (double[] sameLosses, float[] sameGradient, float[] sameParameters) = Train(threads);
        Assert.Equal(losses, sameLosses);
        Assert.True(Numbers.SameBits(gradient, sameGradient));
        Assert.True(Numbers.SameBits(parameters, sameParameters));

        static (double[] Losses, float[] Gradient, float[] Parameters) Train(int threads)
        {
            SmallModel model = new(shards: 4);
            using WorkerTeam team = new(threads);
            TrainingStep step = new(model.Parameters, 4, team);
            Adam adam = new();
            adam.Initialize(model.Parameters.Length);
            double[] losses = new double[12];
            for (int i = 0; i < losses.Length; i++)
            {
                losses[i] = step.Run(new CounterRandom((ulong)i), model.Loss);
                step.ClipNorm(0.5);
                adam.BeginStep();
                step.Update((start, length) => adam.Update(model.Parameters.Values, step.Gradient, start, length, 0.01f));
            }

            Assert.True(losses[^1] < losses[0]);
            return (losses, step.Gradient.ToArray(), model.Parameters.Values.ToArray());
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(12)]
    public void The_gradient_of_many_shards_is_that_of_the_whole_batch(int shards)
    {
        (double one, double[] expected) = Gradient(1);
        (double many, double[] actual) = Gradient(shards);
        Assert.Equal(one, many, 1e-6);
        GradientCheck.AssertClose($"{shards} shards", actual, expected, 1e-4);

        static (double Loss, double[] Gradient) Gradient(int shards)
        {
            SmallModel model = new(shards, dropout: 0);
            using WorkerTeam team = new(2);
            TrainingStep step = new(model.Parameters, shards, team);
            double loss = step.Run(new CounterRandom(1), model.Loss);
            return (loss, Numbers.ToDouble(step.Gradient));
        }
    }

    [Fact]
    public void The_same_random_numbers_give_the_same_dropout_and_others_another()
    {
        SmallModel model = new(shards: 2);
        using WorkerTeam team = new(1);
        TrainingStep step = new(model.Parameters, 2, team);
        double first = step.Run(new CounterRandom(1), model.Loss), second = step.Run(new CounterRandom(1), model.Loss), other = step.Run(new CounterRandom(2), model.Loss);
        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void The_norm_is_that_of_the_gradient_and_clipping_scales_it_down_and_never_up()
    {
        SmallModel model = new(shards: 2, dropout: 0);
        using WorkerTeam team = new(2);
        TrainingStep step = new(model.Parameters, 2, team);
        step.Run(new CounterRandom(1), model.Loss);
        double[] before = Numbers.ToDouble(step.Gradient);
        double norm = Math.Sqrt(Numbers.Dot(before, before));
        Assert.Equal(norm, step.GradientNorm, 1e-6 * norm);

        step.ClipNorm(norm * 1.01);
        step.ClipNorm(0);
        Assert.Equal(before, Numbers.ToDouble(step.Gradient));

        step.ClipNorm(norm / 4);
        GradientCheck.AssertClose("clipped", step.Gradient, [.. before.Select(g => g / 4)], 1e-6);
    }

    [Fact]
    public void Clipping_by_value_cuts_what_is_larger_and_leaves_the_rest()
    {
        SmallModel model = new(shards: 2, dropout: 0);
        using WorkerTeam team = new(2);
        TrainingStep step = new(model.Parameters, 2, team);
        step.Run(new CounterRandom(1), model.Loss);
        float[] before = step.Gradient.ToArray();
        float limit = before.Max() / 3;
        step.ClipValue(0);
        Assert.Equal(before, step.Gradient.ToArray());

        step.ClipValue(limit);
        Assert.Contains(before, g => Math.Abs(g) > limit);
        Assert.Equal([.. before.Select(g => Math.Clamp(g, -limit, limit))], step.Gradient.ToArray());
    }

    [Fact]
    public void An_update_covers_every_parameter_once_and_the_next_run_uses_the_new_values()
    {
        SmallModel model = new(shards: 2, dropout: 0);
        using WorkerTeam team = new(2);
        TrainingStep step = new(model.Parameters, 2, team);
        double before = step.Run(new CounterRandom(1), model.Loss);
        int[] covered = new int[model.Parameters.Length];
        step.Update((start, length) =>
        {
            for (int i = start; i < start + length; i++)
            {
                Interlocked.Increment(ref covered[i]);
            }

            model.Parameters.Values.Slice(start, length).Clear();
        });
        Assert.All(covered, c => Assert.Equal(1, c));

        // A network of zeros gives every token the same probability.
        Assert.NotEqual(before, Math.Log(SmallModel.Vocabulary), 1e-3);
        Assert.Equal(Math.Log(SmallModel.Vocabulary), step.Run(new CounterRandom(1), model.Loss), 1e-5);
    }

    [Theory]
    [InlineData("weight_ih_l0", "i", "rnn.l0")]
    [InlineData("weight_ih_l0", "f", "rnn.l0")]
    [InlineData("weight_hh_l0", "g", "rnn.l0")]
    [InlineData("weight_hh_l1", "o", "rnn.l1")]
    [InlineData("bias_ih_l1", "f", "rnn.l1")]
    public void NaN_in_the_weights_of_a_gate_is_traced_to_layer_gate_and_time_step(string parameter, string gate, string layer)
    {
        SmallModel model = new(shards: 2);
        Assert.True(model.Parameters.TryGet("rnn." + parameter, out Parameter? weight));
        int block = weight.Values.Length / 4;
        weight.Values[("ifgo".IndexOf(gate, StringComparison.Ordinal) * block) + (block / 2)] = float.NaN;
        Assert.Contains($"lstm layer '{layer}', gate {gate}, time step 0 of {SmallModel.Time}", Failure(model), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("n", 2)]
    [InlineData("r", 0)]
    public void A_gate_whose_parts_are_kept_apart_is_named_too(string gate, int block)
    {
        SmallModel model = new(shards: 2, cell: "gru");
        model.Parameters.TryGet("rnn.weight_hh_l0", out Parameter? weight);
        weight!.Values[block * weight.Values.Length / 3] = float.NaN;
        Assert.Contains($"gru layer 'rnn.l0', gate {gate}, time step 0", Failure(model), StringComparison.Ordinal);
    }

    [Fact]
    public void NaN_in_the_readout_is_traced_to_it()
    {
        SmallModel model = new(shards: 2);
        model.Parameters.TryGet("out.bias", out Parameter? bias);
        bias!.Values[4] = float.NaN;
        Assert.Contains("layer 'out', output 4", Failure(model), StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_that_overflows_is_traced_to_its_time_step() =>
        Assert.Contains("rnn-relu layer 'rnn.l0', gate a, time step 3 of 5", Failure(OneStepOf(input: 3e38f, at: 3, scale: 1)), StringComparison.Ordinal);

    [Fact]
    public void A_gradient_that_overflows_is_traced_to_the_first_step_on_the_way_back() =>
        Assert.Contains("gradient of gate a, time step 4 of 5", Failure(OneStepOf(input: 0, at: 0, scale: 3e38f)), StringComparison.Ordinal);

    [Fact]
    public void After_a_failure_the_parameters_are_what_they_were_and_training_goes_on()
    {
        SmallModel model = new(shards: 2, dropout: 0);
        using WorkerTeam team = new(2);
        TrainingStep step = new(model.Parameters, 2, team);
        double before = step.Run(new CounterRandom(1), model.Loss);
        float[] values = model.Parameters.Values.ToArray();
        Assert.Throws<NonFiniteException>(() => step.Run(new CounterRandom(1), (tape, shard) => Scale.Apply(tape, model.Loss(tape, shard), float.PositiveInfinity)));
        Assert.True(Numbers.SameBits(values, model.Parameters.Values));
        Assert.Equal(before, step.Run(new CounterRandom(1), model.Loss));
    }

    private static string Failure(SmallModel model)
    {
        model.Parameters.Prepare();
        return Failure((model.Parameters, 2, model.Loss));
    }

    private static string Failure((Parameters Parameters, int Shards, ShardLoss Loss) problem)
    {
        using WorkerTeam team = new(2);
        TrainingStep step = new(problem.Parameters, problem.Shards, team);
        NonFiniteException e = Assert.Throws<NonFiniteException>(() => step.Run(new CounterRandom(1), problem.Loss));
        Assert.Equal(1, e.ExitCode);
        return e.Message;
    }

    /// <summary>A rectified layer of one unit with weights of 2 over five steps, one of them with an input; the loss is the scaled sum of the outputs.</summary>
    private static (Parameters, int, ShardLoss) OneStepOf(float input, int at, float scale)
    {
        Parameters p = new();
        Recurrent<ReluCell> relu = new(p, "rnn", 1, 1);
        Unroll.Layers.Linear readout = new(p, "out", 1, 1);
        p.Allocate();
        p.Values.Fill(2);
        p.Prepare();
        float[] x = new float[5];
        x[at] = input;

        // (y − y) is zero, and its gradient is not: the loss stays finite while the gradient overflows.
        ShardLoss loss = (tape, _) =>
        {
            Tensor y = readout.Forward(tape, relu.Forward(tape, Tensor.From(new Shape(5, 1, 1), x)));
            Tensor difference = Add.Apply(tape, y, Scale.Apply(tape, Tensor.From(y.Shape, y.Values), -1));
            return Sum.Apply(tape, Scale.Apply(tape, difference, scale));
        };
        return (p, 1, loss);
    }
}
