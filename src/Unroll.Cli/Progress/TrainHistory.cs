using Unroll.Tasks;

namespace Unroll.Cli.Progress;

/// <summary>What a display remembers of the states it has seen.</summary>
internal sealed class TrainHistory
{
    private const int MostPoints = 4096;
    private readonly List<double> losses = [];
    private double sum;
    private int summed;
    private int stretch = 1;

    /// <summary>The newest state.</summary>
    public TrainProgress? Latest { get; private set; }

    /// <summary>The lowest validation loss.</summary>
    public double BestLoss { get; private set; } = double.PositiveInfinity;

    /// <summary>The step at which it was first seen.</summary>
    public long? BestStep { get; private set; }

    /// <summary>Takes a state; cheap, because training waits for it.</summary>
    public void Add(TrainProgress p)
    {
        if (double.IsFinite(p.TrainLoss) && p.Step > 0 && p.Step != Latest?.Step)
            AddLoss(p.TrainLoss);
        if (p.ValidLoss < BestLoss)
            (BestLoss, BestStep) = (p.ValidLoss.Value, p.Step);
        Latest = p;
    }

    /// <summary>The course of the training loss as a row of blocks, each the mean of its stretch.</summary>
    public string Sparkline(int columns)
    {
        const string Blocks = "▁▂▃▄▅▆▇█";
        int n = Math.Min(columns, losses.Count);
        if (n < 2)
            return "";
        double[] means = new double[n];
        for (int i = 0; i < n; i++)
        {
            int from = (int)((long)i * losses.Count / n), to = (int)((long)(i + 1) * losses.Count / n);
            means[i] = losses.GetRange(from, to - from).Average();
        }

        // The first steps are far above the rest; without a cut the curve would be flat after them.
        double low = means.Min(), high = means.Order().ElementAt(n * 9 / 10);
        return string.Concat(means.Select(m => Blocks[high > low ? (int)Math.Round(Math.Min(1, (m - low) / (high - low)) * (Blocks.Length - 1)) : 0]));
    }

    /// <summary>Keeps means of ever longer stretches, so that the memory of a training of any length is bounded.</summary>
    private void AddLoss(double loss)
    {
        sum += loss;
        if (++summed < stretch)
            return;
        losses.Add(sum / summed);
        (sum, summed) = (0, 0);
        if (losses.Count < MostPoints)
            return;
        for (int i = 0; i < MostPoints / 2; i++)
            losses[i] = (losses[2 * i] + losses[(2 * i) + 1]) / 2;
        losses.RemoveRange(MostPoints / 2, MostPoints / 2);
        stretch *= 2;
    }
}
