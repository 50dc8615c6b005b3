using Unroll.Kernels;
using Unroll.Reservoir;
using Xunit;

namespace Unroll.Tests.Reservoir;

public sealed class WiringTests
{
    [Theory]
    [InlineData(Topology.Random, 0.9)]
    [InlineData(Topology.Ring, 0.7)]
    [InlineData(Topology.SmallWorld, 1.2)]
    public void The_weights_have_the_spectral_radius_that_is_asked_for(Topology topology, double radius)
    {
        EllpackMatrix<double> w = Wiring.Recurrent(new ReservoirOptions { Units = 120, Links = 6, Topology = topology, SpectralRadius = radius, Seed = 3 });
        Assert.Equal(radius, SpectralRadius.Of(w), 1e-7);
    }

    [Fact]
    public void Every_unit_of_a_random_reservoir_hears_so_many_different_others()
    {
        EllpackMatrix<double> w = Wiring.Recurrent(new ReservoirOptions { Units = 50, Links = 7, Seed = 1 });
        HashSet<int> heard = [];
        for (int i = 0; i < 50; i++)
        {
            HashSet<int> sources = [.. Enumerable.Range(0, 7).Select(l => w.Indices[(l * 50) + i])];
            Assert.Equal(7, sources.Count);
            heard.UnionWith(sources);
        }

        Assert.Equal(50, heard.Count);
    }

    [Fact]
    public void A_ring_hears_its_predecessor_and_a_delay_line_begins_with_a_unit_that_hears_nobody()
    {
        EllpackMatrix<double> ring = Wiring.Recurrent(new ReservoirOptions { Units = 5, Topology = Topology.Ring, SpectralRadius = 0.8 });
        Assert.Equal([4, 0, 1, 2, 3], ring.Indices.ToArray());
        Assert.All(ring.Values.ToArray(), v => Assert.Equal(0.8, v, 1e-12));

        EllpackMatrix<double> line = Wiring.Recurrent(new ReservoirOptions { Units = 5, Topology = Topology.DelayLine, RecurrentScaling = 0.8 });
        double[] y = new double[5];
        line.Multiply([1, 2, 3, 4, 5], y);
        Assert.Equal([0, 0.8, 1.6, 2.4, 3.2], y.Select(v => Math.Round(v, 10)));
    }

    [Fact]
    public void A_small_world_is_a_lattice_without_rewiring_and_keeps_its_links_with_it()
    {
        ReservoirOptions options = new() { Units = 40, Links = 4, Topology = Topology.SmallWorld, Rewiring = 0, Seed = 2 };
        Assert.All(Distances(Wiring.Recurrent(options)), d => Assert.InRange(d, 1, 2));
        int[] rewired = Distances(Wiring.Recurrent(options with { Rewiring = 0.2 }));
        Assert.Equal(160, rewired.Length);
        Assert.InRange(rewired.Count(d => d > 2), 10, 50);
    }

    [Fact]
    public void Input_weights_can_be_signs()
    {
        double[] columns = Wiring.InputColumns(new ReservoirOptions { Units = 100, InputScaling = 0.3, InputWeights = InputWeights.Signs }, 2, 0);
        Assert.Equal([-0.3, 0.3], columns.Distinct().Order());
    }

    [Fact]
    public void A_spectral_radius_that_no_scaling_reaches_is_an_error_that_says_why()
    {
        DataException line = Assert.Throws<DataException>(() => new LeakyReservoir<double>(new ReservoirOptions { Units = 10, Topology = Topology.DelayLine }, 1));
        Assert.Contains("RecurrentScaling", line.Message, StringComparison.Ordinal);

        // Every link of this matrix leads on, none back.
        EllpackMatrix<double> none = new(3, [[], [(0, 1.0)], [(0, 1.0), (1, 1.0)]]);
        Assert.Equal(0, SpectralRadius.Of(none));
    }

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void An_option_without_a_meaning_is_an_error_that_names_it(ReservoirOptions options, string name) =>
        Assert.Contains(name, Assert.Throws<DataException>(() => new LeakyReservoir<double>(options, 1)).Message, StringComparison.Ordinal);

    public static TheoryData<ReservoirOptions, string> BadOptions()
    {
        ReservoirOptions good = new() { Units = 20 };
        return new TheoryData<ReservoirOptions, string>
        {
            { good with { Units = 0 }, "Units is 0" },
            { good with { Links = 0 }, "Links is 0" },
            { good with { Links = 21 }, "Links is 21" },
            { good with { Links = 5, Topology = Topology.SmallWorld }, "Links is 5" },
            { good with { LeakRate = 0 }, "LeakRate is 0" },
            { good with { LeakRate = 1.1 }, "LeakRate is 1.1" },
            { good with { SpectralRadius = -1 }, "SpectralRadius is -1" },
            { good with { SpectralRadius = double.NaN }, "SpectralRadius is NaN" },
            { good with { RecurrentScaling = double.NaN }, "RecurrentScaling is NaN" },
            { good with { InputScaling = double.PositiveInfinity }, "InputScaling" },
            { good with { Noise = -1 }, "Noise is -1" },
            { good with { Rewiring = 2 }, "Rewiring is 2" },
            { good with { InputLinks = 2 }, "InputLinks is 2" },
            { good with { InputLinks = 0 }, "InputLinks is 0" },
        };
    }

    private static int[] Distances(EllpackMatrix<double> w) =>
        [.. Enumerable.Range(0, w.Values.Length).Where(e => w.Values[e] != 0).Select(e => Math.Abs(w.Indices[e] - (e % w.Rows))).Select(d => Math.Min(d, w.Rows - d))];
}
