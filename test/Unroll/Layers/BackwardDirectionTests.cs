using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Layers;

public sealed class BackwardLstmTests : BackwardDirectionTests<LstmCell>;

public sealed class BackwardPeepholeTests : BackwardDirectionTests<PeepholeLstmCell>;

public sealed class BackwardGruTests : BackwardDirectionTests<GruCell>;

public sealed class BackwardResetBeforeTests : BackwardDirectionTests<ResetBeforeGruCell>;

public sealed class BackwardMinGruTests : BackwardDirectionTests<MinGruCell>;

/// <summary>A layer that reads backward does, bit for bit, what a layer that reads forward does with rows that were turned round, each from its own end.</summary>
public abstract class BackwardDirectionTests<TCell>
    where TCell : struct, ICell<TCell>
{
    private const int Inputs = 3, Hidden = 19, Time = 70, Batch = 9;

    private static readonly int[] s_full = [.. Enumerable.Repeat(Time, Batch)], s_shorter = [.. Enumerable.Repeat(Time - 3, Batch)], s_lengths = [70, 3, 0, 64, 31, 32, 33, 1, 70];

    private static readonly (string Name, RecurrentOptions Options)[] s_options =
    [
        ("nothing", new()), ("projection", new() { Projection = 5 }), ("state dropout", new() { StateDropout = 0.5f }), ("layer normalisation", new() { LayerNorm = true }),
        ("learned initial state", new() { LearnedInitialState = true }), ("dropconnect", new() { DropConnect = 0.5f }),
    ];

    private static IEnumerable<(string Name, RecurrentOptions Options)> Allowed() => s_options.Where(static o =>
    {
        try
        {
            return new StackRun<TCell>(Inputs, Hidden, o.Options).Layers.Layers == 1;
        }
        catch (ArgumentException)
        {
            return false;
        }
    });

    [Fact]
    public void Rows_that_are_turned_round_give_the_same_bits()
    {
        using WorkerTeam team = new(2);
        int checkedRuns = 0;
        foreach ((string name, RecurrentOptions options) in Allowed())
        {
            foreach (int[] lengths in new[] { s_full, s_shorter, s_lengths })
            {
                AssertTurned(name, options, lengths, null, default);
                AssertTurned($"{name}, two threads", options, lengths, team, default);
                AssertTurned($"{name}, segments", options, lengths, null, Recompute.Every(28));
                checkedRuns += 3;
            }
        }

        Assert.True(checkedRuns >= 27);
    }

    private static void AssertTurned(string name, RecurrentOptions options, int[] lengths, WorkerTeam? team, Recompute recompute)
    {
        StackRun<TCell> forward = new(Inputs, Hidden, options), backward = new(Inputs, Hidden, options with { Direction = Direction.Backward }, team, recompute);
        float[] x = Numbers.ToSingle(Numbers.Uniform(1, Time * Batch * Inputs));
        float[]? initial = options.LearnedInitialState ? null : Numbers.ToSingle(Numbers.Uniform(2, forward.Layers.StateShape(Batch).Length));
        int width = forward.Layers.OutputSize;
        double[] dy = Numbers.Uniform(3, Time * Batch * width);
        StackRun<TCell>.Result expected = forward.Run(Turn(x, lengths, Inputs), Time, Batch, lengths, initial, _ => Turn(dy, lengths, width), n => Numbers.Uniform(4, n), training: true);
        StackRun<TCell>.Result actual = backward.Run(x, Time, Batch, lengths, initial, _ => dy, n => Numbers.Uniform(4, n), training: true);
        Assert.True(Numbers.SameBits(Turn(expected.Y, lengths, width), actual.Y), $"{name}: y");
        Assert.True(Numbers.SameBits(expected.Final, actual.Final), $"{name}: final state");
        Assert.True(Numbers.SameBits(Turn(expected.Dx, lengths, Inputs), actual.Dx), $"{name}: gradient of x");
        Assert.True(Numbers.SameBits(expected.DInitial, actual.DInitial), $"{name}: gradient of the initial state");
        Assert.Contains(actual.Y, v => v != 0);
        Assert.Contains(actual.Dx, v => v != 0);
    }

    [Fact]
    public void Weights_in_eight_bits_give_the_same_bits_too()
    {
        float[] x = Numbers.ToSingle(Numbers.Uniform(1, Time * Batch * Inputs));
        float[] expected = Predict(new(), Turn(x, s_full, Inputs), Time, Batch), actual = Predict(new() { Direction = Direction.Backward }, x, Time, Batch);
        Assert.True(Numbers.SameBits(Turn(expected, s_full, Hidden), actual));
        int[] one = [Time * Batch];
        expected = Predict(new(), Turn(x, one, Inputs), Time * Batch, 1);
        Assert.True(Numbers.SameBits(Turn(expected, one, Hidden), Predict(new() { Direction = Direction.Backward }, x, Time * Batch, 1)));
    }

    private static float[] Predict(RecurrentOptions options, float[] x, int time, int batch)
    {
        StackRun<TCell> run = new(Inputs, Hidden, options);
        run.Parameters.Precision = WeightPrecision.Int8;
        run.Parameters.Prepare();
        Tape tape = new();
        tape.Begin();
        return run.Layers.Forward(tape, Tensor.From(new Shape(time, batch, Inputs), x)).Values.ToArray();
    }

    [Fact]
    public void Segments_that_are_computed_again_give_the_same_bits_with_every_direction_option_and_length()
    {
        foreach ((string name, RecurrentOptions options) in Allowed())
        {
            foreach (Direction direction in Enum.GetValues<Direction>())
            {
                foreach (int[] lengths in new[] { s_full, s_lengths })
                {
                    StackRun<TCell>.Result all = Run(options with { Direction = direction }, lengths, default), again = Run(options with { Direction = direction }, lengths, Recompute.Every(28));
                    string what = $"{name}, {direction}";
                    Assert.True(Numbers.SameBits(all.Y, again.Y) && Numbers.SameBits(all.Final, again.Final), $"{what}: y and final state");
                    Assert.True(Numbers.SameBits(all.Dx, again.Dx), $"{what}: gradient of x");
                    Assert.All(all.Weights, w => Assert.True(Numbers.SameBits(w.Value, again.Weights[w.Key]), $"{what}: {w.Key}"));
                }
            }
        }

        static StackRun<TCell>.Result Run(RecurrentOptions options, int[] lengths, Recompute recompute)
        {
            StackRun<TCell> run = new(Inputs, Hidden, options, recompute: recompute);
            float[] x = Numbers.ToSingle(Numbers.Uniform(1, Time * Batch * Inputs));
            return run.Run(x, Time, Batch, lengths, null, n => Numbers.Uniform(3, n), n => Numbers.Uniform(4, n), training: true);
        }
    }

    /// <summary>Every row from its own end to its start; what stands behind stays.</summary>
    private static T[] Turn<T>(T[] rows, int[] lengths, int width)
    {
        T[] turned = [.. rows];
        for (int row = 0; row < lengths.Length; row++)
        {
            for (int t = 0; t < lengths[row]; t++)
            {
                rows.AsSpan(((t * lengths.Length) + row) * width, width).CopyTo(turned.AsSpan((((lengths[row] - 1 - t) * lengths.Length) + row) * width));
            }
        }

        return turned;
    }
}
