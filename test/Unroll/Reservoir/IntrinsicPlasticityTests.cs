using Unroll.Reservoir;
using Xunit;

namespace Unroll.Tests.Reservoir;

public sealed class IntrinsicPlasticityTests
{
    [Theory]
    [InlineData(0, 0.2)]
    [InlineData(0.1, 0.4)]
    public void The_outputs_come_to_the_mean_and_deviation_that_are_asked_for(double mean, double deviation)
    {
        LeakyReservoir<double> before = new(new ReservoirOptions { Units = 60, SpectralRadius = 0.5, InputScaling = 2, BiasScaling = 1, Seed = 2 }, 1);
        double[] u = Kernels.EllpackMatrixTests.Vector<double>(3, 2000);
        LeakyReservoir<double> after = new IntrinsicPlasticity(mean, deviation, 1e-3).Adapt<double>(before, u, epochs: 10);
        (double m0, double d0) = Moments(before, u);
        (double m1, double d1) = Moments(after, u);
        Assert.Equal(mean, m1, 0.05);
        Assert.Equal(deviation, d1, 0.08);
        Assert.True(Math.Abs(d1 - deviation) < 0.5 * Math.Abs(d0 - deviation), $"mean {m0} → {m1}, deviation {d0} → {d1}");
    }

    [Fact]
    public void Options_and_data_of_no_use_are_errors()
    {
        LeakyReservoir<double> reservoir = new(new ReservoirOptions { Units = 10 }, 2);
        Assert.Throws<DataException>(() => new IntrinsicPlasticity(Mean: 1).Adapt<double>(reservoir, new double[4]));
        Assert.Throws<DataException>(() => new IntrinsicPlasticity(Deviation: 0).Adapt<double>(reservoir, new double[4]));
        Assert.Throws<DataException>(() => new IntrinsicPlasticity().Adapt<double>(reservoir, new double[3]));
        Assert.Throws<DataException>(() => new IntrinsicPlasticity(Rate: 10).Adapt<double>(reservoir, Kernels.EllpackMatrixTests.Vector<double>(1, 400)));
    }

    private static (double Mean, double Deviation) Moments(LeakyReservoir<double> reservoir, double[] u)
    {
        double[] states = SequenceStates.Of<double>(reservoir, u)[(100 * reservoir.Units)..];
        double mean = states.Average();
        return (mean, Math.Sqrt(states.Average(x => (x - mean) * (x - mean))));
    }
}
