using Unroll.Reservoir;
using Xunit;

namespace Unroll.Tests.Reservoir;

public sealed class StackedReservoirTests
{
    private static readonly ReservoirOptions s_options = new() { Units = 20, Links = 4, Seed = 5 };

    [Fact]
    public void The_input_of_a_layer_is_the_new_state_of_the_layer_below()
    {
        DeepReservoir<double> deep = new([s_options, s_options with { Units = 30, InputLinks = 5 }], inputs: 2);
        double[] inputs = Kernels.EllpackMatrixTests.Vector<double>(1, 2 * 15), states = SequenceStates.Of<double>(deep, inputs);
        double[] first = SequenceStates.Of<double>(deep.Layers[0], inputs), second = SequenceStates.Of<double>(deep.Layers[1], first);
        Assert.Equal(50, deep.Units);
        for (int t = 0; t < 15; t++)
        {
            Assert.Equal(first[(20 * t)..(20 * (t + 1))], states[(50 * t)..((50 * t) + 20)]);
            Assert.Equal(second[(30 * t)..(30 * (t + 1))], states[((50 * t) + 20)..(50 * (t + 1))]);
        }
    }

    [Fact]
    public void Layers_of_one_seed_have_different_weights()
    {
        DeepReservoir<double> deep = new([s_options, s_options], inputs: 20);
        Assert.NotEqual(deep.Layers[0].Recurrent.Values.ToArray(), deep.Layers[1].Recurrent.Values.ToArray());
    }

    [Fact]
    public void A_bidirectional_state_knows_what_came_before_and_what_comes_after()
    {
        LeakyReservoir<double> forward = new(s_options, 1), backward = new(s_options with { Units = 10, Seed = 6 }, 1);
        BidirectionalReservoir<double> both = new(forward, backward);
        double[] inputs = Kernels.EllpackMatrixTests.Vector<double>(1, 12), states = both.States(inputs);
        double[] ahead = SequenceStates.Of<double>(forward, inputs), behind = SequenceStates.Of<double>(backward, [.. inputs.Reverse()]);
        for (int t = 0; t < 12; t++)
        {
            Assert.Equal(ahead[(20 * t)..(20 * (t + 1))], states[(30 * t)..((30 * t) + 20)]);
            Assert.Equal(behind[(10 * (11 - t))..(10 * (12 - t))], states[((30 * t) + 20)..(30 * (t + 1))]);
        }
    }

    [Fact]
    public void What_cannot_be_stacked_or_read_from_both_ends_is_an_error()
    {
        Assert.Throws<DataException>(() => new DeepReservoir<double>([], 1));
        Assert.Throws<DataException>(() => new LeakyReservoir<double>(s_options, 0));
        Assert.Throws<DataException>(() => new LeakyReservoir<double>(s_options with { InputLinks = 1 }, 1, feedback: 1));
        Assert.Throws<DataException>(() => new BidirectionalReservoir<double>(new LeakyReservoir<double>(s_options, 1), new LeakyReservoir<double>(s_options, 2)));
        Assert.Throws<DataException>(() => new BidirectionalReservoir<double>(new LeakyReservoir<double>(s_options, 1, 1), new LeakyReservoir<double>(s_options, 1, 1)));
        Assert.Throws<DataException>(() => SequenceStates.Of<double>(new LeakyReservoir<double>(s_options, 2), new double[3]));
        Assert.Throws<DataException>(() => SequenceStates.Of<double>(new LeakyReservoir<double>(s_options, 2), []));
    }
}
