namespace Unroll.Tasks.Forecast;

/// <summary>How long forecasts of a chaotic system stay with it: until the error, by the deviation of the series, is above 0.4 (Pathak et al. 2018).</summary>
/// <param name="joint">Whether all series are one system, whose error is that of the whole state.</param>
internal sealed class ValidTime(bool joint)
{
    private const double Threshold = 0.4;

    private readonly Dictionary<Window, (double[] Squares, int Series)> _errors = [];

    /// <summary>The median over all starts, in steps.</summary>
    public double MedianSteps
    {
        get
        {
            double[] steps = [.. _errors.Values.Select(e => (double)StepsOf(e.Squares, e.Series)).Order()];
            return (steps[(steps.Length - 1) / 2] + steps[steps.Length / 2]) / 2;
        }
    }

    /// <summary>Adds a forecast.</summary>
    /// <param name="window">Where it begins.</param>
    /// <param name="actual">[Z]: what came.</param>
    /// <param name="quantiles">[Z * 9].</param>
    /// <param name="deviation">Of the series.</param>
    public void Add(Window window, ReadOnlySpan<double> actual, ReadOnlySpan<double> quantiles, double deviation)
    {
        Window key = joint ? window with { Series = 0 } : window;
        (double[] squares, int series) = _errors.TryGetValue(key, out (double[], int) known) ? known : (new double[actual.Length], 0);
        for (int h = 0; h < actual.Length; h++)
        {
            double error = (actual[h] - quantiles[(h * Quantiles.Count) + Quantiles.Median]) / deviation;
            squares[h] += error * error;
        }

        _errors[key] = (squares, series + 1);
    }

    private static int StepsOf(double[] squares, int series)
    {
        int first = Array.FindIndex(squares, s => !(Math.Sqrt(s / series) < Threshold));
        return first < 0 ? squares.Length : first;
    }
}
