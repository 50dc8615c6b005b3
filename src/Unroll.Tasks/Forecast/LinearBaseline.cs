using Unroll.Kernels;
using Unroll.Reservoir;
using Unroll.Tasks.Baselines;

namespace Unroll.Tasks.Forecast;

/// <summary>
/// One matrix from history to horizon, the same for all series, solved by ridge regression: what DLinear (Zeng et al. 2023) comes to, whose
/// two matrices for trend and rest are one in the end. It is also where the linear part of a network starts.
/// </summary>
internal sealed class LinearBaseline(LinearReadout<double> readout)
{
    /// <summary>More windows than this say nothing new of so few numbers.</summary>
    private const int MostWindows = 60_000;

    private static readonly double[] s_ridges = [1e-3, 1e-2, 1e-1, 1, 10, 100, 1e3, 1e4, 1e5];

    public LinearReadout<double> Readout => readout;

    /// <summary>Solves on training windows, with λ by the error on validation windows.</summary>
    public static LinearBaseline Fit(ForecastData data, WorkerTeam team)
    {
        RidgeRegression<double> train = Collect(data, Spread(data.TrainWindows), team), valid = Collect(data, data.ValidWindows, team);
        RidgePath<double> path = train.Factorize();
        double ridge = path.Try(s_ridges, valid).MinBy(static t => t.Error).Ridge;
        return new LinearBaseline(path.Solve(ridge));
    }

    /// <summary>Forecasts in the units of the data.</summary>
    public double[] Predict(SeriesFrame frame, int origin)
    {
        int history = frame.Features.Options.History;
        WindowScale scale = frame.ScaleAt(origin);
        double[] x = new double[history], y = new double[readout.Outputs];
        for (int t = 0; t < history; t++)
        {
            x[t] = scale.Apply(frame.Values[origin - history + t]);
        }

        readout.Predict(x, y);
        return Array.ConvertAll(y, v => frame.Restore(scale, v));
    }

    public string ToJson() =>
        BaselineJson.Write(new LinearRecord(readout.Features, Array.ConvertAll(readout.Weights.ToArray(), w => (float)w), readout.Intercept.ToArray()), ForecastJson.Default.LinearRecord);

    public static LinearBaseline FromJson(string json, string source) => BaselineJson.Read(json, source, "Linear baseline", ForecastJson.Default.LinearRecord,
        r => new LinearBaseline(new LinearReadout<double>(r.Features, Array.ConvertAll(r.Weights, w => (double)w), r.Intercept)));

    private static Window[] Spread(Window[] windows)
    {
        int every = (windows.Length + MostWindows - 1) / MostWindows;
        return [.. windows.Where((_, i) => i % every == 0)];
    }

    private static RidgeRegression<double> Collect(ForecastData data, Window[] windows, WorkerTeam team)
    {
        int history = data.Options.History, horizon = data.Options.Horizon;
        RidgeRegression<double> regression = new(history, horizon, team);
        double[] x = new double[history], y = new double[horizon];
        foreach (Window window in windows)
        {
            SeriesFrame frame = data.Frames[window.Series];
            WindowScale scale = frame.ScaleAt(window.Origin);
            for (int t = 0; t < history; t++)
            {
                x[t] = scale.Apply(frame.Values[window.Origin - history + t]);
            }

            for (int h = 0; h < horizon; h++)
            {
                y[h] = scale.Apply(frame.Values[window.Origin + h]);
            }

            regression.Add(x, y);
        }

        return regression;
    }
}
