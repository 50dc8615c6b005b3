using System.Text.Json;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

/// <summary>Every recipe of the task tag, on a small piece of data of our own in the format of the real one.</summary>
public sealed class TagRecipeTests : IDisposable
{
    private const string Quick = "train.steps=24";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string, string, string[]> Recipes => new()
    {
        { "ud-english-ewt", "train.conllu", "dev.conllu", "accuracy", ["model.hidden=32", "model.embedding=32", "train.batch=8"] },
        { "wnut17", "train.conll", "dev.conll", "entityF1", ["model.hidden=32", "model.embedding=32", "train.batch=8"] },
        { "gesture-phase", "", "c1.csv", "macroF1", ["data.pattern=a*.csv, b*.csv", "train.window=40"] },
        { "occupancy", "train.csv", "test.csv", "macroF1", ["train.window=60"] },
    };

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_recipe_is_checked_trained_measured_and_used(string name, string train, string valid, string metric, string[] changes)
    {
        string recipe = Path.Combine(Repository.Root, "recipes", $"{name}.jsonc"), measured = Data(name, valid), output = _folder.File("out");
        string[] set = [.. changes.Concat([$"data.train={Data(name, train)}", $"data.valid={measured}", Quick, "train.epochs=null"]).SelectMany(c => (string[])["--set", c])];

        JsonElement check = JsonLines.One(Run("check", [recipe, "--json", .. set]));
        Assert.Equal("tag", check.Text("task"));
        Assert.Empty(check.GetProperty("warnings").EnumerateArray());
        Run("train", [recipe, "--out", output, "--threads", "1", .. set]);
        Assert.True(File.Exists(Path.Combine(output, "report.html")));

        JsonElement report = JsonLines.One(Run("evaluate", [output, measured, "--json"]));
        Assert.Equal(metric, report.GetProperty("metrics").EnumerateObject().First().Name);
        Assert.InRange(report.Number("metrics", "accuracy"), 0.2, 1);
        Assert.InRange(report.Number("baseline", "accuracy"), 0.2, 1);
        Assert.Equal(report.GetProperty("metrics").ToString(), JsonLines.One(Run("evaluate", [output, "--json"])).GetProperty("metrics").ToString());

        long steps = JsonLines.All(Run("tag", [output, "--file", measured, "--json"])).Sum(s => (long)s.GetProperty("tags").GetArrayLength());
        Assert.Equal(report.Number("count"), steps);
        Assert.Contains("bidirectional", Run("inspect", [output]));
    }

    [Fact]
    public void No_recipe_of_the_task_is_left_out()
    {
        string[] recipes = [.. Directory.GetFiles(Path.Combine(Repository.Root, "recipes"), "*.jsonc")
            .Where(f => File.ReadAllText(f).Contains("\"task\": \"tag\"")).Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];
        Assert.Equal(recipes, Recipes.Select(r => (string)r[0]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("conll", "The\tDET\ncat\n", "line 2: the line has 1 column")]
    [InlineData("conll", "The\tDET\n", "every step has the tag 'DET'")]
    [InlineData("series", "x,label\n1,a\nNaN,b\n", "line 3, column 'x'")]
    [InlineData("series", "x,label\n1,a\n1\n", "line 3: the row has 1 field, expected 2")]
    public void Bad_data_ends_with_exit_code_3_a_file_and_a_line_and_leaves_nothing(string format, string text, string expected)
    {
        _folder.Write("bad.txt", text);
        _folder.Write("recipe.jsonc", $$"""{ "task": "tag", "data": { "train": "bad.txt", "valid": "bad.txt", "format": "{{format}}" } }""");
        ProcessResult r = TinyTraining.Expect(3, UnrollCommand.RunIn(_folder.Path, "train", "--out", "out"));
        Assert.Empty(r.Out);
        Assert.Contains("bad.txt", r.Error);
        Assert.Contains(expected, r.Error);
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    private static string Data(string recipe, string file) => Path.Combine(Repository.Root, "test", "Unroll.Cli", "SmallData", recipe, file);

    private static string Run(string verb, string[] arguments) => TinyTraining.Expect(0, UnrollCommand.Run([verb, .. arguments])).Out;
}
