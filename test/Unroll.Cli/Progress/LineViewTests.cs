using Unroll.Cli.Progress;
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
}
