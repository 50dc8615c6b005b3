using System.Globalization;

namespace Unroll.Tasks.Report;

/// <summary>Where an axis has its marks: at 1, 2 or 5 times a power of ten.</summary>
internal static class Ticks
{
    private static readonly double[][] s_mantissas = [[1, 2, 5], [1, 3], [1]];

    /// <summary>The smallest step of 1, 2 or 5 times a power of ten that cuts a range into <paramref name="most"/> parts or fewer.</summary>
    public static double Step(double range, int most)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(range / most)));
        foreach (double factor in (ReadOnlySpan<double>)[1, 2, 5])
        {
            // A part in a million: the power of ten is rounded.
            if (range / (factor * power) <= most * 1.000001)
                return factor * power;
        }

        return 10 * power;
    }

    /// <summary>The multiples of a step within a range.</summary>
    public static double[] Linear(double min, double max, double step)
    {
        double first = Math.Ceiling((min / step) - 1e-6), last = Math.Floor((max / step) + 1e-6);
        // Divided by its inverse where it is below one: 3 / 10 is 0.3, and 3 * 0.1 is not.
        double inverse = Math.Round(1 / step);
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => step < 1 && inverse is > 1 and < 1e15 ? (first + i) / inverse : (first + i) * step)];
    }

    /// <summary>Marks of a logarithmic axis: 1, 2, 5, or 1, 3, or 1 in each decade, or in every second decade or fewer.</summary>
    public static double[] Logarithmic(double min, double max, int most)
    {
        int low = (int)Math.Floor(Math.Log10(min)), high = (int)Math.Ceiling(Math.Log10(max));
        for (int round = 0; ; round++)
        {
            double[] mantissas = s_mantissas[Math.Min(round, 2)];
            int stride = Math.Max(1, round - 1);
            double[] ticks = [.. Enumerable.Range(low, high - low + 1).Where(e => e % stride == 0)
                .SelectMany(e => mantissas.Select(m => double.Parse($"{m}e{e}", CultureInfo.InvariantCulture)))
                .Where(t => t >= min * 0.999999 && t <= max * 1.000001)];
            if (ticks.Length <= most)
                return ticks;
        }
    }

    /// <summary>What stands at a mark.</summary>
    /// <param name="value">Its value.</param>
    /// <param name="step">The distance of marks, which says how many decimals are needed; for a logarithmic axis the value itself.</param>
    public static string Label(double value, double step)
    {
        double size = Math.Abs(value), distance = Math.Abs(step);
        if (value is 0)
            return "0";
        if (size >= 1e9 || (size < 0.01 && distance < 1e-4))
            return value.ToString("0.##e0", CultureInfo.InvariantCulture);
        if (distance >= 1)
            return size >= 10_000 ? Rounded.Short(value) : value.ToString("#,0", CultureInfo.InvariantCulture);
        return value.ToString("0." + new string('0', (int)Math.Ceiling(-Math.Log10(distance) - 1e-6)), CultureInfo.InvariantCulture);
    }
}
