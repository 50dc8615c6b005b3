using Lessons.Forecasting;
using Unroll.Storage;
using Unroll.Tasks;
using Unroll.Tasks.Forecast;
using Unroll.Tasks.Recipes;

// Is the forecast better than a ruler? dotnet run -c Release --project lessons/forecasting [PICTURE.svg]. The README beside this file tells the story.
string picture = args.Length > 0 ? args[0] : "forecasting.svg";
string folder = Directory.CreateTempSubdirectory("unroll-lesson-").FullName;
try
{
    // 1. Three shops, three years of days: a trend, a week, a year, and chance that nobody can forecast.
    AtomicFile.WriteText(Path.Combine(folder, "shops.csv"), Shops.Csv(days: 1095));

    // 2. Two models learn from the same past. The last 84 days are only measured on, the 84 before them choose the model and the width of intervals.
    Console.WriteLine($"{"forecast",-18} {"MASE",6} {"MAE",6} {"CRPS",6} {"in 80 %",8}");
    TrainReport network = Train("network", """ "model": { "cell": "gru", "hidden": 16 }, "train": { "steps": 150, "learningRate": 0.005, "validateEvery": 25 } """);
    TrainReport reservoir = Train("reservoir", """ "model": { "network": "reservoir" }, "reservoir": { "units": 100, "feedbackScaling": 0.3 } """);

    // 3. Beside them stand forecasts that need no learning. Whoever does not beat them has learned nothing.
    foreach ((string name, IReadOnlyDictionary<string, double> metrics) in (IEnumerable<(string, IReadOnlyDictionary<string, double>)>)
        [.. network.Validation.Others!.Select(o => (o.Key, o.Value)), (network.Validation.BaselineName, network.Validation.Baseline), ("GRU", network.Validation.Metrics), ("reservoir", reservoir.Validation.Metrics)])
    {
        Console.WriteLine($"{name,-18} {metrics["mase"],6:0.000} {metrics["mae"],6:0.00} {metrics["crps"],6:0.00} {(metrics.TryGetValue("coverage80", out double share) ? $"{share:P0}" : "-"),8}");
    }

    // 4. Four weeks ahead, one at a time from the model's own forecasts: the band says how sure it is.
    IForecastModel model = (IForecastModel)new ForecastTask().Load(network.ModelPath, threads: 1);
    AtomicFile.WriteText(picture, ForecastChart.Svg(model.Forecast(horizon: 28)));
    Console.WriteLine($"The picture is {picture}.");
}
finally
{
    Directory.Delete(folder, recursive: true);
}

TrainReport Train(string name, string rest)
{
    Recipe recipe = Recipe.Parse($$"""
        { "task": "forecast", "data": { "train": "shops.csv", "history": 56, "horizon": 7, "season": 7, "validPoints": 84, "testPoints": 84 }, {{rest}} }
        """, name, folder);
    return new ForecastTask().Train(recipe, new TrainSettings(Path.Combine(folder, name), Threads: 1, Resume: false), _ => { }, default);
}
