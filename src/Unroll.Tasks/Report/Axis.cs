namespace Unroll.Tasks.Report;

/// <summary>A range of values laid out along a line of a picture, with marks.</summary>
/// <param name="Min">The value at <paramref name="From"/>.</param>
/// <param name="Max">The value at <paramref name="To"/>; greater than <paramref name="Min"/>.</param>
/// <param name="IsLogarithmic">Whether equal ratios have equal distances.</param>
/// <param name="From">The coordinate of the one end.</param>
/// <param name="To">The coordinate of the other end, which may be the smaller.</param>
/// <param name="Marks">The coordinates of marks, and what stands at them.</param>
internal sealed record Axis(double Min, double Max, bool IsLogarithmic, double From, double To, IReadOnlyList<(double At, string Label)> Marks)
{
    /// <summary>Beyond this ratio of the largest value to the smallest, small values of a linear axis lie on its foot.</summary>
    public const double LogarithmicFrom = 50;

    /// <summary>Whether a value can be drawn at all.</summary>
    public static bool Has(double value) => double.IsFinite(value) && Math.Abs(value) < 1e100;

    /// <summary>An axis over values: logarithmic where they are positive and span a factor above fifty, and otherwise linear.</summary>
    /// <param name="values">The values; those that cannot be drawn are passed over.</param>
    /// <param name="from">The coordinate of the lower end.</param>
    /// <param name="to">The coordinate of the upper end.</param>
    /// <param name="most">How many parts marks may make at most.</param>
    public static Axis Over(IEnumerable<double> values, double from, double to, int most = 5)
    {
        (double min, double max) = Range(values);
        if (min <= 0 || max / min <= LogarithmicFrom)
        {
            double step = Ticks.Step(max - min, most);
            return Linear(Math.Floor((min / step) + 1e-6) * step, Math.Ceiling((max / step) - 1e-6) * step, from, to, most);
        }

        Axis axis = new(min / 1.15, max * 1.15, IsLogarithmic: true, from, to, []);
        return axis with { Marks = [.. Ticks.Logarithmic(axis.Min, axis.Max, most + 1).Select(t => (axis.Position(t), Ticks.Label(t, t)))] };
    }

    /// <summary>A linear axis between two values that ends exactly there.</summary>
    public static Axis Linear(double min, double max, double from, double to, int most = 5)
    {
        (min, max) = Range([min, max]);
        double step = Ticks.Step(max - min, most);
        Axis axis = new(min, max, IsLogarithmic: false, from, to, []);
        return axis with { Marks = [.. Ticks.Linear(min, max, step).Select(t => (axis.Position(t), Ticks.Label(t, step)))] };
    }

    /// <summary>Where a value lies.</summary>
    public double Position(double value)
    {
        double share = IsLogarithmic ? (Math.Log(value) - Math.Log(Min)) / (Math.Log(Max) - Math.Log(Min)) : (value - Min) / (Max - Min);
        return From + (share * (To - From));
    }

    /// <summary>The range of what can be drawn; one around it where that is a single value, and 0 to 1 where it is nothing.</summary>
    private static (double Min, double Max) Range(IEnumerable<double> values)
    {
        double min = double.PositiveInfinity, max = double.NegativeInfinity;
        foreach (double value in values.Where(Has))
        {
            (min, max) = (Math.Min(min, value), Math.Max(max, value));
        }

        if (min > max)
            return (0, 1);
        double size = Math.Max(Math.Abs(min), Math.Abs(max));
        if (size is 0)
            return (0, 1);
        return max - min > 1e-9 * size ? (min, max) : (min - (0.5 * size), max + (0.5 * size));
    }
}
