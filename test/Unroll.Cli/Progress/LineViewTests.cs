using Unroll.Cli.Progress;
using Unroll.TestKit;
using Xunit;
using static Unroll.Cli.Tests.Progress.TrainHistoryTests;

namespace Unroll.Cli.Tests.Progress;

public sealed class LineViewTests
{
    [Fact]
    public void There_is_a_line_every_ten_seconds_and_one_for_each_thing_done_before_training()
    {
        StringWriter text = new() { NewLine = "\n" };
        LineView view = new(text);
        view.Report(At(0, phase: "reading data", steps: 0));
        view.Report(At(0, phase: "reading data", steps: 0, seconds: 1));
        view.Report(At(0, phase: "baseline", steps: 0, seconds: 2));
        for (int second = 3; second < 35; second++)
            view.Report(At(second, loss: 1.5, valid: second > 20 ? 1.25 : null, seconds: second));
        Assert.Equal(
            """
            reading data (0.0 s)
            baseline (2.0 s)
            step 12/1,000 (1 %)  loss 1.500  validation -  12,345 tokens/s  1 m 15 s left
            step 22/1,000 (2 %)  loss 1.500  validation 1.250 (best 1.250)  12,345 tokens/s  1 m 15 s left
            step 32/1,000 (3 %)  loss 1.500  validation 1.250 (best 1.250)  12,345 tokens/s  1 m 15 s left

            """, text.ToString());
    }

    [Fact]
    public void A_short_training_ends_with_a_line_that_has_all_its_numbers()
    {
        using TinyTraining training = new();
        ProcessResult r = training.Train("out");
        string[] lines = r.Error.Split('\n');
        Assert.StartsWith("reading data (", lines[0]);

        // On a busy machine there are lines every ten seconds before it.
        Assert.Matches(@"^step 120/120 \(100 %\)  loss \d\.\d{3}  validation \d\.\d{3} \(best \d\.\d{3}\)  [\d,]+ tokens/s", lines.Last(l => l.StartsWith("step ", StringComparison.Ordinal)));
        Assert.Contains("\nNext:\n", r.Error);
        Assert.Contains("complete out \"The \"", r.Error);
        Assert.DoesNotContain('\e', r.Error + r.Out);
        Assert.Contains("character 5-gram (Witten-Bell)", r.Out);
        Assert.Contains("120 steps in ", r.Out);
    }
}
