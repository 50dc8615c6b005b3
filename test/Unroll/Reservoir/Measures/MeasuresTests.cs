using Unroll.Reservoir;
using Unroll.Reservoir.Measures;
using Xunit;

namespace Unroll.Tests.Reservoir.Measures;

public sealed class MeasuresTests
{
    [Fact]
    public void A_linear_delay_line_remembers_as_many_inputs_as_it_has_units()
    {
        // With small inputs tanh is linear: unit k holds the input of k steps ago, and nothing holds older ones.
        ReservoirOptions options = new() { Units = 20, Topology = Topology.DelayLine, RecurrentScaling = 1, InputScaling = 1e-3 };
        LeakyReservoir<double> line = new(options, 1);
        double[] squared = MemoryCapacity.Of(line, 40, ridge: 1e-14);
        Assert.All(squared[..19], r => Assert.InRange(r, 0.99, 1));
        Assert.All(squared[20..], r => Assert.InRange(r, 0, 0.02));
        Assert.InRange(squared.Sum(), 18.9, 20.2);
    }

    [Fact]
    public void Memory_grows_with_the_spectral_radius_up_to_one()
    {
        double small = Capacity(0.3), large = Capacity(0.95);
        Assert.True(large > small + 3, $"{small} at 0.3, {large} at 0.95");
        Assert.InRange(large, 0, 30);

        static double Capacity(double radius) =>
            MemoryCapacity.Of(new LeakyReservoir<double>(new ReservoirOptions { Units = 30, Links = 5, SpectralRadius = radius, InputScaling = 0.1, Seed = 1 }, 1), 60, steps: 2000).Sum();
    }

    [Fact]
    public void Two_runs_come_together_below_the_edge_and_stay_apart_beyond_it()
    {
        double[] u = Kernels.EllpackMatrixTests.Vector<double>(1, 500);
        Assert.True(EchoStateProperty.Holds<double>(Reservoir(0.8), u));
        Assert.False(EchoStateProperty.Holds<double>(Reservoir(3), u));
        double[] distances = EchoStateProperty.Distances<double>(Reservoir(0.8), u);
        Assert.Equal(501, distances.Length);
        Assert.InRange(distances[0], 0.6, 1);
    }

    [Fact]
    public void The_exponent_of_a_driven_reservoir_near_zero_is_the_logarithm_of_its_spectral_radius()
    {
        // Without input the state stays at 0, where the Jacobian is W itself.
        Assert.Equal(Math.Log(0.7), LyapunovExponent.OfDriven<double>(Reservoir(0.7), new double[3000]), 0.01);
        Assert.True(LyapunovExponent.OfDriven<double>(Reservoir(3), Kernels.EllpackMatrixTests.Vector<double>(1, 2000)) > 0.05);
        Assert.True(LyapunovExponent.OfDriven<double>(Reservoir(0.7), Kernels.EllpackMatrixTests.Vector<double>(1, 2000)) < Math.Log(0.7));
    }

    [Fact]
    public void The_exponent_of_a_generated_logistic_map_is_that_of_the_map()
    {
        // x' = 4 x (1 − x) has exponent ln 2; scaled to [−1, 1] it is 1 − 2 s², which a readout with squares learns.
        double[] s = new double[1500];
        s[0] = 0.3;
        for (int t = 1; t < s.Length; t++)
        {
            s[t] = 1 - (2 * s[t - 1] * s[t - 1]);
        }

        LeakyReservoir<double> reservoir = new(new ReservoirOptions { Units = 20, SpectralRadius = 0.1, FeedbackScaling = 0.5, BiasScaling = 0.5, Seed = 1 }, 0, 1);
        EchoStateFit<double> fit = EchoStateNetwork<double>.Fit(reservoir, [], s, 1, new EchoStateOptions { Features = ReadoutFeatures.All, Ridge = 1e-9 });
        Assert.Equal(Math.Log(2), LyapunovExponent.OfGenerated(fit.Network, fit.State, 4000), 0.03);
    }

    [Fact]
    public void Measures_of_no_meaning_are_errors()
    {
        Assert.Throws<DataException>(() => MemoryCapacity.Of(new LeakyReservoir<double>(new ReservoirOptions { Units = 10 }, 2), 5));
        Assert.Throws<DataException>(() => MemoryCapacity.Of(Reservoir(1), 5, steps: 10));
        Assert.Throws<DataException>(() => LyapunovExponent.OfDriven<double>(Reservoir(1), new double[50]));
    }

    private static LeakyReservoir<double> Reservoir(double radius) => new(new ReservoirOptions { Units = 50, Links = 8, SpectralRadius = radius, Seed = 7 }, 1);
}
