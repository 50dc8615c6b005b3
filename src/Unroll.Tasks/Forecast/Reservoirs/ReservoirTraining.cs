using Unroll.Kernels;
using Unroll.Reservoir;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Forecast.Reservoirs;

/// <summary>
/// Solves the readouts of reservoirs that forecast: one pass over the training part of each series with the true values fed back, ridge
/// regression, and λ by the error of forecasts of the validation points if the recipe leaves it open.
/// </summary>
internal sealed class ReservoirTraining
{
    private const int StepsOfChoice = 20_000, FewestWindows = 10;

    private static readonly double[] s_grid = [.. Enumerable.Range(-10, 13).Select(e => Math.Pow(10, e))];

    private readonly ForecastData _data;
    private readonly ReservoirSettings _settings;
    private readonly WorkerTeam _team;
    private readonly IReservoir<double>[] _reservoirs;
    private readonly ReservoirGroup[] _groups;
    private readonly EchoStateTraining<double>[] _trainings;

    private ReservoirTraining(ForecastData data, ReservoirSettings settings, ulong seed, WorkerTeam team)
    {
        (_data, _settings, _team) = (data, settings, team);
        int outputs = ReservoirModel.OutputsOf(settings, data.Series.Count);
        _reservoirs = ReservoirModel.Draw(settings, seed, data.Features, outputs);
        _groups = ReservoirGroup.Of([.. data.Frames.Take(data.Series.Count)], outputs);
        int reach = data.Options.Lags.Count > 0 ? data.Options.Lags[^1] : 0;
        EchoStateOptions options = new() { Washout = Math.Max(settings.Washout, reach), Features = settings.Features };
        _trainings = [.. _reservoirs.Select(r => new EchoStateTraining<double>(r, outputs, options, _reservoirs.Length == 1 ? team : null))];
    }

    /// <summary>Fits a model.</summary>
    /// <param name="data">The series.</param>
    /// <param name="settings">The section <c>reservoir</c>.</param>
    /// <param name="seed">Draws the reservoirs.</param>
    /// <param name="team">Threads; the bits do not depend on them.</param>
    /// <exception cref="DataException">There is nothing to learn, or λ is too small.</exception>
    public static ReservoirModel Fit(ForecastData data, ReservoirSettings settings, ulong seed, WorkerTeam team)
    {
        ReservoirTraining training = new(data, settings, seed, team);
        double bound = training.Collect();
        double ridge = settings.Ridge ?? training.Choose(bound);
        LinearReadout<double>[] readouts = new LinearReadout<double>[training._reservoirs.Length];
        double[][]? covariances = settings.Online == "rls" ? new double[readouts.Length][] : null;
        for (int m = 0; m < readouts.Length; m++)
        {
            RidgeRegression<double> regression = training._trainings[m].Regression;
            readouts[m] = regression.Solve(ridge);
            if (covariances is not null)
            {
                covariances[m] = regression.ToOnline(ridge, settings.Forgetting).Covariance.ToArray();
            }
        }

        ReservoirModel model = new(training.Networks(readouts), ReservoirIntervals.None(data.Options.Horizon), bound);
        double[][] errors = new ReservoirForecaster(model, data.Options.Horizon, team).Errors(data.Frames, data.ValidWindows);
        return new ReservoirModel(model.Members, ReservoirIntervals.Of(errors, data.Options.Horizon), bound) { Covariances = covariances };
    }

    /// <summary>Drives the reservoirs through all training parts.</summary>
    /// <returns>A bound that no scaled value comes near.</returns>
    private double Collect()
    {
        double largest = 0;
        int outputs = _groups[0].Outputs;
        for (int g = 0; g < _groups.Length; g++)
        {
            (double[] inputs, double[] targets) = _groups[g].Piece(0, _data.Parts[g * outputs].ValidStart);
            largest = targets.Aggregate(largest, static (most, v) => Math.Max(most, Math.Abs(v)));
            _team.Run(_trainings.Length, m =>
            {
                _trainings[m].NextSequence();
                _trainings[m].Add(inputs, targets);
            });
        }

        RidgeRegression<double> first = _trainings[0].Regression;
        if (first.Count == 0)
        {
            throw new DataException($"'{_data.Options.Train}': the longest training part has {_data.Parts.Max(p => p.ValidStart)} points, expected more than {_settings.Washout}, because reservoir.washout is that and these are not learned from. Lower it, or give longer series.");
        }

        int constant = Array.FindIndex(first.TargetVariances(), static v => !(v > 0));
        return constant < 0 ? 10 * largest
            : throw new DataException($"'{_data.Options.Train}', series '{_data.Series[constant].Name}': its training part never changes, expected values that do, because there is nothing to learn from a constant. Exclude the column (data.exclude), or train on a longer part.");
    }

    /// <summary>The λ whose forecasts of the validation points are the best; all are tried from one factorisation.</summary>
    private double Choose(double bound)
    {
        RidgePath<double>[] paths = new RidgePath<double>[_trainings.Length];
        _team.Run(paths.Length, m => paths[m] = _trainings[m].Regression.Factorize());
        int horizon = _data.Options.Horizon, most = Math.Max(FewestWindows, StepsOfChoice / horizon), every = (_data.ValidWindows.Length + most - 1) / most;
        Window[] windows = [.. _data.ValidWindows.Where((_, i) => i % every == 0)];
        (double Error, double Ridge) best = (double.PositiveInfinity, s_grid[^1]);
        foreach (double ridge in s_grid)
        {
            if (Solve(paths, ridge) is { } readouts)
            {
                ReservoirModel model = new(Networks(readouts), ReservoirIntervals.None(horizon), bound);
                double error = new ReservoirForecaster(model, horizon, _team).Loss(_data.Frames, windows);
                best = error < best.Error ? (error, ridge) : best;
            }
        }

        return best.Ridge;
    }

    private EchoStateNetwork<double>[] Networks(LinearReadout<double>[] readouts) =>
        [.. _reservoirs.Select((r, m) => new EchoStateNetwork<double>(r, _settings.Features, readouts[m]))];

    /// <summary>A readout a member, or null where λ is too small for the features of one.</summary>
    private static LinearReadout<double>[]? Solve(RidgePath<double>[] paths, double ridge)
    {
        LinearReadout<double>[] solved = [.. paths.Select(p => p.TrySolve(ridge)).OfType<LinearReadout<double>>()];
        return solved.Length == paths.Length ? solved : null;
    }
}
