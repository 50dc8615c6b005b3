using Unroll.Training.Schedules;
using Xunit;

namespace Unroll.Tests.Training.Schedules;

public sealed class PlateauTests
{
    [Fact]
    public void The_rate_falls_each_time_the_patience_runs_out()
    {
        Plateau schedule = new(0.8, factor: 0.5, patience: 2);

        Assert.Equal([0.8f, 0.8f, 0.4f, 0.4f, 0.2f, 0.2f, 0.2f, 0.2f, 0.1f], new[] { 1.0, 1.0, 1.1, 1.2, 1.3, 0.9, 0.8, 0.8, 0.8 }.Select(Observe));

        float Observe(double loss)
        {
            schedule.Observe(loss);
            return schedule.At(12345);
        }
    }

    [Fact]
    public void The_rate_stays_above_its_minimum()
    {
        Plateau schedule = new(0.8, factor: 0.1, patience: 1, minRate: 0.05);
        for (int i = 0; i < 10; i++)
        {
            schedule.Observe(1);
        }

        Assert.Equal(0.05f, schedule.At(0));
    }

    [Fact]
    public void A_restored_state_goes_on_the_same_way()
    {
        Plateau first = new(0.8, patience: 2), second = new(0.8, patience: 2);
        foreach (double loss in new[] { 1.0 / 3, 1, 1, 1 })
        {
            first.Observe(loss);
        }

        second.RestoreState(first.SaveState());
        Assert.Equal(first.SaveState(), second.SaveState());
        Assert.Equal(0.4f, second.At(0));
        second.Observe(1);
        Assert.Equal(0.2f, second.At(0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("-1 0.5 1")]
    [InlineData("1 0.5")]
    public void A_foreign_state_is_refused(string state) =>
        Assert.Throws<ModelFileException>(() => new Plateau(1).RestoreState(state));
}
