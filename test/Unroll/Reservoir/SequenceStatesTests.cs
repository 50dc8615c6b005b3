using Unroll.Reservoir;
using Xunit;

namespace Unroll.Tests.Reservoir;

public sealed class SequenceStatesTests
{
    private static readonly double[] s_states = [0, 100, 1, 101, 2, 102, 3, 103];

    [Fact]
    public void The_mean_is_over_all_steps() => Assert.Equal([1.5, 101.5], SequenceStates.Mean<double>(s_states, 2));

    [Fact]
    public void One_point_is_the_last_state() => Assert.Equal([3, 103], SequenceStates.Points<double>(s_states, 2, 1));

    [Fact]
    public void Points_lie_at_equal_distances_and_end_at_the_end()
    {
        Assert.Equal([1, 101, 3, 103], SequenceStates.Points<double>(s_states, 2, 2));
        Assert.Equal(s_states, SequenceStates.Points<double>(s_states, 2, 4));
    }

    [Fact]
    public void Between_two_steps_the_state_is_interpolated_and_before_the_first_it_is_the_first()
    {
        double[] three = SequenceStates.Points<double>(s_states, 2, 3);
        Assert.Equal([1.0 / 3, 100 + (1.0 / 3), 5.0 / 3, 100 + (5.0 / 3), 3, 103], three.Select(v => Math.Round(v, 12)), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([7, 7, 7], SequenceStates.Points<double>([7], 1, 3));
    }
}
