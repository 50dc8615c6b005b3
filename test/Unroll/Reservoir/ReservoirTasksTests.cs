using Unroll.Reservoirs;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Reservoir;

/// <summary>What reservoirs must reach on the usual tasks, on the first seeds; bench/Unroll.Reservoirs prints it for ten.</summary>
public sealed class ReservoirTasksTests
{
    [SharedDataFact("mackey-glass")]
    public void Mackey_glass_runs_freely_for_84_steps_with_an_error_below_that_of_jaeger_2001()
    {
        double[] series = Series.Read("mackey-glass/MackeyGlass_t17.txt");
        Assert.True(Series.Median([.. Enumerable.Range(1, 3).Select(seed => MackeyGlass.Nrmse(series, (ulong)seed))]) <= 2.8e-4);
    }

    [Fact]
    public void Lorenz_is_followed_for_five_lyapunov_times() => Assert.True(Lorenz.ValidTime(1) >= 5);

    [Fact]
    public void Narma_10_is_told_with_an_error_of_at_most_a_fifth_of_its_deviation() =>
        Assert.True(Series.Median([Narma.Nrmse(1), Narma.Nrmse(2), Narma.Nrmse(3)]) <= 0.2);

    [SharedDataFact("santa-fe-laser")]
    public void The_laser_is_told_a_step_ahead_with_two_hundredths_of_its_variance() =>
        Assert.True(Laser.Nmse([.. Series.Read("santa-fe-laser/laser-train.txt").Select(v => v / 255)], 1) <= 0.02);

    [SharedDataFact("japanese-vowels")]
    public void An_ensemble_confuses_at_most_four_of_270_vowels() => Assert.InRange(JapaneseVowels.Errors(1), 0, 4);

    [SharedDataFact("indoor-movement")]
    public void Indoor_movement_is_told_nine_times_in_ten() => Assert.InRange(IndoorMovement.Errors(1), 0, 21);
}
