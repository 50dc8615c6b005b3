using System.Text.Json;
using Unroll.Cli.Tests.SmallData;
using Unroll.Tasks.Recipes;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

/// <summary>Every recipe of the task classify on a little data of its format, through the real command line.</summary>
public sealed class ClassifyRecipesTests
{
    public static TheoryData<string> Recipes => [.. SmallSets.Names];

    [Fact]
    public void No_recipe_is_left_out()
    {
        IEnumerable<string> recipes = Directory.GetFiles(Path.Combine(Repository.Root, "recipes"), "*.jsonc")
            .Where(path => Recipe.Load(path, []).Task == "classify").Select(path => Path.GetFileNameWithoutExtension(path));
        Assert.Equal(recipes.Order(StringComparer.Ordinal), SmallSets.Names.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_recipe_checks_trains_evaluates_and_classifies(string name)
    {
        using TemporaryFolder folder = new();
        SmallSet data = SmallSets.Make(name, folder);
        string recipe = Path.Combine(Repository.Root, "recipes", name + ".jsonc"), run = folder.File("run");
        JsonElement check = Json(["check", recipe, "--json", .. data.Settings]);
        Assert.Equal(data.Count, check.GetProperty("train").EnumerateObject().ElementAt(1).Value.GetInt32()
            + (data.Valid is null ? check.GetProperty("valid").EnumerateObject().ElementAt(1).Value.GetInt32() : 0));

        TinyTraining.Expect(0, UnrollCommand.Run(["train", recipe, "--out", run, .. data.Settings, "--set", "train.steps=3", "--set", "model.hidden=16"]));
        Assert.True(File.Exists(Path.Combine(run, "report.html")));
        JsonElement plain = Json("evaluate", run, data.Train, "--json");
        Assert.Equal(data.Count, plain.GetProperty("count").GetInt32());
        Assert.InRange(plain.GetProperty("metrics").GetProperty("accuracy").GetDouble(), 0, 1);
        Assert.Equal(plain.GetProperty("metrics").ToString(), Json("evaluate", run, data.Packed(folder), "--json").GetProperty("metrics").ToString());
        Classifies(run, data, plain);
    }

    private static void Classifies(string run, SmallSet data, JsonElement evaluation)
    {
        string[] labels = [.. evaluation.GetProperty("labels").EnumerateArray().Select(l => l.GetProperty("label").GetString()!)];
        if (data.Text is { } text)
            Assert.Contains(Json("classify", run, text, "--json").GetProperty("label").GetString(), labels);

        // A file of labelled text would be read as texts, labels and all.
        if (data.Text is not null && !data.Train.EndsWith(".csv", StringComparison.Ordinal))
            return;
        string[] lines = TinyTraining.Expect(0, UnrollCommand.Run("classify", run, "--file", data.Train, "--csv")).Out.TrimEnd('\n').Split('\n');
        Assert.Equal("item,label,probability", lines[0]);
        Assert.Equal(data.Count, lines.Length - 1);
        Assert.All(lines.Skip(1), l => Assert.Contains(l.Split(',')[^2], labels));
    }

    private static JsonElement Json(params string[] arguments) => JsonDocument.Parse(TinyTraining.Expect(0, UnrollCommand.Run(arguments)).Out).RootElement;
}
