using Unroll.Tasks.Bench;
using Xunit;

namespace Unroll.Tasks.Tests.Bench;

public sealed class OwnCellCasesTests
{
    [Fact]
    public void All_four_are_measured_against_the_built_in_lstm()
    {
        BenchResult[] results = [.. OwnCellCases.Compare("own-cell/8", new(4, 3, 8, 8), new(0, 1))];
        Assert.Equal(["own-cell/8/built-in", "own-cell/8/declared", "own-cell/8/leaky", "own-cell/8/elementary"], results.Select(r => r.Case));
        Assert.Null(results[0].Ratio);
        Assert.All(results[1..], r => Assert.Equal(r.Timing.Minimum / results[0].Timing.Minimum, r.Ratio));
        Assert.Equal([null, 1.10, null, null], results.Select(r => r.RatioAim));
    }
}
