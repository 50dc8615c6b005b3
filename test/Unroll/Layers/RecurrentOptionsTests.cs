using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.TestKit;
using Unroll.Tests.Cells;
using Xunit;
using Xunit.Abstractions;

namespace Unroll.Tests.Layers;

public sealed class TanhOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<TanhCell>(output);

public sealed class ReluOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<ReluCell>(output);

public sealed class IndRnnOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<IndRnnCell>(output);

public sealed class LstmOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<LstmCell>(output);

public sealed class PeepholeLstmOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<PeepholeLstmCell>(output);

public sealed class CoupledLstmOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<CoupledLstmCell>(output);

public sealed class LayerNormLstmOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<LayerNormLstmCell>(output);

public sealed class SLstmOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<SLstmCell>(output);

public sealed class GruOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<GruCell>(output);

public sealed class ResetBeforeGruOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<ResetBeforeGruCell>(output);

public sealed class MguOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<MguCell>(output);

public sealed class MinGruOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<MinGruCell>(output);

public sealed class MinLstmOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<MinLstmCell>(output);

public sealed class SruOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<SruCell>(output);

public sealed class WidestOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<WidestCell>(output);

/// <summary>
/// Every option with every cell, alone and in pairs: values against the plain reference in double, gradients against its finite differences; what is not
/// supported is refused with a reason.
/// </summary>
public abstract class RecurrentOptionsTests<TCell>(ITestOutputHelper report)
    where TCell : struct, ICell<TCell>
{
    private const int Inputs = 3, Hidden = 5, Time = 5, Batch = 4;

    private static readonly int[] s_lengths = [3, 0, 5, 2], s_full = [Time, Time, Time, Time];

    private static readonly (string Name, Func<RecurrentOptions, RecurrentOptions> Set)[] s_settings =
    [
        ("two layers", o => o with { Layers = 2 }),
        ("backward", o => o with { Direction = Direction.Backward }),
        ("both directions side by side", o => o with { Direction = Direction.Bidirectional }),
        ("both directions summed", o => o with { Direction = Direction.Bidirectional, Merge = Merge.Sum }),
        ("mean of both directions", o => o with { Direction = Direction.Bidirectional, Merge = Merge.Mean }),
        ("layer normalisation", o => o with { LayerNorm = true }),
        ("residual", o => o with { Layers = 2, Residual = true }),
        ("projection", o => o with { Projection = 2 }),
        ("learned initial state", o => o with { LearnedInitialState = true }),
        ("zoneout of the output", o => o with { ZoneoutOutput = 0.25f }),
        ("zoneout of the cell", o => o with { ZoneoutCell = 0.5f }),
        ("dropout", o => o with { Dropout = 0.5f, Layers = 2 }),
        ("input dropout", o => o with { InputDropout = 0.5f }),
        ("state dropout", o => o with { StateDropout = 0.5f }),
        ("dropconnect", o => o with { DropConnect = 0.5f }),
    ];

    /// <summary>Every setting alone, and every pair of settings.</summary>
    private static IEnumerable<(string Name, RecurrentOptions Options)> Combinations()
    {
        yield return ("nothing", new());
        for (int i = 0; i < s_settings.Length; i++)
        {
            yield return (s_settings[i].Name, s_settings[i].Set(new()));
            for (int j = i + 1; j < s_settings.Length; j++)
            {
                yield return ($"{s_settings[i].Name} and {s_settings[j].Name}", s_settings[j].Set(s_settings[i].Set(new())));
            }
        }
    }

    [Fact]
    public void Every_combination_of_options_has_the_values_and_gradients_of_the_plain_reference_or_is_refused()
    {
        int run = 0, refused = 0;
        foreach ((string name, RecurrentOptions options) in Combinations())
        {
            StackRun<TCell> engine;
            try
            {
                engine = new(Inputs, Hidden, options);
            }
            catch (ArgumentException e)
            {
                Assert.Contains($"{TCell.Shape.Name} 'rnn': ", e.Message, StringComparison.Ordinal);
                refused++;
                continue;
            }

            bool withInitial = run % 2 == 0 && !options.LearnedInitialState;
            Check(name, options, engine, run % 3 == 0 ? s_full : s_lengths, withInitial, gradients: true);
            run++;
        }

        report.WriteLine($"{TCell.Shape.Name}: {run} combinations checked, {refused} refused");
        Assert.True(run > 60);
    }

    private static void Check(string name, RecurrentOptions options, StackRun<TCell> engine, int[] lengths, bool withInitial, bool gradients)
    {
        double[] x = Numbers.Uniform(1, Time * Batch * Inputs);
        double[]? initial = withInitial ? Positive(Numbers.Uniform(2, engine.Layers.StateShape(Batch).Length)) : null;
        double[] dOutput = [], dFinal = [];
        StackRun<TCell>.Result got = engine.Run(
            Numbers.ToSingle(x), Time, Batch, lengths, initial is null ? null : Numbers.ToSingle(initial), n => dOutput = Numbers.Uniform(3, n), n => dFinal = Numbers.Uniform(4, n));
        Dictionary<string, double[]> weights = engine.Weights;
        ReferenceStack<TCell> reference = new(weights, Inputs, Hidden, options);
        (double[] y, double[] final) = reference.Forward(x, Time, lengths, initial);
        Numbers.AssertValues($"{name}: y", got.Y, y, 2e-5);
        Numbers.AssertValues($"{name}: final state", got.Final, final, 2e-5);
        if (!gradients)
        {
            return;
        }

        double Loss()
        {
            (double[] output, double[] last) = reference.Forward(x, Time, lengths, initial);
            return Numbers.Dot(output, dOutput) + Numbers.Dot(last, dFinal);
        }

        CheckSome($"{name}: x", got.Dx, x, Loss);
        if (initial is not null)
        {
            CheckSome($"{name}: initial state", got.DInitial, initial, Loss);
        }

        foreach ((string weight, float[] gradient) in got.Weights)
        {
            CheckSome($"{name}: {weight}", gradient, weights[weight], Loss);
        }
    }

    /// <summary>A few places of a tensor, spread over it: all of it would take too long for all combinations.</summary>
    private static void CheckSome(string what, float[] gradient, double[] at, Func<double> loss)
    {
        int step = Math.Max(1, at.Length / 7);
        double largest = gradient.Max(g => (double)Math.Abs(g));
        for (int i = 0; i < at.Length; i += step)
        {
            double value = at[i];
            // A short step, so that rectified units stay on their side of the kink.
            const double Step = 1e-6;
            double numeric = (At(value + Step) - At(value - Step)) / (2 * Step);
            at[i] = value;
            Assert.True(Math.Abs(gradient[i] - numeric) <= 3e-4 * Math.Max(0.1, Math.Max(largest, Math.Abs(numeric))), $"{what}[{i}]: gradient {gradient[i]}, expected {numeric}");

            double At(double changed)
            {
                at[i] = changed;
                return loss();
            }
        }
    }

    /// <summary>States that every cell can have: the normaliser of an sLSTM is above zero.</summary>
    private static double[] Positive(double[] states) => typeof(TCell) == typeof(SLstmCell) ? [.. states.Select(s => Math.Abs(s) + 0.2)] : states;

    [Fact]
    public void Padding_never_changes_an_answer_whatever_stands_in_it()
    {
        foreach ((string name, RecurrentOptions options) in Combinations())
        {
            StackRun<TCell>? engine = Try(options);
            for (int row = 0; engine is not null && row < Batch; row++)
            {
                AssertRowAlone(name, engine, row);
            }
        }
    }

    [Fact]
    public void A_batch_of_sequences_has_the_same_gradients_with_more_padding_and_empty_rows_bit_for_bit()
    {
        foreach ((string name, RecurrentOptions options) in Combinations())
        {
            if (Try(options) is not { } engine)
            {
                continue;
            }

            float[] x = Numbers.ToSingle(Numbers.Uniform(1, Time * Batch * Inputs));
            double[] dy = Numbers.Uniform(3, 1000), df = Numbers.Uniform(4, 1000);
            int width = engine.Layers.OutputSize, states = engine.Layers.StateShape(1).Length / Hidden;

            // Two steps and two empty rows more, full of NaN.
            float[] padded = new float[(Time + 2) * (Batch + 2) * Inputs];
            padded.AsSpan().Fill(float.NaN);
            for (int i = 0; i < Time * Batch; i++)
            {
                x.AsSpan(i * Inputs, Inputs).CopyTo(padded.AsSpan(((i / Batch * (Batch + 2)) + (i % Batch)) * Inputs));
            }

            foreach (bool training in new[] { false, true })
            {
                StackRun<TCell>.Result plain = engine.Run(x, Time, Batch, s_lengths, null, n => dy[..n], n => df[..n], training);
                StackRun<TCell>.Result more = engine.Run(
                    padded, Time + 2, Batch + 2, [.. s_lengths, 0, 0], null, n => Spread(dy, Batch, Time * Batch, width, n), n => Spread(df, Batch, states * Batch, Hidden, n), training);
                foreach ((string weight, float[] gradient) in plain.Weights)
                {
                    Assert.True(Numbers.SameBits(gradient, more.Weights[weight]), $"{name}{(training ? ", training" : "")}: {weight}");
                }
            }
        }
    }

    /// <summary>Rows of a batch among those of a batch of two rows more.</summary>
    private static double[] Spread(double[] values, int batch, int rows, int width, int length)
    {
        double[] result = new double[length];
        for (int i = 0; i < rows; i++)
        {
            values.AsSpan(i * width, width).CopyTo(result.AsSpan(((i / batch * (batch + 2)) + (i % batch)) * width));
        }

        return result;
    }

    private static StackRun<TCell>? Try(RecurrentOptions options)
    {
        try
        {
            return new(Inputs, Hidden, options);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Outputs, states and gradients of x and initial state of one row, alone and in a batch padded with NaN.</summary>
    private static void AssertRowAlone(string name, StackRun<TCell> engine, int row)
    {
        float[] x = Numbers.ToSingle(Numbers.Uniform(1, Time * Batch * Inputs)), initial = Numbers.ToSingle(Positive(Numbers.Uniform(2, engine.Layers.StateShape(Batch).Length)));
        double[] dy = Numbers.Uniform(3, Time * Batch * engine.Layers.OutputSize), df = Numbers.Uniform(4, initial.Length);
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = i / Inputs / Batch >= s_lengths[i / Inputs % Batch] ? float.NaN : x[i];
        }

        StackRun<TCell>.Result whole = engine.Run(x, Time, Batch, s_lengths, initial, _ => dy, _ => df);
        int length = Math.Max(1, s_lengths[row]), blocks = initial.Length / Hidden / Batch, width = engine.Layers.OutputSize;
        float[] Steps(float[] v, int w) => [.. Enumerable.Range(0, length).SelectMany(t => v.Skip(((t * Batch) + row) * w).Take(w))];
        float[] States(float[] v) => [.. Enumerable.Range(0, blocks).SelectMany(b => v.Skip(((b * Batch) + row) * Hidden).Take(Hidden))];
        StackRun<TCell>.Result alone = engine.Run(
            Steps(x, Inputs), length, 1, [s_lengths[row]], States(initial), _ => Numbers.ToDouble(Steps(Numbers.ToSingle(dy), width)), _ => Numbers.ToDouble(States(Numbers.ToSingle(df))));
        string what = $"{name}, row {row}: ";
        Assert.True(Numbers.SameBits(Steps(whole.Y, width), alone.Y), what + "y");
        Assert.True(Numbers.SameBits(States(whole.Final), alone.Final), what + "final state");
        Assert.True(Numbers.SameBits(Steps(whole.Dx, Inputs), alone.Dx), what + "gradient of x");
        Assert.True(Numbers.SameBits(States(whole.DInitial), alone.DInitial), what + "gradient of the initial state");
        Assert.All(Enumerable.Range(s_lengths[row], Time - s_lengths[row]), t => Assert.All(whole.Y.Skip(((t * Batch) + row) * width).Take(width), v => Assert.Equal(0, v)));
    }

    [Fact]
    public void Threads_inside_a_layer_give_the_same_bits()
    {
        const int Wide = 37;
        using WorkerTeam team = new(3);
        foreach ((string name, RecurrentOptions options) in Combinations())
        {
            StackRun<TCell> one, three;
            try
            {
                (one, three) = (new(Inputs, Wide, options), new(Inputs, Wide, options, team));
            }
            catch (ArgumentException)
            {
                continue;
            }

            float[] x = Numbers.ToSingle(Numbers.Uniform(1, Time * Batch * Inputs));
            StackRun<TCell>.Result a = Run(one), b = Run(three);
            Assert.True(Numbers.SameBits(a.Y, b.Y) && Numbers.SameBits(a.Final, b.Final) && Numbers.SameBits(a.Dx, b.Dx), name);
            Assert.All(a.Weights, w => Assert.True(Numbers.SameBits(w.Value, b.Weights[w.Key]), $"{name}: {w.Key}"));

            StackRun<TCell>.Result Run(StackRun<TCell> engine) =>
                engine.Run(x, Time, Batch, s_lengths, null, n => Numbers.Uniform(3, n), n => Numbers.Uniform(4, n), training: true);
        }
    }
}
