using Unroll.Autodiff.Ops;
using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Layers;

namespace Unroll.Tasks.Bench;

/// <summary>All cases: training of a layer, whole training steps, inference at batch 1, and how the cost grows.</summary>
public static class BenchCases
{
    /// <summary>The group that only <c>--scaling</c> measures.</summary>
    public const string Scaling = "scaling";

    /// <summary>B, T, I, H of the layers that are trained, from small to large.</summary>
    private static readonly LayerShape[] s_layers =
        [new(32, 50, 64, 128), new(64, 50, 256, 256), new(32, 100, 256, 256), new(64, 35, 650, 650), new(20, 35, 200, 200), new(128, 50, 512, 512), new(32, 35, 1024, 1024)];

    /// <summary>Beside the LSTM, other cells show in the default run that they keep up on one small and one middle shape.</summary>
    private static readonly LayerShape[] s_others = s_layers[..2];

    private static readonly int[] s_widths = [128, 256, 512, 1024];

    private static readonly int[] s_times = [100, 300, 1000, 3000, 10000], s_batches = [1, 4, 16, 64, 256], s_hidden = [64, 128, 256, 512, 1024, 2048];

    /// <summary>Every case, in the order in which they are measured.</summary>
    public static IReadOnlyList<BenchCase> All { get; } =
    [
        .. OfCell<LstmCell>(inDefault: true), .. OfCell<GruCell>(inDefault: false), .. OfCell<TanhCell>(inDefault: false), .. OfCell<EquationsCell>(inDefault: false),
        Step("tiny-shakespeare", dropout: 0.2), Step("without-dropout", dropout: 0),
        .. StreamingOf<LstmCell>(inDefault: true), .. StreamingOf<GruCell>(inDefault: false), .. StreamingOf<TanhCell>(inDefault: false),
        .. s_widths.Select(StreamingInt8),
        .. OwnCellCases.All, .. OptionCases.All,
        .. s_times.Select(static t => Growth("time", t, new(8, t, 256, 256))),
        .. s_times.Select(static t => Growth("recompute", t, new(8, t, 256, 256), Recompute.Auto)),
        .. s_batches.Select(static b => Growth("batch", b, new(b, 100, 256, 256))),
        .. s_hidden.Select(static h => Growth("hidden", h, new(16, 50, h, h))),
    ];

    /// <summary>The names of the cells.</summary>
    public static IReadOnlyList<string> Cells { get; } = [.. All.Select(static c => c.Cell).Distinct()];

    /// <summary>The cases that somebody asks for.</summary>
    /// <param name="name">A name or the beginning of one up to a slash; null is the default choice.</param>
    /// <param name="cell">Only those of this cell; null is any.</param>
    /// <returns>The cases, in order; none when there is no such one.</returns>
    public static IReadOnlyList<BenchCase> Select(string? name, string? cell) =>
        [.. All.Where(c => (cell is null || c.Cell == cell) && (name is not null ? c.IsMeantBy(name) : cell is not null ? !c.IsMeantBy(Scaling) : c.InDefault))];

    private static IEnumerable<BenchCase> OfCell<TCell>(bool inDefault)
        where TCell : struct, ICell<TCell>
    {
        foreach (LayerShape shape in s_layers)
        {
            string name = $"layer/{TCell.Shape.Name}/{shape}";
            yield return new BenchCase(name, TCell.Shape.Name, inDefault || s_others.Contains(shape), settings => Train<TCell>(name, shape, settings, withMemory: false));
        }
    }

    private static IEnumerable<BenchCase> StreamingOf<TCell>(bool inDefault)
        where TCell : struct, ICell<TCell>
    {
        foreach (LayerShape shape in s_widths.SelectMany(static h => new LayerShape[] { new(1, 100, h, h), new(1, 1, h, h) }))
        {
            string name = $"inference/{TCell.Shape.Name}/{shape.Hidden}/{(shape.Time == 1 ? "step" : "sequence")}";
            yield return new BenchCase(name, TCell.Shape.Name, inDefault, settings => Stream<TCell>(name, shape, settings));
        }
    }

    private static BenchCase StreamingInt8(int hidden)
    {
        string name = $"inference/lstm-int8/{hidden}/step";
        return new BenchCase(name, LstmCell.Shape.Name, inDefault: true, settings => Stream<LstmCell>(name, new(1, 1, hidden, hidden), settings, WeightPrecision.Int8));
    }

    private static BenchCase Growth(string axis, int size, LayerShape shape, Recompute recompute = default)
    {
        string name = $"{Scaling}/{axis}/{size}";
        return new BenchCase(name, LstmCell.Shape.Name, inDefault: false, settings => Train<LstmCell>(name, shape, settings, withMemory: true, recompute));
    }

    private static BenchCase Step(string recipe, double dropout)
    {
        string name = $"step/{recipe}";
        return new BenchCase(name, LstmCell.Shape.Name, inDefault: dropout > 0, settings => WholeStep(name, dropout, settings));
    }

    private static IEnumerable<BenchResult> Train<TCell>(string name, LayerShape shape, BenchSettings settings, bool withMemory, Recompute recompute = default)
        where TCell : struct, ICell<TCell>
    {
        if (withMemory)
        {
            ProcessMemory.ResetPeak();
        }

        using WorkerTeam team = new(settings.Threads);
        int shards = settings.ShardsOf(shape.Batch);
        LayerTraining<TCell> training = new(shape, shards, team, recompute);
        Timing timing = Timing.Of(() => training.Step(), settings.Seconds);
        BenchResult result = new(name, TCell.Shape.Name, shape, team.Size, shards, timing, shape.TrainingFlops(TCell.Shape.Gates.Count));
        yield return withMemory ? result with { ArenaBytes = training.ArenaBytes, ProcessBytes = ProcessMemory.Peak } : result;
        GC.KeepAlive(training);
    }

    private static IEnumerable<BenchResult> WholeStep(string name, double dropout, BenchSettings settings)
    {
        using WorkerTeam team = new(settings.Threads);
        LayerShape shape = CharacterTraining.Shape;
        int shards = settings.ShardsOf(shape.Batch), gates = LstmCell.Shape.Gates.Count;
        CharacterTraining whole = new(dropout, shards, team);
        LayerTraining<LstmCell> layer = new(shape, shards, team);
        Timing[] timings = Timing.OfEach(2 * settings.Seconds, () => whole.Step(), () => layer.Step());
        double flops = shape.TrainingFlops(gates) + (6.0 * shape.Batch * shape.Time * shape.Hidden * CharacterTraining.Vocabulary);
        yield return new BenchResult(name, LstmCell.Shape.Name, shape, team.Size, shards, timings[0], flops) { Surroundings = 1 - (timings[1].Minimum / timings[0].Minimum) };
        yield return new BenchResult($"{name}/layer", LstmCell.Shape.Name, shape, team.Size, shards, timings[1], shape.TrainingFlops(gates));
    }

    private static IEnumerable<BenchResult> Stream<TCell>(string name, LayerShape shape, BenchSettings settings, WeightPrecision precision = WeightPrecision.Single)
        where TCell : struct, ICell<TCell>
    {
        foreach (int threads in new[] { 1, settings.Threads }.Distinct())
        {
            using WorkerTeam team = new(threads);
            Streaming<TCell> streaming = new(shape, team, precision);
            yield return new BenchResult(name, TCell.Shape.Name, shape, threads, 1, Timing.Of(streaming.Run, settings.Seconds), shape.InferenceFlops(TCell.Shape.Gates.Count));
        }
    }
}
