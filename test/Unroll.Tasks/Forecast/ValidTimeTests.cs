using Unroll.Tasks.Forecast;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast;

public sealed class ValidTimeTests
{
    [Fact]
    public void It_is_the_median_number_of_steps_until_the_error_is_too_large()
    {
        ValidTime time = new(joint: false);
        time.Add(new Window(0, 5), [0, 0, 0, 0], Forecast(0.1, 0.3, 0.9, 0), deviation: 1);
        time.Add(new Window(0, 6), [0, 0, 0, 0], Forecast(0.1, 0.3, 0.3, 0), deviation: 1);
        time.Add(new Window(0, 7), [0, 0, 0, 0], Forecast(9, 0, 0, 0), deviation: 1);
        Assert.Equal(2, time.MedianSteps);
    }

    [Fact]
    public void Of_a_system_the_error_is_that_of_its_whole_state()
    {
        ValidTime time = new(joint: true);
        time.Add(new Window(0, 5), [0, 0], Forecast(0.5, 0), deviation: 1);
        time.Add(new Window(1, 5), [0, 0], Forecast(0, 3), deviation: 2);

        // √(0.25 / 2) = 0.35 is still valid, √(2.25 / 2) = 1.06 is not.
        Assert.Equal(1, time.MedianSteps);
    }

    private static double[] Forecast(params double[] medians) => [.. medians.SelectMany(m => Enumerable.Repeat(m, 9))];
}
