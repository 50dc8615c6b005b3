using Unroll.Training.Schedules;
using Xunit;

namespace Unroll.Tests.Training.Schedules;

/// <summary>The schedules of the step alone; see <see cref="PlateauTests"/> and <see cref="WarmUpTests"/> for the others.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public void Constant_stays() => Assert.All([0L, 1L, 1_000_000L], step => Assert.Equal(0.3f, new Constant(0.3).At(step)));

    [Fact]
    public void StepDecay_falls_at_each_interval()
    {
        StepDecay schedule = new(0.8, every: 10, factor: 0.5);

        Assert.Equal([0.8f, 0.8f, 0.4f, 0.4f, 0.2f], new long[] { 0, 9, 10, 19, 20 }.Select(schedule.At));
    }

    [Fact]
    public void Cosine_falls_from_the_first_rate_to_the_last_and_stays()
    {
        Cosine schedule = new(1, steps: 100, finalRate: 0.2);

        Assert.Equal(1f, schedule.At(0));
        Assert.Equal(0.6f, schedule.At(50), 6);
        Assert.Equal(0.2f + (0.8f * 0.75f), schedule.At(33), 0.01f);
        Assert.Equal(0.2f, schedule.At(100), 6);
        Assert.Equal(schedule.At(100), schedule.At(long.MaxValue));
        Assert.All(Enumerable.Range(0, 100), step => Assert.True(schedule.At(step + 1) < schedule.At(step)));
    }

    [Fact]
    public void Schedules_of_the_step_alone_have_no_state_and_refuse_a_foreign_one()
    {
        ILearningRateSchedule schedule = new Constant(0.1);
        schedule.Observe(5);

        Assert.Empty(schedule.SaveState());
        schedule.RestoreState("");
        Assert.Contains("Constant", Assert.Throws<ModelFileException>(() => schedule.RestoreState("1 0.5 2")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Constant(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepDecay(1, 0, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepDecay(1, 1, 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Cosine(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Plateau(1, factor: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WarmUp(-1, new Constant(1)));
    }
}
