using Spectre.Console;
using Unroll.Cli.Progress;
using Unroll.Tasks;
using Xunit;
using static Unroll.Cli.Tests.Progress.TrainHistoryTests;

namespace Unroll.Cli.Tests.Progress;

public sealed class TrainPanelTests
{
    private static string Render(int width, string? ending, bool stopping, params TrainProgress[] states)
    {
        TrainHistory history = new();
        foreach (TrainProgress p in states)
            history.Add(p);
        StringWriter text = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        console.Write(TrainPanel.Render(history, "runs/x [1]", width, TimeSpan.FromSeconds(5), stopping, ending));
        return text.ToString();
    }

    [Theory]
    [InlineData(72)]
    [InlineData(80)]
    [InlineData(100)]
    public void A_frame_shows_everything_and_fits_its_width(int width)
    {
        string frame = Render(width, null, false, At(1, loss: 3), At(200, loss: 1.234, valid: 1.5), At(500, loss: 1.111, valid: 1.75, seconds: 60,
            sample: "first line of [markup]\n\n" + new string('x', 300)));
        foreach (string part in (string[])["unroll train runs/x [1]", "training", "50 %", "step 500 of 1,000", "1 m 05 s gone", "1 m 10 s left", "1.111", "1.750", "1.500 at step 200", "12,345 tokens/s", "first line of [markup]"])
            Assert.Contains(part, frame);
        Assert.All(frame.TrimEnd().Split('\n'), line => Assert.Equal(width, line.Length));
    }

    [Fact]
    public void A_narrow_terminal_gets_shorter_words_and_no_broken_lines()
    {
        string frame = Render(56, null, false, At(1, loss: 3), At(200, loss: 1.234, valid: 1.5), At(500, loss: 1.111, valid: 1.75, seconds: 60, sample: "🙂" + new string('x', 90)));
        foreach (string part in (string[])["step 500 of 1,000  1 m 05 s gone  1 m 10 s left", "1.500 at 200", "tokens/s", "12,345", "🙂x"])
            Assert.Contains(part, frame);
        Assert.DoesNotContain('\uFFFD', frame);
    }

    [Fact]
    public void Before_training_it_shows_what_is_being_done() =>
        Assert.Contains("reading data", Render(80, null, false, At(0, phase: "reading data", steps: 0)));

    [Fact]
    public void It_says_that_it_is_stopping_and_how_it_ended()
    {
        Assert.Contains("stopping: saving a checkpoint", Render(80, null, true, At(5)));
        string ended = Render(80, "stopped", true, At(5));
        Assert.Contains("stopped", ended);
        Assert.DoesNotContain("stopping", ended);
    }
}
