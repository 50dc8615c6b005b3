using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Layers;

public sealed class StateBridgeTests
{
    [Theory]
    [InlineData(1, 2, 1, 1, 2)]
    [InlineData(2, 1, 2, 3, 2)]
    [InlineData(1, 1, 2, 2, 1)]
    public void Each_state_is_the_tangent_of_a_linear_map_of_the_layer_and_state_it_reads(int fromLayers, int fromStates, int directions, int layers, int states)
    {
        const int Batch = 3, From = 5, To = 4;
        Parameters p = new();
        Shape encoder = new(fromLayers * directions, fromStates, 1, From);
        StateBridge bridge = new(p, "bridge", encoder, new(layers, states, 1, To), directions);
        p.Initialize(1);
        double[] e = Numbers.Uniform(2, fromLayers * directions * fromStates * Batch * From);
        Tape tape = new();
        tape.Begin();
        Tensor state = bridge.Forward(tape, Tensor.From(new(fromLayers * directions, fromStates, Batch, From), Numbers.ToSingle(e)));
        Assert.Equal(new Shape(layers, states, Batch, To), state.Shape);
        double[] expected = new double[state.Shape.Length];
        for (int i = 0; i < expected.Length; i++)
        {
            int unit = i % To, row = i / To % Batch, s = i / To / Batch % states, l = i / To / Batch / states;
            int layer = Math.Min(l, fromLayers - 1), which = s < fromStates ? s : 0;
            Assert.True(p.TryGet($"bridge.l{l}.s{s}.weight", out Parameter? weight));
            double sum = 0;
            for (int d = 0; d < directions; d++)
            {
                int at = ((((((layer * directions) + d) * fromStates) + which) * Batch) + row) * From;
                sum += Numbers.Dot(Numbers.ToDouble(weight.Values.Slice((unit * directions * From) + (d * From), From)), e.AsSpan(at, From));
            }

            expected[i] = Math.Tanh(sum);
        }

        Numbers.AssertValues("state", state.Values, expected, 1e-5);
    }

    [Fact]
    public void The_gradient_reaches_every_layer_and_state_of_the_encoder_that_is_read()
    {
        Parameters p = new();
        StateBridge bridge = new(p, "bridge", new(2, 2, 1, 5), new(2, 2, 1, 4));
        p.Initialize(1);
        Tape tape = new();
        tape.Begin(new AlignedBuffer(p.Length), default, training: true);
        Shape shape = new(2, 2, 3, 5);
        Tensor final = new(shape, new AlignedBuffer(60), 0, new AlignedBuffer(60), 0);
        tape.Backward(Sum.Apply(tape, bridge.Forward(tape, final)));
        Assert.DoesNotContain(0f, final.Gradient.ToArray());
    }

    [Fact]
    public void The_state_of_another_encoder_is_refused()
    {
        Parameters p = new();
        StateBridge bridge = new(p, "bridge", new(1, 2, 1, 5), new(1, 2, 1, 4));
        p.Initialize(1);
        Tape tape = new();
        tape.Begin();
        Assert.Contains(
            "Bridge 'bridge': the state is [1, 1, 3, 5], expected [1, 2, batch, 5]",
            Assert.Throws<ArgumentException>(() => bridge.Forward(tape, Tensor.From(new(1, 1, 3, 5), new float[15]))).Message,
            StringComparison.Ordinal);
    }
}
