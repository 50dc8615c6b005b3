using Unroll.Tasks.Bench;
using Xunit;

namespace Unroll.Tasks.Tests.Bench;

public sealed class TimingTests
{
    [Theory]
    [InlineData(new[] { 3.0, 1.0, 2.0 }, 1, 2)]
    [InlineData(new[] { 4.0, 1.0, 2.0, 3.0 }, 1, 2.5)]
    [InlineData(new[] { 7.0 }, 7, 7)]
    public void A_summary_is_the_shortest_and_the_middle_time(double[] times, double minimum, double median) =>
        Assert.Equal(new Timing(minimum, median, times.Length), Timing.Summary(times));

    [Fact]
    public void Actions_take_turns_and_run_at_least_three_times_after_the_warm_up()
    {
        List<char> order = [];
        Timing[] timings = Timing.OfEach(0, () => order.Add('a'), () => order.Add('b'));
        Assert.Equal("abababab", string.Concat(order));
        Assert.All(timings, t => Assert.Equal(3, t.Repetitions));
    }
}
