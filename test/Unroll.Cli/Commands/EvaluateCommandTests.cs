using System.IO.Compression;
using System.Text.Json;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.Commands;

[Collection(TrainedModelsCollection.Name)]
public sealed class EvaluateCommandTests(TrainedModels models)
{
    private static readonly string[] Names = ["loss", "bitsPerCharacter", "perplexity", "top1", "top3", "top5"];

    [Theory]
    [InlineData("char", "character 5-gram (Witten-Bell)")]
    [InlineData("word", "word 3-gram (Witten-Bell)")]
    [InlineData("bpe", "byte-pair 3-gram (Witten-Bell)")]
    public void The_numbers_as_json_fit_together_and_come_with_a_baseline(string kind, string baseline)
    {
        JsonElement report = JsonLines.One(TinyTraining.Expect(0, UnrollCommand.Run("evaluate", models.Folder(kind), "--json")).Out);
        Assert.Equal(("language-model", baseline), (report.Text("task"), report.Text("baseline_name")));
        foreach (JsonElement side in (JsonElement[])[report.GetProperty("metrics"), report.GetProperty("baseline")])
        {
            Assert.Equal(Names, side.EnumerateObject().Select(m => m.Name));
            Assert.Equal(Math.Exp(side.Number("loss")), side.Number("perplexity"), 9);
            Assert.InRange(side.Number("top1"), 0.01, side.Number("top3"));
            Assert.InRange(side.Number("top5"), side.Number("top3"), 1);
        }

        string text = File.ReadAllText(models.Text);
        int heldBack = text.Length - (int)Math.Round(text.Length * 0.9);
        double nats = report.Number("metrics", "loss") * report.Number("count");
        Assert.Equal(nats / heldBack / Math.Log(2), report.Number("metrics", "bitsPerCharacter"), 9);
        if (kind == "char")
            Assert.Equal(heldBack - 1, report.Number("count"));
    }

    [Fact]
    public void A_network_that_has_learned_is_far_better_than_guessing_by_frequency()
    {
        string text = File.ReadAllText(models.Text);
        int border = (int)Math.Round(text.Length * 0.9);
        Dictionary<char, double> frequency = text[..border].GroupBy(c => c).ToDictionary(g => g.Key, g => g.Count() / (double)border);
        double unigram = text[border..].Average(c => -Math.Log(frequency[c]));
        JsonElement report = JsonLines.One(UnrollCommand.Run("evaluate", models.Folder("char"), "--json").Out);
        Assert.InRange(report.Number("metrics", "loss"), 0.1, 0.4 * unigram);
    }

    [Fact]
    public void The_numbers_are_those_that_training_ended_with()
    {
        JsonElement now = JsonLines.One(UnrollCommand.Run("evaluate", models.Folder("char"), "--json").Out);
        JsonElement then = JsonLines.All(models.Output["char"].Out)[^1].GetProperty("validation");
        foreach (string side in (string[])["metrics", "baseline"])
            Assert.Equal(then.GetProperty(side).GetRawText(), now.GetProperty(side).GetRawText());
    }

    [Fact]
    public void Another_text_gives_the_same_numbers_plain_packed_and_through_a_pipe()
    {
        string packed = models.File("other.gz");
        using (GZipStream gzip = new(File.Create(packed), CompressionLevel.Fastest))
            gzip.Write(File.ReadAllBytes(models.Other));
        ProcessResult plain = TinyTraining.Expect(0, UnrollCommand.Run("evaluate", models.Folder("char"), models.Other, "--json", "--threads", "1"));
        Assert.Equal(new FileInfo(models.Other).Length - 1, JsonLines.One(plain.Out).Number("count"));
        Assert.Equal(plain.Out, UnrollCommand.Run("evaluate", models.Folder("char"), packed, "--json", "--threads", "3").Out);
        Assert.Equal(plain.Out, UnrollCommand.RunWith(File.ReadAllText(models.Other), "evaluate", models.Folder("char"), "-", "--json").Out);
    }

    [Fact]
    public void A_model_that_was_carried_off_alone_is_measured_beside_token_frequencies()
    {
        using TemporaryFolder elsewhere = new();
        string model = elsewhere.File("my.safetensors");
        File.Copy(models.Folder("char") + "/model.safetensors", model);
        ProcessResult without = UnrollCommand.RunIn(elsewhere.Path, "evaluate", model);
        Assert.Equal((2, ""), (without.ExitCode, without.Out));
        Assert.Contains("no recipe.json beside", without.Error);

        JsonElement report = JsonLines.One(TinyTraining.Expect(0, UnrollCommand.RunIn(elsewhere.Path, "evaluate", model, models.Other, "--json")).Out);
        Assert.StartsWith("token frequencies", report.Text("baseline_name"));
        Assert.InRange(report.Number("baseline", "loss"), 2, 3.5);
    }

    [Fact]
    public void A_gate_that_is_met_passes_and_one_that_is_missed_exits_with_5_after_the_report()
    {
        string model = models.Folder("char");
        Assert.Empty(TinyTraining.Expect(0, UnrollCommand.Run("evaluate", model, "--fail-under", "loss=3", "--fail-under", "top1=0.2")).Error);
        ProcessResult r = TinyTraining.Expect(5, UnrollCommand.Run("evaluate", model, "--fail-under", "loss=0.001", "--fail-under", "top5=1.5"));
        Assert.Contains("perplexity", r.Out);
        Assert.Contains("the gate --fail-under loss=0.001 is missed: loss is 0.", r.Error);
        Assert.Contains("top5 is ", r.Error);
        Assert.Contains("expected at least 1.5", r.Error);
    }

    [Theory]
    [InlineData("", "Text 'stdin': there is nothing in it")]
    [InlineData("x", "Text 'stdin': it has 1 token, expected at least 2")]
    [InlineData("a\0b", "Text 'stdin': this is a binary file (byte 1 is zero)")]
    public void A_pipe_without_text_exits_with_3_and_says_so(string input, string expected)
    {
        ProcessResult r = UnrollCommand.RunWith(input, "evaluate", models.Folder("char"), "-");
        Assert.Equal((3, ""), (r.ExitCode, r.Out));
        Assert.Contains(expected, r.Error);
    }
}
