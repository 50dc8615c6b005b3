using Unroll.Data.Generated;
using Xunit;

namespace Unroll.Data.Tests.Generated;

public sealed class MackeyGlassEquationTests
{
    [Fact]
    public void The_series_obeys_the_equation_within_a_step_of_one()
    {
        double[] x = [.. MackeyGlassEquation.Generate(2000, 1).Select(v => Math.Atanh(v) + 1)];
        for (int t = 18; t < 1999; t++)
        {
            // Simpson's rule for the delayed part, the trapezium for the rest: good to a few thousandths.
            double delayed = (Gain(x[t - 17]) + (4 * Gain((x[t - 17] + x[t - 16]) / 2)) + Gain(x[t - 16])) / 6;
            Assert.Equal(delayed - (0.05 * (x[t] + x[t + 1])), x[t + 1] - x[t], 0.01);
        }
    }

    [Fact]
    public void It_swings_for_ever_without_repeating()
    {
        double[] x = MackeyGlassEquation.Generate(3000, 2);
        Assert.InRange(x.Max() - x.Min(), 0.5, 1.5);
        Assert.DoesNotContain(Enumerable.Range(1, 1500), lag => Enumerable.Range(0, 100).All(t => Math.Abs(x[t] - x[t + lag]) < 1e-6));
    }

    private static double Gain(double x) => 0.2 * x / (1 + Math.Pow(x, 10));
}
