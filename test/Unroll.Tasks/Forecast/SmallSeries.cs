using Unroll.Data.Files;
using Unroll.Kernels;
using Unroll.Tasks.Forecast;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Tests.Forecast;

/// <summary>Series and recipes for tests.</summary>
internal static class SmallSeries
{
    /// <summary>A recipe with some keys changed.</summary>
    public static Recipe Recipe(string directory = ".", params string[] changes) => Unroll.Tasks.Recipes.Recipe.Parse("""
        {
          "task": "forecast",
          "data": { "train": "series.csv", "history": 12, "horizon": 4, "season": 4, "testPoints": 16, "validPoints": 12 },
          "model": { "cell": "gru", "hidden": 8 },
          "train": { "steps": 12, "batch": 8, "shards": 2, "learningRate": 0.01, "validateEvery": 4, "checkpointEvery": 3 },
        }
        """, "series.jsonc", directory, changes);

    public static ForecastDataOptions Options(params string[] changes) => new(Recipe(".", changes).Values);

    public static TimeSeries Of(string name, params double[] values) => new(name, new Origin("test"), values);

    /// <summary>A series that swings every four steps, with a slope and noise.</summary>
    public static double[] Swings(int length, ulong seed = 1, double level = 10)
    {
        CounterRandom random = new(seed);
        double[] values = new double[length];
        for (int t = 0; t < length; t++)
        {
            values[t] = level + (0.05 * t) + (3 * Math.Sin(Math.PI * t / 2)) + (0.2 * random.NextGaussian());
        }

        return values;
    }

    /// <summary>A wide table of days.</summary>
    public static string Csv(int days, int columns = 2)
    {
        double[][] series = [.. Enumerable.Range(0, columns).Select(c => Swings(days, (ulong)c + 1, 10 * (c + 1)))];
        IEnumerable<string> rows = Enumerable.Range(0, days).Select(t =>
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{new DateTime(2020, 1, 1).AddDays(t):yyyy-MM-dd},{string.Join(',', series.Select(s => s[t].ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}\n"));
        return $"date,{string.Join(',', Enumerable.Range(0, columns).Select(c => $"s{c}"))}\n{string.Concat(rows)}";
    }

    /// <summary>The frame of a series under some options.</summary>
    public static SeriesFrame Frame(TimeSeries series, ForecastDataOptions options, int trainEnd = 0) =>
        new(series, SeriesScale.Fit(series, trainEnd, options.Log), ForecastFeatures.Of(options, [series]));
}
