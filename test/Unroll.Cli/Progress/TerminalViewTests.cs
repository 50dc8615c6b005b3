using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.Progress;

public sealed class TerminalViewTests
{
    /// <summary>The cursor goes up to draw the next frame over the last.</summary>
    private const string Upward = "\e\\[[0-9]+A";

    [TerminalFact]
    public void On_a_terminal_there_is_a_live_display_and_then_the_report()
    {
        using TinyTraining training = new();
        string screen = TinyTraining.Expect(0, OnTerminal(training, colors: true)).Out;
        foreach (string part in (string[])["unroll train", "training", "step 300 of 300", "loss curve", "it writes by now", "\e[?25h", "top-1 accuracy", "Next:"])
            Assert.Contains(part, screen);
        Assert.Matches(Upward, screen);
        Assert.Matches("\e\\[[0-9;]*3[0-7]m", screen);
        Assert.True(screen.IndexOf("top-1 accuracy", StringComparison.Ordinal) > screen.LastIndexOf("it writes by now", StringComparison.Ordinal));
    }

    [TerminalFact]
    public void With_NO_COLOR_the_display_moves_but_has_no_colours()
    {
        using TinyTraining training = new();
        string screen = TinyTraining.Expect(0, OnTerminal(training, colors: false)).Out;
        Assert.Matches(Upward, screen);
        Assert.DoesNotMatch("\e\\[[0-9;]*3[0-7]m", screen);
    }

    private static ProcessResult OnTerminal(TinyTraining training, bool colors)
    {
        string command = $"stty cols 100 rows 40; '{ProcessRunner.DotNet}' '{UnrollCommand.Dll}' train tiny.jsonc --out run --set train.steps=300";
        return ProcessRunner.Run("script", ["-qec", command, "/dev/null"], training.Directory,
            environment: new Dictionary<string, string?> { ["TERM"] = "xterm-256color", ["NO_COLOR"] = colors ? null : "1" });
    }
}

/// <summary>A test that needs a pseudo terminal, which <c>script</c> of util-linux gives.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TerminalFactAttribute : FactAttribute
{
    public TerminalFactAttribute()
    {
        if (!File.Exists("/usr/bin/script") || OperatingSystem.IsMacOS())
            Skip = "The command script of util-linux is absent: it is looked for in /usr/bin.";
    }
}
