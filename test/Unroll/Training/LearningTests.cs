using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Optimizers;
using Unroll.Tensors;
using Unroll.Training;
using Xunit;

namespace Unroll.Tests.Training;

/// <summary>The whole engine learns what needs memory: to repeat a random bit three steps after it was seen.</summary>
public sealed class LearningTests
{
    private const int Time = 12, Batch = 32, Lag = 3, Shards = 2;

    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("rnn")]
    public void A_recurrent_network_repeats_what_it_saw_three_steps_ago(string cell) => Assert.InRange(AccuracyAfterTraining(cell), 0.99, 1);

    [Fact]
    public void A_network_without_memory_can_only_guess() => Assert.InRange(AccuracyAfterTraining(cell: null), 0.4, 0.6);

    /// <summary>The share of right bits on sequences that were not trained on.</summary>
    private static double AccuracyAfterTraining(string? cell)
    {
        Parameters p = new();
        IRecurrent? recurrent = cell is null ? null : RecurrentKinds.Create(cell, p, "rnn", 2, 16, new RecurrentOptions { Layers = 1 });
        Linear readout = new(p, "out", recurrent?.HiddenSize ?? 2, 2);
        p.Initialize(1);
        using WorkerTeam team = new(1);
        TrainingStep step = new(p, Shards, team);
        Adam adam = new();
        adam.Initialize(p.Length);
        for (int i = 0; i < 400; i++)
        {
            ulong batch = (ulong)i;
            step.Run(new CounterRandom(batch), (tape, shard) =>
            {
                (Tensor x, int[] targets) = Data((batch * Shards) + (ulong)shard);
                return SoftmaxCrossEntropy.Apply(tape, Logits(tape, x), targets, 1f / (targets.Length * Shards));
            });
            step.ClipNorm(1);
            adam.BeginStep();
            step.Update((start, length) => adam.Update(p.Values, step.Gradient, start, length, 0.02f));
        }

        Tape evaluation = new();
        evaluation.Begin();
        (Tensor input, int[] expected) = Data(1_000_000);
        float[] logits = Logits(evaluation, input).Values.ToArray();
        return expected.Where((bit, i) => (logits[(2 * i) + 1] > logits[2 * i] ? 1 : 0) == bit).Count() / (double)expected.Length;

        // Only the steps that have something to repeat are asked for.
        Tensor Logits(Tape tape, Tensor x)
        {
            Tensor h = recurrent?.Forward(tape, x) ?? x;
            return readout.Forward(tape, h.Part(Lag * Batch * h.Shape.Last, new Shape(Time - Lag, Batch, h.Shape.Last)));
        }
    }

    /// <summary>Random bits as one of two inputs [T, B, 2], and the bit of three steps before.</summary>
    private static (Tensor X, int[] Targets) Data(ulong seed)
    {
        CounterRandom random = new CounterRandom(99).Fork(seed);
        float[] x = new float[Time * Batch * 2];
        int[] bits = new int[Time * Batch];
        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] = random.NextInt32(2);
            x[(2 * i) + bits[i]] = 1;
        }

        return (Tensor.From(new Shape(Time, Batch, 2), x), bits[..((Time - Lag) * Batch)]);
    }
}
