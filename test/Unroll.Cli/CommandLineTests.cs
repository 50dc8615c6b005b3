using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("trian", "unknown command 'trian'. Did you mean 'train'? The commands are new, check, train")]
    [InlineData("-x", "unknown option '-x'")]
    [InlineData("train --outt x", "train: unknown option '--outt'. Did you mean '--out'?")]
    [InlineData("evaluate m --jsno", "evaluate: unknown option '--jsno'. Did you mean '--json'?")]
    [InlineData("evaluate", "evaluate: the argument MODEL is missing. It is: A .safetensors file")]
    [InlineData("complete m", "complete: the argument TEXT is missing")]
    [InlineData("new", "new: the option --out DIR is missing")]
    [InlineData("new poetry --out x", "new: unknown kind 'poetry'. The kinds are caption, chat, classify, classify-series, compose, forecast, language-model, tag, transcribe, translate")]
    [InlineData("evaluate a b c", "evaluate: 'c' is one argument too many")]
    [InlineData("evaluate m --fail-under los=1", "Did you mean 'loss'?")]
    [InlineData("evaluate m --fail-under loss", "expected METRIC=VALUE")]
    [InlineData("evaluate m --fail-under loss=low", "expected METRIC=VALUE")]
    [InlineData("generate m --length 0", "--length is '0', expected an integer from 1")]
    [InlineData("generate m --length 1.5", "--length is '1.5', expected an integer")]
    [InlineData("generate m --temperature warm", "--temperature is 'warm', expected a number from 0 to 100")]
    [InlineData("generate m --temperature=-1", "--temperature is '-1', expected a number")]
    [InlineData("generate m --top-p 2", "--top-p is '2', expected a number")]
    [InlineData("generate m --seed -3", "--seed is '-3', expected an integer from 0")]
    [InlineData("complete m text --count 0", "--count is '0', expected an integer from 1")]
    [InlineData("train --threads 0", "--threads is '0', expected an integer from 1")]
    [InlineData("train --set hidden", "--set is 'hidden', expected KEY=VALUE")]
    [InlineData("export m --quantize int8", "export: the option --out FILE is missing")]
    [InlineData("export m --out f", "export: nothing says in which form; expected --quantize int8 or --quantize bf16")]
    [InlineData("export m --out f --quantize int4", "--quantize is 'int4', expected one of int8, bf16. Did you mean 'int8'?")]
    [InlineData("train --resume a --out b", "--out and --resume are both given")]
    public void Wrong_usage_exits_with_2_and_says_on_stderr_what_is_wrong_and_where_help_is(string line, string expected)
    {
        ProcessResult r = UnrollCommand.Run(line.Split(' '));
        Assert.Equal(2, r.ExitCode);
        Assert.Empty(r.Out);
        Assert.StartsWith("unroll: ", r.Error);
        Assert.Contains(expected, r.Error);
        if (!line.Contains("--resume"))
            Assert.Contains("--help'", r.Error);
    }

    [Fact]
    public void Nothing_at_all_is_wrong_usage_and_shows_the_help_on_stderr()
    {
        ProcessResult r = UnrollCommand.Run();
        Assert.Equal((2, ""), (r.ExitCode, r.Out));
        Assert.Contains("Commands:", r.Error);
    }

    [Fact]
    public void The_version_is_one_line()
    {
        ProcessResult r = UnrollCommand.Run("--version");
        Assert.Equal(0, r.ExitCode);
        Assert.Matches(@"^unroll \d+\.\d+\.\d+\n$", r.Out);
        Assert.Empty(r.Error);
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("generate")]
    [InlineData("inspect")]
    [InlineData("complete")]
    public void A_missing_model_exits_with_4_and_names_it(string verb)
    {
        string[] text = verb == "complete" ? ["text"] : [];
        ProcessResult r = UnrollCommand.Run([verb, "no-such-model", .. text]);
        Assert.Equal((4, ""), (r.ExitCode, r.Out));
        Assert.Contains("'no-such-model' does not exist", r.Error);
    }

    [Fact]
    public void A_folder_without_a_model_exits_with_4_and_says_what_it_lacks()
    {
        using TemporaryFolder folder = new();
        Assert.Contains("holds no model.safetensors", UnrollCommand.Run("inspect", folder.Path).Error);
        folder.Write("checkpoint.safetensors", "x");
        ProcessResult r = UnrollCommand.Run("inspect", folder.Path);
        Assert.Equal(4, r.ExitCode);
        Assert.Contains("train --resume", r.Error);
    }

    [Fact]
    public void A_message_has_no_colours_and_no_stack_trace_in_a_pipe()
    {
        ProcessResult r = UnrollCommand.Run("train", "no-such-recipe.jsonc");
        Assert.DoesNotContain('\e', r.Error);
        Assert.DoesNotContain("   at ", r.Error);
    }

    [Fact]
    public void The_stack_trace_is_there_for_who_asks()
    {
        ProcessResult r = ProcessRunner.Run(ProcessRunner.DotNet, [UnrollCommand.Dll, "train", "no-such-recipe.jsonc"],
            environment: new Dictionary<string, string?> { ["UNROLL_DEBUG"] = "1" });
        Assert.Equal(3, r.ExitCode);
        Assert.Contains("   at ", r.Error);
    }

    [Fact]
    public void A_reader_that_has_gone_ends_it_quietly()
    {
        ProcessResult r = ProcessRunner.Run("/bin/sh", ["-c", "(\"$0\" \"$1\" --help; echo \"exit code $?\" >&2) | true", ProcessRunner.DotNet, UnrollCommand.Dll]);
        Assert.Equal("exit code 0\n", r.Error);
    }

    [Fact]
    public void An_argument_that_starts_with_at_is_not_read_as_a_file()
    {
        ProcessResult r = UnrollCommand.Run("complete", "no-such-model", "@home");
        Assert.Equal(4, r.ExitCode);
    }
}
