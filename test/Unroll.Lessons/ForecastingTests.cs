using System.Xml.Linq;
using Xunit;

namespace Unroll.Lessons.Tests;

public sealed class ForecastingTests
{
    [Fact]
    public void The_lesson_shows_that_what_was_learned_beats_the_ruler_and_knows_how_sure_it_is()
    {
        (string[] lines, XElement picture) = Lesson.Run("Forecasting");
        double Mase(string name) => Lesson.Number(lines.Single(l => l.StartsWith(name + " ", StringComparison.Ordinal))[name.Length..], 0);
        Assert.True(Mase("GRU") < Mase("seasonal naive") && Mase("seasonal naive") < Mase("naive"));
        Assert.True(Mase("reservoir") < Mase("seasonal naive"));
        foreach (string model in (string[])["GRU", "reservoir"])
            Assert.InRange(Lesson.Number(lines.Single(l => l.StartsWith(model + " ", StringComparison.Ordinal)).Replace("%", "", StringComparison.Ordinal)[model.Length..], 3), 65, 95);
        Assert.Equal(3, picture.Descendants().Count(e => (string?)e.Attribute("class") == "band"));
    }
}
