using System.Text.Json;
using Unroll.Cli.Tests.SmallData;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

/// <summary>The task caption at the command line: the recipe on images of our own, and a list of images.</summary>
public sealed class CaptionRecipeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_recipe_is_checked_trained_measured_and_used()
    {
        SmallSet data = SmallImages.Idx(_folder);
        string recipe = Path.Combine(Repository.Root, "recipes", "mnist-captions.jsonc"), output = _folder.File("out");
        string[] set = [.. data.Settings, .. new[] { "train.epochs=null", "train.steps=8", "model.hidden=16" }.SelectMany(c => (string[])["--set", c])];
        JsonElement check = JsonLines.One(Run("check", [recipe, "--json", .. set]));
        Assert.Equal("caption", check.Text("task"));
        Run("train", [recipe, "--out", output, "--threads", "1", .. set]);
        Assert.Contains("Attention: ", File.ReadAllText(Path.Combine(output, "report.html")));

        JsonElement report = JsonLines.One(Run("evaluate", [output, "--json"]));
        Assert.Equal(["exact", "bleu", "exactShuffled", "loss"], report.GetProperty("metrics").EnumerateObject().Select(m => m.Name));
        Assert.Equal("the most frequent caption", report.Text("baseline_name"));
        Assert.Equal(data.Count, JsonLines.One(Run("evaluate", [output, data.Train, "--json"])).Number("count"));
        Assert.Contains("over rows and over columns of 28 x 28", Run("inspect", [output]));

        _folder.Write("a.pgm", "P2 2 2 9\n9 0 0 9\n");
        Assert.NotEmpty(Run("caption", [output, _folder.File("a.pgm")]));
        JsonElement[] two = JsonLines.All(Run("caption", [output, _folder.File("a.pgm"), _folder.File("a.pgm"), "--json"]));
        Assert.Equal(two[0].ToString(), two[1].ToString());
        Assert.InRange(two[0].Number("probability"), 0, 1);
        Assert.Equal(two[0].Text("caption"), JsonLines.One(TinyTraining.Expect(0, UnrollCommand.RunWith("P2 2 2 9\n9 0 0 9\n", "caption", output, "-", "--json")).Out).Text("caption"));
        Assert.Contains("expected a PNG", TinyTraining.Expect(3, UnrollCommand.Run("caption", output, recipe)).Error);
    }

    [Fact]
    public void The_starter_trains_and_describes_an_image()
    {
        TinyTraining.Expect(0, UnrollCommand.RunIn(_folder.Path, "new", "caption", "--out", "my"));
        string my = _folder.File("my");
        Assert.Contains("caption runs/recipe IMAGE.png", TinyTraining.Expect(0, UnrollCommand.RunIn(my, "train")).Error);
        TinyTraining.Expect(0, UnrollCommand.RunIn(my, "evaluate", "runs/recipe", "--fail-under", "exact=0.5"));
        string first = File.ReadLines(Path.Combine(my, "captions.tsv")).First();
        Assert.StartsWith(first.Split('\t')[1].Split(' ')[0], TinyTraining.Expect(0, UnrollCommand.RunIn(my, "caption", "runs/recipe", first.Split('\t')[0])).Out);
    }

    [Fact]
    public void A_bad_list_ends_with_exit_code_3_a_file_and_a_line()
    {
        _folder.Write("a.pgm", "P2 1 1 1\n1\n");
        _folder.Write("captions.tsv", "a.pgm\ta dot\nb.pgm\tanother\n");
        _folder.Write("recipe.jsonc", """{ "task": "caption", "data": { "train": "captions.tsv" } }""");
        ProcessResult r = TinyTraining.Expect(3, UnrollCommand.RunIn(_folder.Path, "train", "recipe.jsonc", "--out", "run"));
        Assert.Contains("captions.tsv', line 2: ", r.Error);
        Assert.False(Directory.Exists(_folder.File("run")));
    }

    private static string Run(string verb, string[] arguments) => TinyTraining.Expect(0, UnrollCommand.Run([verb, .. arguments])).Out;
}
