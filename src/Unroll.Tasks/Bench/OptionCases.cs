using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Layers;

namespace Unroll.Tasks.Bench;

/// <summary>What the options of recurrent layers cost: an LSTM with each of them, in turn with the same layers without it.</summary>
public static class OptionCases
{
    /// <summary>The group.</summary>
    public const string Group = "options";

    /// <summary>What a dropout, and lengths that save nothing, may cost.</summary>
    private const double OfDropout = 1.10, OfLengths = 1.05;

    private const float P = 0.25f;

    private static readonly LayerShape s_shape = new(64, 50, 256, 256);

    private static readonly RecurrentOptions s_plain = new(), s_two = new() { Layers = 2 };

    /// <summary>Every case.</summary>
    public static IReadOnlyList<BenchCase> All { get; } =
    [
        Case("bidirectional", 2.1, s_plain with { Direction = Direction.Bidirectional }),
        Case("lengths-full", OfLengths, s_plain, lengths: static (row, time) => time),
        Case("lengths-almost-full", OfLengths, s_plain, lengths: static (row, time) => row % 8 == 0 ? time - 1 : time),
        Case("lengths-uniform", 1, s_plain, lengths: static (row, time) => 1 + (int)(CounterRandom.At(4, (ulong)row) % (ulong)time)),
        Case("dropout", OfDropout, s_two with { Dropout = P }, s_two),
        Case("input-dropout", OfDropout, s_plain with { InputDropout = P }),
        Case("state-dropout", OfDropout, s_plain with { StateDropout = P }),
        Case("zoneout", OfDropout, s_plain with { ZoneoutOutput = P, ZoneoutCell = P }),
        Case("dropconnect", OfDropout, s_plain with { DropConnect = P }),
    ];

    private static BenchCase Case(string name, double aim, RecurrentOptions options, RecurrentOptions? plain = null, Func<int, int, int>? lengths = null) =>
        new($"{Group}/{name}", LstmCell.Shape.Name, inDefault: false, settings => Compare($"{Group}/{name}", aim, s_shape, options, plain ?? s_plain, lengths, settings));

    /// <summary>Measures layers with and without an option in turn.</summary>
    /// <param name="name">The name of the result.</param>
    /// <param name="aim">What the ratio should be at most.</param>
    /// <param name="shape">B, T, I, H.</param>
    /// <param name="options">With it.</param>
    /// <param name="plain">Without it.</param>
    /// <param name="lengths">The length of a row from its number and T; null gives no lengths.</param>
    /// <param name="settings">How; each of the two gets the seconds of a case.</param>
    /// <returns>Two results.</returns>
    internal static IEnumerable<BenchResult> Compare(
        string name, double aim, LayerShape shape, RecurrentOptions options, RecurrentOptions plain, Func<int, int, int>? lengths, BenchSettings settings)
    {
        using WorkerTeam team = new(settings.Threads);
        int shards = settings.ShardsOf(shape.Batch);
        int[]? rows = lengths is null ? null : [.. Enumerable.Range(0, shape.Batch).Select(row => lengths(row, shape.Time))];
        LayerTraining<LstmCell> with = new(shape, shards, team, options: options, lengths: rows), without = new(shape, shards, team, options: plain);
        Timing[] timings = Timing.OfEach(2 * settings.Seconds, () => with.Step(), () => without.Step());
        double share = rows is null ? 1 : rows.Sum() / (double)(shape.Batch * shape.Time), flops = Flops(shape, plain);
        BenchResult Result(string which, Timing timing, double work) => new(which, LstmCell.Shape.Name, shape, team.Size, shards, timing, work);
        yield return Result(name, timings[0], share * Flops(shape, options)) with { Ratio = timings[0].Minimum / timings[1].Minimum, RatioAim = aim };
        yield return Result($"{name}/plain", timings[1], flops);
    }

    /// <summary>All layers have I = H here, so that each direction of each layer has the products of one.</summary>
    private static double Flops(LayerShape shape, RecurrentOptions options) => options.Layers * options.Directions * shape.TrainingFlops(LstmCell.Shape.Gates.Count);
}
