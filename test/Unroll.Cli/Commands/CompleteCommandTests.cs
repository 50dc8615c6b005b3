using System.Text.Json;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.Commands;

[Collection(TrainedModelsCollection.Name)]
public sealed class CompleteCommandTests(TrainedModels models)
{
    private static readonly string[] Beginnings = ["The lamp shi", "The lamp", "The lamp ", "", "The lamp, ", "A grey gull remembers the long n"];

    [Theory]
    [InlineData("char")]
    [InlineData("word")]
    [InlineData("bpe")]
    public void Probabilities_are_in_falling_order_and_share_one_also_at_a_words_end_and_of_no_text(string kind)
    {
        ProcessResult r = UnrollCommand.RunWith(string.Concat(Beginnings.Select(b => b + "\n")), "complete", models.Folder(kind), "-", "--json", "--count", "8");
        JsonElement[] lines = JsonLines.All(TinyTraining.Expect(0, r).Out);
        Assert.Equal(Beginnings, lines.Select(l => l.Text("text")));
        foreach (JsonElement line in lines)
        {
            JsonElement[] completions = [.. line.GetProperty("completions").EnumerateArray()];
            Assert.InRange(completions.Length, 1, 8);
            double[] p = [.. completions.Select(c => c.Number("probability"))];
            Assert.Equal(p.OrderDescending(), p);
            Assert.All(p, x => Assert.InRange(x, double.Epsilon, 1));
            Assert.InRange(p.Sum(), 0, 1.000001);
            string[] texts = [.. completions.Select(c => c.Text("text"))];
            Assert.Equal(texts.Distinct(), texts);
            Assert.All(texts, t => Assert.NotEqual("", t));
            Assert.All(texts, t => Assert.DoesNotContain('\uFFFD', t));
        }
    }

    [Theory]
    [InlineData("char", "The lamp remem", "bers")]
    [InlineData("word", "The lamp remem", "bers")]
    [InlineData("bpe", "The lamp remem", "bers")]
    [InlineData("word", "The old", " sailor")]
    [InlineData("char", "The old", " sailor")]
    [InlineData("word", "The lamp shines over the long ", "night")]
    [InlineData("char", "The lamp shines over the long ", "night")]
    public void What_was_learned_comes_first(string kind, string typed, string expected) =>
        Assert.Equal(expected, First(kind, typed));

    [Fact]
    public void People_see_percent_and_the_whole_text()
    {
        ProcessResult r = TinyTraining.Expect(0, UnrollCommand.Run("complete", models.Folder("char"), "The lamp remem", "--count", "1"));
        Assert.Matches(@"^ {0,2}\d+\.\d %  The lamp remembers\n$", r.Out);
        Assert.Empty(r.Error);
    }

    [Fact]
    public void Where_nothing_fits_it_says_so_and_prints_no_completion()
    {
        ProcessResult r = TinyTraining.Expect(0, UnrollCommand.Run("complete", models.Folder("word"), "The zeppel"));
        Assert.Empty(r.Out);
        Assert.Contains("Nothing comes after 'The zeppel'", r.Error);
        Assert.Empty(JsonLines.One(UnrollCommand.Run("complete", models.Folder("word"), "The zeppel", "--json").Out).GetProperty("completions").EnumerateArray());
    }

    [Theory]
    [InlineData("char")]
    [InlineData("word")]
    [InlineData("bpe")]
    public void Words_of_any_script_stay_whole(string kind)
    {
        using TinyTraining training = new();
        training.Write("text.txt", string.Concat(Enumerable.Repeat("Привет мир 🙂🙂 straße हिन्दी Ωmega.\n", 400)));
        training.Train("out", "--set", $"data.tokens={kind}", "--set", "train.steps=150", "--set", "data.vocabularySize=280");
        string[] typed = ["Привет м", "Привет мир ", "Привет мир 🙂🙂 straße हि", "Привет мир 🙂🙂 ", "Привет мир 🙂"];
        ProcessResult r = ProcessRunner.Run(ProcessRunner.DotNet, [UnrollCommand.Dll, "complete", "out", "-", "--json"], training.Directory, string.Join('\n', typed) + "\n");
        string[] first = [.. JsonLines.All(TinyTraining.Expect(0, r).Out).Select(l => l.GetProperty("completions")[0].Text("text"))];
        Assert.Equal(["ир", "🙂🙂", "न्दी", "straße", "🙂"], first);
    }

    private string First(string kind, string typed) =>
        JsonLines.One(TinyTraining.Expect(0, UnrollCommand.Run("complete", models.Folder(kind), typed, "--json")).Out).GetProperty("completions")[0].Text("text");
}
