namespace Unroll.Tasks.Forecast;

/// <summary>The nine deciles, by which every forecast says how sure it is; the first and the last are the ends of its 80 % interval.</summary>
internal static class Quantiles
{
    /// <summary>How many there are.</summary>
    public const int Count = 9;

    /// <summary>The places of the lower end, the median and the upper end.</summary>
    public const int Lower = 0, Median = 4, Upper = 8;

    /// <summary>0.1 to 0.9.</summary>
    public static ReadOnlyMemory<double> Levels { get; } = new[] { 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9 };

    /// <summary>Moves quantiles away from their median by a factor, or nearer to it.</summary>
    public static void Widen(Span<double> quantiles, double factor)
    {
        double median = quantiles[Median];
        foreach (ref double q in quantiles)
        {
            q = median + (factor * (q - median));
        }
    }

    /// <summary>How wide an interval would have to be made for a value to lie on its edge: 1 where it does.</summary>
    public static double FactorOf(ReadOnlySpan<double> quantiles, double value)
    {
        double median = quantiles[Median], side = value < median ? median - quantiles[Lower] : quantiles[Upper] - median;
        double distance = Math.Abs(value - median);
        return distance == 0 ? 0 : side > 0 ? distance / side : double.PositiveInfinity;
    }

    /// <summary>
    /// The continuous ranked probability score as twice the mean pinball loss of the nine deciles: of a certain forecast the absolute error, of a
    /// smooth distribution about a tenth more than the integral, since the tails beyond the deciles are left out of the mean.
    /// </summary>
    public static double Crps(ReadOnlySpan<double> quantiles, double value)
    {
        double sum = 0;
        for (int q = 0; q < Count; q++)
        {
            double error = value - quantiles[q], level = Levels.Span[q];
            sum += Math.Max(level * error, (level - 1) * error);
        }

        return 2 * sum / Count;
    }
}
