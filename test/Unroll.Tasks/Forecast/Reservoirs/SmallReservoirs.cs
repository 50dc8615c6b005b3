using Unroll.Kernels;
using Unroll.Tasks.Forecast;
using Unroll.Tasks.Forecast.Reservoirs;
using Unroll.Tasks.Recipes;
using Unroll.TestKit;

namespace Unroll.Tasks.Tests.Forecast.Reservoirs;

/// <summary>A folder with a small chaotic series, and reservoirs that learn it in a moment.</summary>
internal sealed class SmallReservoirs : IDisposable
{
    public const string Text = """
        {
          "task": "forecast",
          "data": { "train": "series.csv", "history": 60, "horizon": 8, "trainPoints": 400, "validPoints": 60, "testPoints": 140 },
          "model": { "network": "reservoir" },
          "reservoir": { "units": 40, "washout": 50, "feedbackScaling": 0.5, "biasScaling": 0.3 },
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public SmallReservoirs() => Write("series.csv", Csv(0, 600));

    public string Path => _folder.Path;

    /// <summary>The logistic map, seen through a slow filter; two columns that differ.</summary>
    public static string Csv(int from, int to)
    {
        double x = 0.3, y = 0;
        List<string> rows = [];
        for (int t = 0; t < to; t++)
        {
            x = 3.9 * x * (1 - x);
            y = (0.6 * y) + x;
            if (t >= from)
                rows.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{new DateTime(2024, 1, 1).AddDays(t):yyyy-MM-dd},{y:R},{20 - (3 * y) + x:R}\n"));
        }

        return "date,a,b\n" + string.Concat(rows);
    }

    public void Write(string name, string text) => _folder.Write(name, text);

    public string File(string name) => _folder.File(name);

    public Recipe Recipe(params string[] changes) => Unroll.Tasks.Recipes.Recipe.Parse(Text, "reservoir.jsonc", Path, ["data.calendar=false", .. changes]);

    public TrainReport Train(string output, params string[] changes) => Train(output, 1, changes);

    public TrainReport Train(string output, int threads, params string[] changes) =>
        new ForecastTask().Train(Recipe(changes), new TrainSettings(File(output), threads, Resume: false), _ => { }, default);

    public IForecastModel Load(string output, int threads = 1) => (IForecastModel)new ForecastTask().Load(ModelOf(output), threads);

    public string ModelOf(string output) => output.EndsWith(".safetensors", StringComparison.Ordinal) ? File(output) : System.IO.Path.Combine(File(output), RunFiles.Model);

    /// <summary>The model in memory, with its data.</summary>
    public (ForecastData Data, ReservoirModel Model) Fit(WorkerTeam team, params string[] changes)
    {
        Recipe recipe = Recipe(changes);
        ForecastData data = ForecastData.Read(recipe);
        return (data, ReservoirTraining.Fit(data, new ReservoirSettings(recipe.Values), recipe.Train.Seed, team));
    }

    public void Dispose() => _folder.Dispose();
}
