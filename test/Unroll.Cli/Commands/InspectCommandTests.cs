using System.Text.Json;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.Commands;

[Collection(TrainedModelsCollection.Name)]
public sealed class InspectCommandTests(TrainedModels models)
{
    [Theory]
    [InlineData("char")]
    [InlineData("word")]
    [InlineData("bpe")]
    public void Json_tells_network_tensors_metrics_and_how_the_model_came_about(string kind)
    {
        JsonElement json = JsonLines.One(TinyTraining.Expect(0, UnrollCommand.Run("inspect", models.Folder(kind), "--json")).Out);
        Assert.Equal(("language-model", "gru", kind), (json.Text("task"), json.Text("cell"), json.GetProperty("vocabulary").Text("kind")));
        Assert.Equal([1, 32], ((string[])["layers", "hidden"]).Select(n => json.Number(n)));
        JsonElement[] tensors = [.. json.GetProperty("tensors").EnumerateArray()];
        Assert.Contains(tensors, t => t.Text("name") == "rnn.weight_hh_l0" && t.Text("type") == "F32" && t.GetProperty("shape").GetRawText() == "[96,32]");
        Assert.Equal(json.Number("parameters"), tensors.Sum(t => t.GetProperty("shape").EnumerateArray().Aggregate(1L, (n, axis) => n * axis.GetInt64())));
        Assert.True(json.Number("validation", "metrics", "loss") > 0);
        JsonElement training = json.GetProperty("training");
        Assert.Equal(("text.txt", 1), (training.Text("data"), training.Number("seed")));
        Assert.InRange(training.Number("step"), 20, 240);
        Assert.Equal(kind, training.GetProperty("recipe").GetProperty("data").Text("tokens"));
    }

    [Fact]
    public void What_check_says_before_training_is_what_inspect_finds_after_it()
    {
        JsonElement check = JsonLines.One(TinyTraining.Expect(0, UnrollCommand.RunIn(models.Directory, ["check", "tiny.jsonc", "--json", .. TrainedModels.Changes])).Out);
        JsonElement inspect = JsonLines.One(UnrollCommand.Run("inspect", models.Folder("char"), "--json").Out);
        Assert.Equal(inspect.Number("parameters"), check.Number("parameters"));
        Assert.Equal(inspect.GetProperty("vocabulary").GetRawText(), check.GetProperty("vocabulary").GetRawText());
        Assert.Equal(240, check.Number("steps"));
        long characters = new FileInfo(models.Text).Length;
        Assert.Equal(characters, check.Number("train", "characters") + check.Number("valid", "characters"));
        Assert.Equal("text.txt", check.GetProperty("train").Text("source"));
        Assert.Equal("T", check.GetProperty("first_tokens")[0].GetString());
        Assert.True(check.Number("memory_bytes") > 4 * check.Number("parameters"));
        Assert.Empty(check.GetProperty("warnings").EnumerateArray());
    }

    [Fact]
    public void People_see_the_same_without_colours_in_a_pipe()
    {
        ProcessResult r = UnrollCommand.Run("inspect", models.Folder("char"));
        foreach (string part in (string[])["gru, 1 layer of 32", "rnn.weight_hh_l0", "[96, 32]", "character 5-gram", "trained on  text.txt"])
            Assert.Contains(part, r.Out);
        Assert.DoesNotContain('\e', r.Out);
        Assert.Empty(r.Error);
    }
}
