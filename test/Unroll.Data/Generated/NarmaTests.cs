using Unroll.Data.Generated;
using Xunit;

namespace Unroll.Data.Tests.Generated;

public sealed class NarmaTests
{
    [Fact]
    public void The_targets_follow_from_the_inputs_by_the_recurrence()
    {
        (double[] u, double[] y) = Narma.Generate(500, 1);
        for (int t = 20; t < 500; t++)
        {
            // Target t is y(t+1), so the y of step t is target t − 1.
            double sum = Enumerable.Range(1, 10).Sum(i => y[t - i]);
            Assert.Equal((0.3 * y[t - 1]) + (0.05 * y[t - 1] * sum) + (1.5 * u[t - 9] * u[t]) + 0.1, y[t], 1e-12);
        }

        Assert.All(u, v => Assert.InRange(v, 0, 0.5));
    }

    [Fact]
    public void No_seed_runs_away()
    {
        for (ulong seed = 0; seed < 30; seed++)
        {
            Assert.All(Narma.Generate(2000, seed).Targets, v => Assert.InRange(v, 0, 2));
        }
    }
}
