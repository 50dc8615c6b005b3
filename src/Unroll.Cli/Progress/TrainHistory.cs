using Unroll.Tasks.LanguageModel;

namespace Unroll.Cli.Progress;

/// <summary>What a display remembers of the states it has seen.</summary>
internal sealed class TrainHistory
{
    private readonly List<double> losses = [];

    /// <summary>The newest state.</summary>
    public TrainProgress? Latest { get; private set; }

    /// <summary>The lowest validation loss.</summary>
    public double BestLoss { get; private set; } = double.PositiveInfinity;

    /// <summary>The step at which it was first seen.</summary>
    public long? BestStep { get; private set; }

    /// <summary>The course of the training loss, one value for each state that came with a new step.</summary>
    public IReadOnlyList<double> Losses => losses;

    public void Add(TrainProgress p)
    {
        if (double.IsFinite(p.TrainLoss) && p.Step > 0 && p.Step != Latest?.Step)
            losses.Add(p.TrainLoss);
        if (p.ValidLoss < BestLoss)
            (BestLoss, BestStep) = (p.ValidLoss.Value, p.Step);
        Latest = p;
    }

    /// <summary>The course of the loss as a row of blocks, each the mean of its stretch.</summary>
    public string Sparkline(int columns)
    {
        const string Blocks = "▁▂▃▄▅▆▇█";
        if (losses.Count < 2)
            return "";
        int n = Math.Min(columns, losses.Count);
        double[] means = [.. Enumerable.Range(0, n).Select(i => losses.GetRange(i * losses.Count / n, ((i + 1) * losses.Count / n) - (i * losses.Count / n)).Average())];
        double min = means.Min(), range = means.Max() - min;
        return string.Concat(means.Select(m => Blocks[range > 0 ? (int)Math.Round((m - min) / range * (Blocks.Length - 1)) : 0]));
    }
}
