using System.Text.Json;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

/// <summary>Recipes of the task translate, on small data of our own in the formats of the real ones.</summary>
public sealed class TranslateRecipeTests : IDisposable
{
    private static readonly string[] s_dictionary =
        ["cat K AE1 T", "cat(2) K AA1 T", "bat B AE1 T", "tab T AE1 B", "act AE1 K T", "back B AE1 K", "attack AH0 T AE1 K", "tack T AE1 K", "cab K AE1 B # a taxi", "at AE1 T", "tact T AE1 K T", "bact B AE1 K T"];

    private readonly TemporaryFolder _folder = new();

    public TranslateRecipeTests()
    {
        string[] sources = [.. Enumerable.Range(0, 48).Select(i => $"Der {(i % 2 == 0 ? "rote" : "alte")} {(i % 3 == 0 ? "Hund" : "Mann")} sieht {i % 7} Häuser.")];
        string[] targets = [.. Enumerable.Range(0, 48).Select(i => $"The {(i % 2 == 0 ? "red" : "old")} {(i % 3 == 0 ? "dog" : "man")} sees {i % 7} houses.")];
        _folder.Write("train.de", string.Concat(sources.Select(s => s + "\n")));
        _folder.Write("train.en", string.Concat(targets.Select(s => s + "\n")));
        _folder.Write("pairs.tsv", string.Concat(sources.Zip(targets).Select(p => $"{p.First}\t{p.Second}\n")));
        _folder.Write("words.dict", string.Concat(s_dictionary.Select(l => l + "\n")));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("multi30k", "train.{de,en}", "bleu", "data.vocabularySize=300")]
    [InlineData("tatoeba-eng-fra", "pairs.tsv", "bleu", "data.vocabularySize=300", "data.validFraction=0.2")]
    [InlineData("cmudict", "words.dict", "per", "data.validFraction=0.3")]
    public void A_recipe_is_checked_trained_measured_and_used(string name, string data, string metric, params string[] changes)
    {
        string recipe = Path.Combine(Repository.Root, "recipes", $"{name}.jsonc"), output = _folder.File("out"), path = _folder.File(data);
        string[] valid = name == "multi30k" ? [$"data.valid={path}"] : [];
        string[] quick = ["train.epochs=null", "train.steps=12", "train.warmupSteps=2", "train.batchTokens=64", "model.hidden=32", "model.embedding=16"];
        string[] set = [.. changes.Concat(valid).Concat([$"data.train={path}", .. quick]).SelectMany(c => (string[])["--set", c])];

        JsonElement check = JsonLines.One(Run("check", [recipe, "--json", .. set]));
        Assert.Equal("translate", check.Text("task"));
        Run("train", [recipe, "--out", output, "--threads", "1", .. set]);
        Assert.True(File.Exists(Path.Combine(output, "report.html")));

        JsonElement report = JsonLines.One(Run("evaluate", [output, "--json"]));
        Assert.Equal(metric, report.GetProperty("metrics").EnumerateObject().First().Name);
        Assert.Equal(report.GetProperty("metrics").EnumerateObject().Select(m => m.Name).Where(m => m is not "loss" and not "perplexity"), report.GetProperty("baseline").EnumerateObject().Select(m => m.Name));
        Assert.True(report.Number("count") >= 1);
        Assert.Equal(report.Number("metrics", "perplexity"), Math.Exp(report.Number("metrics", "loss")), 1e-6);
        Assert.True(JsonLines.One(Run("evaluate", [output, path, "--json"])).Number("count") >= report.Number("count"));
        Assert.Equal(2, TinyTraining.Expect(0, UnrollCommand.RunWith("cat\nbat\n", "translate", output)).Out.Count(c => c == '\n'));
        Assert.Contains("bidirectional", Run("inspect", [output]));
    }

    [Theory]
    [InlineData("aligned", "a.{x,y}", "one\ntwo\n", "eins\n", "2 and 1 lines, expected as many in both")]
    [InlineData("aligned", "a.{x,y}", "one\n\ntwo\n", "eins\nzwei\ndrei\n", "a.x', line 2: the line is empty")]
    [InlineData("aligned", "a.{x,y}", "one\ntwo\n", "eins\nzw\u00ffei\n", "a.y': invalid UTF-8")]
    [InlineData("tsv", "a.x", "one\teins\ntwo zwei\n", "", "a.x', line 2: the line has 1 column")]
    [InlineData("dictionary", "a.x", "cat K AE T\ndog\n", "", "a.x', line 2: there is a word without phonemes")]
    public void Bad_data_ends_with_exit_code_3_a_file_and_a_line_and_leaves_nothing(string format, string train, string first, string second, string expected)
    {
        File.WriteAllText(_folder.File("a.x"), first);
        File.WriteAllBytes(_folder.File("a.y"), System.Text.Encoding.Latin1.GetBytes(second));
        _folder.Write("recipe.jsonc", $$"""{ "task": "translate", "data": { "train": "{{train}}", "format": "{{format}}", "tokens": "char" } }""");
        ProcessResult r = TinyTraining.Expect(3, UnrollCommand.RunIn(_folder.Path, "train", "--out", "out"));
        Assert.Empty(r.Out);
        Assert.Contains(expected, r.Error);
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    private static string Run(string verb, string[] arguments) => TinyTraining.Expect(0, UnrollCommand.Run([verb, .. arguments])).Out;
}
