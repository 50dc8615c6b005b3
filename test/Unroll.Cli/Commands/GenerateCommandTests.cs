using System.Text.Json;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.Commands;

[Collection(TrainedModelsCollection.Name)]
public sealed class GenerateCommandTests(TrainedModels models)
{
    private string Generate(string kind, params string[] more) =>
        TinyTraining.Expect(0, UnrollCommand.Run(["generate", models.Folder(kind), "--prompt", "The old ", "--length", "120", .. more])).Out;

    [Theory]
    [InlineData("char")]
    [InlineData("word")]
    [InlineData("bpe")]
    public void The_same_seed_writes_the_same_text_and_another_seed_another_one(string kind)
    {
        string text = Generate(kind, "--seed", "7");
        Assert.StartsWith("The old ", text);
        Assert.EndsWith("\n", text);
        Assert.Equal(text, Generate(kind, "--seed", "7", "--threads", "2"));
        Assert.NotEqual(text, Generate(kind, "--seed", "8"));
        if (kind == "char")
            Assert.InRange(text.Length, "The old ".Length + 120, "The old ".Length + 121);
    }

    [Fact]
    public void Temperature_0_top_k_1_and_a_tiny_top_p_all_take_the_likeliest()
    {
        string likeliest = Generate("char", "--temperature", "0");
        Assert.Contains("The old sailor", likeliest);
        Assert.Equal(likeliest, Generate("char", "--top-k", "1", "--seed", "5"));
        Assert.Equal(likeliest, Generate("char", "--top-p", "0.000001", "--seed", "6"));
    }

    [Fact]
    public void Without_a_seed_it_tells_the_one_it_took()
    {
        ProcessResult r = UnrollCommand.Run("generate", models.Folder("char"), "--length", "20");
        string seed = r.Error[(r.Error.IndexOf("--seed ", StringComparison.Ordinal) + 7)..].TrimEnd(')', '\n');
        Assert.Equal(r.Out, UnrollCommand.Run("generate", models.Folder("char"), "--length", "20", "--seed", seed).Out);
    }

    [Fact]
    public void Json_lines_give_the_pieces_and_then_the_settings()
    {
        JsonElement[] lines = JsonLines.All(Generate("char", "--json", "--seed", "7", "--top-k", "9"));
        Assert.All(lines[..^1], l => Assert.NotEqual("", l.Text("text")));
        Assert.Equal(Generate("char", "--seed", "7", "--top-k", "9").TrimEnd('\n'), ("The old " + string.Concat(lines[..^1].Select(l => l.Text("text")))).TrimEnd('\n'));
        JsonElement done = lines[^1];
        Assert.True(done.GetProperty("done").GetBoolean());
        Assert.Equal("The old ", done.Text("prompt"));
        Assert.Equal([120, 0.8, 9, 1, 7], ((string[])["length", "temperature", "top_k", "top_p", "seed"]).Select(n => done.Number(n)));
    }

    [Fact]
    public void The_prompt_can_come_through_a_pipe_and_hold_characters_that_the_model_never_saw()
    {
        ProcessResult r = TinyTraining.Expect(0, UnrollCommand.RunWith("Ω 🙂 The lamp", "generate", models.Folder("char"), "--prompt", "-", "--length", "5", "--seed", "1"));
        Assert.StartsWith("Ω 🙂 The lamp", r.Out);
        Assert.Empty(r.Error);
    }

    [Fact]
    public void A_reader_that_has_enough_ends_it_quietly()
    {
        ProcessResult r = ProcessRunner.Run("/bin/sh",
            ["-c", "(\"$0\" \"$1\" generate \"$2\" --length 1000000 --seed 1; echo \"exit code $?\" >&2) | head -c 20", ProcessRunner.DotNet, UnrollCommand.Dll, models.Folder("char")]);
        Assert.Equal(20, r.Out.Length);
        Assert.Equal("exit code 0\n", r.Error);
    }
}
