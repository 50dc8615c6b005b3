using System.Xml.Linq;
using Xunit;

namespace Unroll.Lessons.Tests;

public sealed class ReservoirsTests
{
    [Fact]
    public void The_lesson_shows_that_memory_peaks_near_a_radius_of_one_and_that_a_random_network_learns_chaos()
    {
        (string[] lines, XElement picture) = Lesson.Run("Reservoirs");
        string[] rows = [.. lines.Where(l => l.Length > 5 && char.IsAsciiDigit(l.TrimStart()[0]))];
        Assert.Equal(7, rows.Length);
        double[] memory = [.. rows.Select(r => Lesson.Number(r, 1))], error = [.. rows.Select(r => Lesson.Number(r, 3))];
        Assert.InRange(Lesson.Number(rows[Array.IndexOf(memory, memory.Max())], 0), 0.9, 1.1);
        Assert.True(memory[^1] < 0.5 * memory.Max());
        Assert.InRange(error.Min(), 0, 0.05);
        Assert.True(error[^1] > 10 * error.Min());
        Assert.Equal(2, picture.Descendants().Count(e => e.Name.LocalName == "polyline"));
    }
}
