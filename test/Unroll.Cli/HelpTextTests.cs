using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests;

public sealed class HelpTextTests
{
    [Fact]
    public void The_first_page_names_every_command_and_every_exit_code()
    {
        ProcessResult r = UnrollCommand.Run("--help");
        Assert.Equal(0, r.ExitCode);
        Assert.Empty(r.Error);
        foreach (string verb in (string[])["new", "check", "train", "evaluate", "classify", "tag", "generate", "complete", "forecast", "translate", "compose", "caption", "transcribe", "chat", "inspect", "export", "bench"])
            Assert.Contains($"\n  {verb} ", r.Out);
        foreach (string code in (string[])["0 done", "1 failed", "2 wrong usage", "3 data or recipe", "4 model file", "5 a", "130 stopped"])
            Assert.Contains(code, r.Out.ReplaceLineEndings(" "));
    }

    [Theory]
    [InlineData("new", "--out DIR")]
    [InlineData("check", "--set KEY=VALUE")]
    [InlineData("train", "--resume DIR")]
    [InlineData("evaluate", "--fail-under METRIC=VALUE")]
    [InlineData("classify", "--file PATH")]
    [InlineData("generate", "--top-p P")]
    [InlineData("complete", "--count N")]
    [InlineData("tag", "--file PATH")]
    [InlineData("translate", "--attention FILE.svg")]
    [InlineData("forecast", "--plot FILE.svg")]
    [InlineData("compose", "--start NOTES|FILE")]
    [InlineData("caption", "--threads N")]
    [InlineData("inspect", "--json")]
    [InlineData("export", "--quantize int8|bf16")]
    [InlineData("bench", "--case NAME")]
    public void Every_command_has_a_page_with_usage_examples_and_options_that_fits_100_columns(string verb, string option)
    {
        ProcessResult r = UnrollCommand.Run(verb, "--help");
        Assert.Equal(0, r.ExitCode);
        Assert.Empty(r.Error);
        Assert.Contains($"Usage:\n  unroll {verb} ", r.Out);
        Assert.Contains($"Examples:\n  unroll {verb} ", r.Out);
        Assert.Contains($"\n  {option} ", r.Out);
        Assert.All(r.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 100));
    }

    [Fact]
    public void Help_does_not_mind_what_else_is_missing_or_wrong() =>
        Assert.Equal(0, UnrollCommand.Run("evaluate", "--help").ExitCode);
}
