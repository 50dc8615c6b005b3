namespace Unroll.Tasks.Forecast;

/// <summary>How far forecasts lay from what came, over all forecasts of a method.</summary>
/// <param name="standardised">Whether errors are measured in deviations of their series, and not in the units of the data.</param>
/// <param name="errorAt">Steps ahead, from 1, that have an NRMSE of their own.</param>
internal sealed class ForecastScore(bool standardised, params IReadOnlyList<int> errorAt)
{
    private readonly Moments[] _at = [.. errorAt.Select(static _ => new Moments())];
    private long _count, _windows, _inside;
    private double _absolute, _squares, _symmetric, _scaled, _crps, _sum, _sumOfSquares;

    /// <summary>The mean of |e| over the mean |e| of a seasonal naive forecast within the past (Hyndman and Koehler 2006); NaN where no series has one.</summary>
    public double Mase => _windows > 0 ? _scaled / _windows : double.NaN;

    /// <summary>The mean of 200 |e| / (|y| + |ŷ|), in percent (Makridakis 1993).</summary>
    public double Smape => _symmetric / _count;

    private double Variance => (_sumOfSquares / _count) - (_sum / _count * (_sum / _count));

    /// <summary>Adds a forecast.</summary>
    /// <param name="actual">[Z]: what came.</param>
    /// <param name="quantiles">[Z · 9], or [Z] of a method that only gives values.</param>
    /// <param name="seasonalError">The denominator of MASE, or NaN.</param>
    /// <param name="scale">The size of the series.</param>
    public void Add(ReadOnlySpan<double> actual, ReadOnlySpan<double> quantiles, double seasonalError, SeriesScale scale)
    {
        bool certain = quantiles.Length == actual.Length;
        double unit = standardised ? scale.RawDeviation : 1, zero = standardised ? scale.RawMean : 0, absolute = 0;
        for (int h = 0; h < actual.Length; h++)
        {
            ReadOnlySpan<double> q = certain ? default : quantiles.Slice(h * Quantiles.Count, Quantiles.Count);
            double y = actual[h], forecast = certain ? quantiles[h] : q[Quantiles.Median], error = Math.Abs(y - forecast), both = Math.Abs(y) + Math.Abs(forecast);
            absolute += error;
            _squares += error / unit * (error / unit);
            _symmetric += both > 0 ? 200 * error / both : 0;
            _crps += (certain ? error : Quantiles.Crps(q, y)) / unit;
            _inside += !certain && y >= q[Quantiles.Lower] && y <= q[Quantiles.Upper] ? 1 : 0;
            double z = (y - zero) / unit;
            for (int i = 0; i < _at.Length; i++)
            {
                if (errorAt[i] == h + 1)
                {
                    _at[i].Add(z, error / unit);
                }
            }

            _sum += z;
            _sumOfSquares += z * z;
        }

        _count += actual.Length;
        _absolute += absolute / unit;
        if (double.IsFinite(seasonalError))
        {
            _scaled += absolute / actual.Length / seasonalError;
            _windows++;
        }
    }

    /// <summary>The metrics by name, the most important first.</summary>
    /// <param name="naive2">The score of naive 2 on the same forecasts, for OWA.</param>
    /// <param name="intervals">Whether the method gives intervals.</param>
    public IReadOnlyDictionary<string, double> Metrics(ForecastScore naive2, bool intervals)
    {
        double mse = _squares / _count;
        (string, double)[] relative = [("mase", Mase), ("smape", Smape), ("owa", ((Mase / naive2.Mase) + (Smape / naive2.Smape)) / 2)];
        (string, double)[] plain = [("mse", mse), ("mae", _absolute / _count), ("rmse", Math.Sqrt(mse)), ("nrmse", Math.Sqrt(mse / Variance)), ("crps", _crps / _count)];
        Dictionary<string, double> metrics = new(StringComparer.Ordinal);
        foreach ((string name, double value) in standardised ? plain.Concat(relative) : relative.Concat(plain))
        {
            metrics[name] = value;
        }

        for (int i = 0; i < _at.Length; i++)
        {
            metrics[$"nrmse{errorAt[i]}"] = _at[i].Nrmse;
        }

        if (intervals)
        {
            metrics["coverage80"] = (double)_inside / _count;
        }

        return metrics;
    }

    /// <summary>The errors of one step ahead.</summary>
    private sealed class Moments
    {
        private long _count;
        private double _squares, _sum, _sumOfSquares;

        public double Nrmse => Math.Sqrt(_squares / (_sumOfSquares - (_sum * _sum / _count)));

        public void Add(double value, double error)
        {
            _count++;
            _squares += error * error;
            _sum += value;
            _sumOfSquares += value * value;
        }
    }
}
