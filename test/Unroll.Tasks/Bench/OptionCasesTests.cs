using Unroll.Layers;
using Unroll.Tasks.Bench;
using Xunit;

namespace Unroll.Tasks.Tests.Bench;

public sealed class OptionCasesTests
{
    private static readonly LayerShape s_shape = new(4, 3, 8, 8);

    [Fact]
    public void A_ratio_is_that_of_the_shortest_times_and_both_sides_are_told()
    {
        BenchResult[] results = [.. OptionCases.Compare("options/x", 2.1, s_shape, new() { Direction = Direction.Bidirectional }, new(), null, new(0, 1))];
        Assert.Equal(["options/x", "options/x/plain"], results.Select(r => r.Case));
        Assert.Equal(results[0].Timing.Minimum / results[1].Timing.Minimum, results[0].Ratio);
        Assert.Equal(2.1, results[0].RatioAim);
        Assert.Equal(2 * results[1].Flops, results[0].Flops);
    }

    [Fact]
    public void Steps_that_no_row_has_are_no_work()
    {
        BenchResult[] results = [.. OptionCases.Compare("options/x", 1, s_shape, new(), new(), static (row, time) => row == 0 ? time : 1, new(0, 1))];
        Assert.Equal(results[1].Flops / 2, results[0].Flops);
    }
}
