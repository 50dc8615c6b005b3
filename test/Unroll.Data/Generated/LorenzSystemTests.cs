using Unroll.Data.Generated;
using Xunit;

namespace Unroll.Data.Tests.Generated;

public sealed class LorenzSystemTests
{
    [Fact]
    public void The_series_obeys_the_equations()
    {
        const double Dt = 0.001;
        double[] s = LorenzSystem.Generate(1000, Dt, 1);
        for (int t = 1; t < 999; t++)
        {
            (double x, double y, double z) = (s[3 * t], s[(3 * t) + 1], s[(3 * t) + 2]);
            double[] expected = [10 * (y - x), (x * (28 - z)) - y, (x * y) - (8.0 / 3 * z)];
            for (int i = 0; i < 3; i++)
            {
                // The central difference is exact to dt² times a third derivative of some thousands.
                Assert.Equal(expected[i], (s[(3 * (t + 1)) + i] - s[(3 * (t - 1)) + i]) / (2 * Dt), 0.05);
            }
        }
    }

    [Fact]
    public void It_stays_on_its_attractor_and_another_seed_begins_elsewhere()
    {
        double[] a = LorenzSystem.Generate(3000, 0.02, 1), b = LorenzSystem.Generate(3000, 0.02, 2);
        Assert.All(a, v => Assert.InRange(v, -60, 60));
        Assert.InRange(Enumerable.Range(0, 3000).Average(t => a[(3 * t) + 2]), 22, 25);
        Assert.NotEqual(a[0], b[0]);
        Assert.Equal(a, LorenzSystem.Generate(3000, 0.02, 1));
    }
}
