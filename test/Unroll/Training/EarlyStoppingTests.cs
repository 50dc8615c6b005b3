using Unroll.Training;
using Xunit;

namespace Unroll.Tests.Training;

public sealed class EarlyStoppingTests
{
    [Fact]
    public void It_stops_after_patience_validations_in_a_row_without_improvement()
    {
        EarlyStopping stopping = new(patience: 2);

        Assert.True(stopping.Observe(3));
        Assert.False(stopping.Observe(3));
        Assert.False(stopping.ShouldStop);
        Assert.True(stopping.Observe(2));
        Assert.False(stopping.Observe(2.5));
        Assert.False(stopping.ShouldStop);
        Assert.False(stopping.Observe(2.1));
        Assert.True(stopping.ShouldStop);
        Assert.Equal(2, stopping.Best);
    }

    [Fact]
    public void An_improvement_below_the_least_difference_does_not_count()
    {
        EarlyStopping stopping = new(patience: 1, minDelta: 0.1);

        Assert.True(stopping.Observe(1));
        Assert.False(stopping.Observe(0.95));
        Assert.Equal(1, stopping.Best);
        Assert.True(stopping.Observe(0.85));
    }

    [Fact]
    public void A_loss_that_is_not_a_number_is_no_improvement()
    {
        EarlyStopping stopping = new(patience: 2);

        Assert.False(stopping.Observe(double.NaN));
        Assert.True(stopping.Observe(5));
        Assert.False(stopping.Observe(double.NaN));
        Assert.Equal(5, stopping.Best);
    }

    [Fact]
    public void A_restored_state_goes_on_the_same_way()
    {
        EarlyStopping fresh = new(patience: 3), first = new(patience: 3), second = new(patience: 3);
        fresh.RestoreState(first.SaveState());
        Assert.Equal(double.PositiveInfinity, fresh.Best);

        first.Observe(1.0 / 3);
        first.Observe(2);
        second.RestoreState(first.SaveState());

        Assert.Equal((first.Best, first.SinceBest), (second.Best, second.SinceBest));
        Assert.False(second.ShouldStop);
        second.Observe(2);
        second.Observe(2);
        Assert.True(second.ShouldStop);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.5")]
    [InlineData("1.5 -1")]
    [InlineData("x 1")]
    public void A_foreign_state_is_refused(string state) =>
        Assert.Throws<ModelFileException>(() => new EarlyStopping(1).RestoreState(state));

    [Fact]
    public void A_patience_of_none_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(0));
}
