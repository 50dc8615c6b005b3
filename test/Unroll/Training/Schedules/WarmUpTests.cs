using Unroll.Training.Schedules;
using Xunit;

namespace Unroll.Tests.Training.Schedules;

public sealed class WarmUpTests
{
    [Fact]
    public void The_rate_rises_in_equal_steps_and_then_follows_the_schedule()
    {
        WarmUp schedule = new(3, new StepDecay(0.8, every: 2, factor: 0.5));

        Assert.Equal([0.2f, 0.4f, 0.6f, 0.8f, 0.8f, 0.4f, 0.4f, 0.2f], Enumerable.Range(0, 8).Select(step => schedule.At(step)), new Near());
    }

    [Fact]
    public void Without_steps_it_is_the_schedule_itself()
    {
        Cosine cosine = new(1, 10);
        WarmUp schedule = new(0, cosine);

        Assert.All(Enumerable.Range(0, 12), step => Assert.Equal(cosine.At(step), schedule.At(step)));
    }

    [Fact]
    public void Validations_and_state_reach_the_schedule_inside()
    {
        ILearningRateSchedule schedule = new WarmUp(1, new Plateau(0.8, factor: 0.5, patience: 1)), resumed = new WarmUp(1, new Plateau(0.8, factor: 0.5, patience: 1));
        schedule.Observe(1);
        schedule.Observe(1);
        resumed.RestoreState(schedule.SaveState());

        Assert.Equal(0.4f, schedule.At(1));
        Assert.Equal(0.4f, resumed.At(1));
    }

    private sealed class Near : IEqualityComparer<float>
    {
        public bool Equals(float x, float y) => MathF.Abs(x - y) < 1e-7f;

        public int GetHashCode(float obj) => 0;
    }
}
