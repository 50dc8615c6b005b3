using Unroll.Layers;
using Unroll.Reservoir;
using Unroll.Tasks.Forecast.Reservoirs;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Forecast;

/// <summary>The task forecast: how one or many series go on.</summary>
public sealed class ForecastTask : ITask
{
    /// <inheritdoc/>
    public string Name => "forecast";

    /// <inheritdoc/>
    public CheckReport Check(Recipe recipe)
    {
        ForecastData data = ForecastData.Read(recipe);
        ForecastModelOptions model = new(recipe.Values);
        if (model.IsReservoir)
        {
            return CheckReservoir(recipe, data);
        }

        ForecastNetwork network = new(model, data.Features);
        TrainOptions t = recipe.Train;
        long stepsPerEpoch = (data.TrainWindows.Length + t.Batch - 1) / t.Batch, steps = TrainRun.StepsOf(t, stepsPerEpoch);
        int rows = (t.Batch + t.Shards - 1) / t.Shards;
        long recurrent = t.Shards * network.Recurrent.Sum(r => r.TrainingBytes(data.Options.History, rows));
        long inputs = (long)t.Batch * ((data.Options.History * (data.Features.HistoryCount + 1)) + (data.Options.Horizon * (data.Features.FutureCount + (4 * network.Head.Outputs))));
        return new CheckReport(recipe.Task, TrainPart(data), ValidPart(data), model.Describe(), network.Parameters.Count, steps, (double)steps / stepsPerEpoch, (4 * ((network.Parameters.Count * (5 + t.Shards)) + inputs)) + recurrent, [.. Warnings(data)])
        {
            Facts = [.. Facts(data)],
        };
    }

    /// <inheritdoc/>
    public TrainReport Train(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress, CancellationToken stop)
    {
        if (recipe.IsSolvedAtOnce && settings.Resume)
        {
            throw new UnrollException($"The run in '{settings.OutputDirectory}' cannot be resumed: a reservoir is solved at once and leaves no checkpoint. Train it again without --resume.");
        }

        using TrainRun run = recipe.IsSolvedAtOnce ? new ReservoirRun(recipe, settings, progress) : new ForecastRun(recipe, settings, progress);
        return run.Execute(stop);
    }

    /// <inheritdoc/>
    public ITrainedModel Load(string modelPath, int threads) => new TrainedForecaster(ForecastFile.Format.Read(modelPath), threads);

    /// <inheritdoc/>
    public ExportReport Quantize(string modelPath, WeightPrecision precision, string target) => ForecastFile.Format.Quantize(modelPath, precision, target);

    private static CheckReport CheckReservoir(Recipe recipe, ForecastData data)
    {
        ReservoirSettings settings = new(recipe.Values);
        int outputs = ReservoirModel.OutputsOf(settings, data.Series.Count), inputs = ReservoirGroup.InputsOf(data.Features, outputs) + (settings.Feedback ? outputs : 0);
        ReservoirModel.Draw(settings, recipe.Train.Seed, data.Features, outputs);
        long units = (long)settings.Units * settings.Layers, seen = settings.Features switch { ReadoutFeatures.States => units, ReadoutFeatures.StatesAndInputs => units + inputs, _ => 2 * (units + inputs) };
        return new CheckReport(recipe.Task, TrainPart(data), ValidPart(data), settings.DescribeForecast(), settings.Members * outputs * (seen + 1), 0, 1, 8 * 3 * settings.Members * seen * seen, [.. Warnings(data)])
        {
            Facts = [.. Facts(data)],
        };
    }

    private static DataPart TrainPart(ForecastData data) => Part(data.Options.Train, data, data.TrainWindows, data.Parts.Sum(p => (long)p.ValidStart));

    private static DataPart ValidPart(ForecastData data) =>
        Part(data.Options.Valid ?? "the last points of each series", data, data.ValidWindows, data.Parts.Sum(p => (long)p.TestStart - p.ValidStart));

    private static DataPart Part(string source, ForecastData data, Window[] windows, long points) =>
        new(source, [new UnitCount("series", windows.Select(w => w.Series).Distinct().Count()), new UnitCount("points", points), new UnitCount("windows", windows.Length)]);

    private static IEnumerable<Fact> Facts(ForecastData data)
    {
        int[] lengths = [.. data.Series.Select(s => s.Length).Order()];
        yield return new Fact("lengths", lengths[0] == lengths[^1] ? $"{lengths[0]} points" : $"{lengths[0]} to {lengths[^1]} points, half of the series at most {lengths[lengths.Length / 2]}");
        yield return new Fact("a step reads", $"the value{(data.Options.Lags.Count > 0 ? $", those {string.Join(" and ", data.Options.Lags)} steps before" : "")}{(data.Features.Calendar.Count > 0 ? ", the calendar" : "")}{Names(", known", data.Options.Known)}{Names(", unknown", data.Options.Unknown)}");
        if (data.Options.TestPoints > 0)
        {
            yield return new Fact("test", $"{data.JudgedWindows.Length:N0} forecasts of the {data.Options.TestPoints:N0} points behind those for validation");
        }

        if (data.Series[0].TimeAt(0) is { } start)
        {
            yield return new Fact("time", $"{data.Series[0].Step.Print(start)} to {data.Series[0].LabelOf(data.Series[0].Length - 1)}");
        }
    }

    private static string Names(string what, IReadOnlyList<string> names) => names.Count > 0 ? $"{what} {string.Join(", ", names)}" : "";

    /// <summary>What is allowed but probably not meant.</summary>
    internal static IEnumerable<string> Warnings(ForecastData data)
    {
        if (data.Short.Count > 0)
        {
            yield return $"{data.Short.Count} series {(data.Short.Count == 1 ? "is" : "are")} too short to learn from ({string.Join(", ", data.Short.Take(5).Select(s => s.Name))}{(data.Short.Count > 5 ? ", ..." : "")}): their training part has fewer than {data.Options.History + data.Options.Horizon} points. Lower data.history or data.horizon to use them.";
        }

        string[] constant = [.. data.Series.Where((s, i) => data.Parts[i].ValidStart > 1 && s.Values.AsSpan(0, data.Parts[i].ValidStart).IndexOfAnyExcept(s.Values[0]) < 0).Select(s => s.Name)];
        if (constant.Length > 0)
        {
            yield return $"{constant.Length} series never change{(constant.Length == 1 ? "s" : "")} in training ({string.Join(", ", constant.Take(5))}{(constant.Length > 5 ? ", ..." : "")}): they are scaled by 1 and left out of MASE. Exclude them if they are not meant.";
        }
    }
}
