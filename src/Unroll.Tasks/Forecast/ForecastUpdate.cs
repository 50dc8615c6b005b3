using Unroll.Kernels;
using Unroll.Reservoir;
using Unroll.Storage;
using Unroll.Tasks.Forecast.Reservoirs;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Forecast;

/// <summary>What came of an update.</summary>
/// <param name="Path">The file that was written.</param>
/// <param name="Series">Series that went on.</param>
/// <param name="Points">New observations.</param>
/// <param name="Learned">Whether the output of the network learned from them; if not, only its state was carried on.</param>
public sealed record UpdateReport(string Path, int Series, long Points, bool Learned);

/// <summary>Carries a model on over new observations, without training it anew: a forecast then begins behind them.</summary>
internal sealed class ForecastUpdate(ForecastFile file, int threads)
{
    /// <summary>Writes the updated model.</summary>
    /// <param name="read">Series as a file has them; those that the model does not know are refused.</param>
    /// <param name="source">What messages call the file.</param>
    /// <param name="target">The file to write.</param>
    /// <exception cref="DataException">A series is not known, does not go on where the model stands, or has nothing new.</exception>
    public UpdateReport Write(IReadOnlyList<TimeSeries> read, string source, string target)
    {
        foreach (TimeSeries series in read.Where(s => file.NumberOf(s.Name) < 0))
        {
            throw new DataException($"'{source}': the series '{series.Name}' is not one of the model, expected {string.Join(", ", file.Series.Take(5).Select(s => s.Name))}{(file.Series.Count > 5 ? ", ..." : "")}, because an update goes on with series that the model was trained on. Rename the column, or train a model with it.");
        }

        TimeSeries[] kept = [.. Enumerable.Range(0, file.Series.Count).Select(file.Restore)], whole = [.. kept];
        foreach (TimeSeries series in read)
        {
            int number = file.NumberOf(series.Name);
            whole[number] = kept[number].Append(NewOf(kept[number], series, source));
        }

        long points = whole.Zip(kept, (w, k) => (long)w.Length - k.Length).Sum();
        if (points == 0)
        {
            throw new DataException($"'{source}': there is no observation behind the last one that the model knows, {kept[0].LabelOf(kept[0].Length - 1)}, expected some to go on with. Give newer data.");
        }

        SeriesFrame[] frames = [.. whole.Select((s, i) => new SeriesFrame(s, file.Series[i].Scale, file.Features))];
        (IEnumerable<SafeTensor>? tensors, bool learned) = file.Reservoir is { } reservoir ? CarryOn(reservoir, frames, kept) : (null, false);
        double[] widths = Widths(frames, kept);
        SeriesRecord[] records = [.. frames.Select((f, i) => ForecastFile.Keep(f) with
        {
            // The scale of errors stays that of training; the season is turned to where the series stands now.
            SeasonalError = file.Series[i].SeasonalError,
            Indices = new SeasonalIndices(file.Series[i].Indices).From(whole[i].Length - kept[i].Length),
            Width = widths[i],
        })];
        file.Write(target, records, tensors);
        return new UpdateReport(target, whole.Zip(kept).Count(p => p.First.Length > p.Second.Length), points, learned);
    }

    /// <summary>How wide intervals are from now on: by how the forecasts of the new observations would have turned out.</summary>
    private double[] Widths(SeriesFrame[] frames, TimeSeries[] kept)
    {
        using WorkerTeam team = new(threads);
        NewSteps[] steps = [.. frames.Select((f, i) => new NewSteps(kept[i].Length, f.Length, file.Series[i].Width ?? 1))];
        return new RollingIntervals(file.Forecaster(team), steps, new ForecastModelOptions(file.Recipe.Values).IsOfCounts).FactorsNow(frames);
    }

    private (IEnumerable<SafeTensor> Tensors, bool Learned) CarryOn(ReservoirModel model, SeriesFrame[] frames, TimeSeries[] kept)
    {
        ReservoirSettings settings = new(file.Recipe.Values);
        ReservoirGroup[] groups = ReservoirGroup.Of(frames, model.Outputs);
        ReservoirModel updated = OnlineLearning.Learn(model, settings, groups, [.. groups.Select((_, g) => kept[g * model.Outputs].Length)]);
        using WorkerTeam team = new(threads);
        ReservoirForecaster forecaster = new(updated, file.Data.Horizon, team);
        EchoState<double>[][] states = [.. groups.Select(g => forecaster.StatesAt(g, [Math.Max(g.Start?.Step ?? 0, g.Length - file.Data.History)])[0])];
        return (ReservoirTensors.Of(updated, states), settings.Online != "off");
    }

    /// <summary>What of a series lies behind what the model knows: all of it, where there are no times.</summary>
    private static TimeSeries NewOf(TimeSeries kept, TimeSeries series, string source)
    {
        if (kept.TimeAt(kept.Length - 1) is not { } end || series.TimeAt(0) is null)
        {
            return series;
        }

        int first = Enumerable.Range(0, series.Length).FirstOrDefault(t => series.TimeAt(t) > end, series.Length);
        bool follows = first == series.Length || kept.Times is not null || kept.Step.Between(end, series.TimeAt(first)!.Value) == 1;
        return follows ? series.Tail(series.Length - first)
            : throw new DataException($"'{source}', series '{series.Name}': it goes on at {series.LabelOf(first)}, but the model knows it up to {kept.LabelOf(kept.Length - 1)}, expected the step after that, because nothing may be missing between them. Give the observations in between too.");
    }
}
