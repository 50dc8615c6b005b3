using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Tasks.Bench.OwnCells;

namespace Unroll.Tasks.Bench;

/// <summary>What a cell of one's own costs: the built-in LSTM, the same declared outside the library, the guide's cell, and the LSTM from elementary operations, in turn.</summary>
public static class OwnCellCases
{
    /// <summary>The group.</summary>
    public const string Group = "own-cell";

    /// <summary>A declared cell may take at most this many times as long as the built-in one.</summary>
    private const double Aim = 1.10;

    /// <summary>Every case, for hidden 128, 256 and 512.</summary>
    public static IReadOnlyList<BenchCase> All { get; } = [.. new[] { 128, 256, 512 }.Select(Case)];

    private static BenchCase Case(int hidden) =>
        new($"{Group}/{hidden}", DeclaredLstmCell.Shape.Name, inDefault: false, settings => Compare($"{Group}/{hidden}", new(32, 50, hidden, hidden), settings));

    /// <summary>Measures all four in turn.</summary>
    /// <param name="name">What the names of the results begin with.</param>
    /// <param name="shape">B, T, I, H.</param>
    /// <param name="settings">How; each of the four gets the seconds of a case.</param>
    /// <returns>A result each.</returns>
    internal static IEnumerable<BenchResult> Compare(string name, LayerShape shape, BenchSettings settings)
    {
        using WorkerTeam team = new(settings.Threads);
        int shards = settings.ShardsOf(shape.Batch);
        LayerTraining<LstmCell> builtIn = new(shape, shards, team);
        LayerTraining<DeclaredLstmCell> declared = new(shape, shards, team);
        LayerTraining<LeakyLstmCell> leaky = new(shape, shards, team);
        ElementaryLstm elementary = new(shape, shards, team);
        Timing[] timings = Timing.OfEach(4 * settings.Seconds, () => builtIn.Step(), () => declared.Step(), () => leaky.Step(), () => elementary.Step());
        BenchResult Result(string which, string cell, int i) =>
            new($"{name}/{which}", cell, shape, team.Size, shards, timings[i], shape.TrainingFlops(LstmCell.Shape.Gates.Count)) { Ratio = timings[i].Minimum / timings[0].Minimum };
        yield return Result("built-in", LstmCell.Shape.Name, 0) with { Ratio = null };
        yield return Result("declared", DeclaredLstmCell.Shape.Name, 1) with { RatioAim = Aim };
        yield return Result("leaky", LeakyLstmCell.Shape.Name, 2);
        yield return Result("elementary", LstmCell.Shape.Name, 3);
    }
}
