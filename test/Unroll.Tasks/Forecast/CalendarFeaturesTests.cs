using Unroll.Tasks.Forecast;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast;

public sealed class CalendarFeaturesTests
{
    [Theory]
    [InlineData(0, 1, 6)]
    [InlineData(0, 24, 4)]
    [InlineData(0, 24 * 7, 2)]
    [InlineData(1, 0, 2)]
    [InlineData(12, 0, 0)]
    public void Only_what_changes_from_step_to_step_is_told(int months, int hours, int count) =>
        Assert.Equal(count, CalendarFeatures.Of(new TimeStep(months, TimeSpan.FromHours(hours))).Count);

    [Fact]
    public void Noon_lies_opposite_midnight_and_all_lie_on_a_circle()
    {
        CalendarFeatures hour = new(Hour: true, Weekday: true, Year: true);
        float[] midnight = new float[6], noon = new float[6];
        hour.Write(new DateTime(2021, 1, 3), midnight);
        hour.Write(new DateTime(2021, 1, 3, 12, 0, 0), noon);
        Assert.Equal((0f, 1f), (midnight[0], midnight[1]));
        Assert.Equal(-1, noon[1], 1e-6);
        // The third of January 2021 was a Sunday, where the week begins.
        Assert.Equal((0f, 1f), (noon[2], noon[3]));
        Assert.All(new[] { 0, 2, 4 }, i => Assert.Equal(1, (noon[i] * noon[i]) + (noon[i + 1] * noon[i + 1]), 1e-6));
    }
}
