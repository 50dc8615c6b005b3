using Unroll.Tasks.Report;
using Xunit;

namespace Unroll.Tasks.Tests.Report;

public sealed class RunReportTests
{
    [Fact]
    public void What_does_not_fit_together_is_refused_with_both_sizes()
    {
        Assert.Contains("counts are [2, 3], expected [2, 2]", Assert.Throws<ArgumentException>(() => new ReportConfusion(["a", "b"], new long[2, 3])).Message);
        Assert.Contains("negative", Assert.Throws<ArgumentException>(() => new ReportConfusion(["a"], new long[,] { { -1 } })).Message);
        Assert.Contains("7 values, expected a multiple of 2", Assert.Throws<ArgumentException>(() => new SeriesContent(new float[7], 2)).Message);
        Assert.Contains("5 pixels, expected 6", Assert.Throws<ArgumentException>(() => new ImageContent(new byte[5], 3, 2)).Message);
    }
}
