using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Layers;

public sealed class ParametersTests
{
    [Fact]
    public void Names_and_shapes_are_PyTorchs()
    {
        Parameters p = Model();
        Assert.Equal(
            [
                "embedding.weight [11, 6]", "rnn.weight_ih_l0 [20, 6]", "rnn.weight_hh_l0 [20, 5]", "rnn.bias_ih_l0 [20]", "rnn.bias_hh_l0 [20]",
                "rnn.weight_ih_l1 [20, 5]", "rnn.weight_hh_l1 [20, 5]", "rnn.bias_ih_l1 [20]", "rnn.bias_hh_l1 [20]", "out.weight [11, 5]", "out.bias [11]",
            ],
            p.All.Select(x => $"{x.Name} {x.Shape}"));
        Assert.Equal(66 + 120 + 100 + 40 + 100 + 100 + 40 + 55 + 11, p.Count);
    }

    [Fact]
    public void Every_parameter_starts_on_a_cache_line_and_none_overlap()
    {
        Parameters p = Model();
        p.Initialize(1);
        int end = 0;
        foreach (Parameter parameter in p.All)
        {
            Assert.Equal(0, parameter.Start % AlignedBuffer.Alignment);
            Assert.True(parameter.Start >= end);
            end = parameter.Start + parameter.Shape.Length;
        }

        Assert.True(end <= p.Length);
        Assert.Equal(p.Length, p.Values.Length);
    }

    [Fact]
    public void The_same_seed_gives_the_same_values_and_another_seed_others()
    {
        (Parameters a, Parameters b, Parameters c) = (Model(), Model(), Model());
        a.Initialize(7);
        b.Initialize(7);
        c.Initialize(8);
        Assert.True(Numbers.SameBits(a.Values, b.Values));
        Assert.False(Numbers.SameBits(a.Values, c.Values));
    }

    [Fact]
    public void Adding_a_parameter_changes_no_other()
    {
        Parameters plain = Model(), with = Model(before: p => p.Add("extra", new Shape(37), Initializers.Normal(1)));
        plain.Initialize(7);
        with.Initialize(7);
        foreach (Parameter parameter in plain.All)
        {
            Assert.True(with.TryGet(parameter.Name, out Parameter? other));
            Assert.True(Numbers.SameBits(parameter.Values, other.Values), parameter.Name);
        }

        Assert.True(with.TryGet("extra", out _));
        Assert.False(plain.TryGet("extra", out _));
    }

    [Fact]
    public void Two_parameters_of_one_shape_start_different()
    {
        Parameters p = Model();
        p.Initialize(7);
        Assert.True(p.TryGet("rnn.weight_hh_l0", out Parameter? first) && p.TryGet("rnn.weight_hh_l1", out _));
        p.TryGet("rnn.weight_hh_l1", out Parameter? second);
        Assert.False(Numbers.SameBits(first.Values, second!.Values));
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Parameters p = new();
        p.Add("a", new Shape(2), Initializers.Zero);
        Assert.Contains("call Initialize", Assert.Throws<InvalidOperationException>(() => p.Values.Length).Message, StringComparison.Ordinal);
        Assert.Contains("already is a parameter 'a'", Assert.Throws<ArgumentException>(() => p.Add("a", new Shape(2), Initializers.Zero)).Message, StringComparison.Ordinal);
        p.Initialize(1);
        Assert.Contains("'b' comes too late", Assert.Throws<InvalidOperationException>(() => p.Add("b", new Shape(2), Initializers.Zero)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Prepare_brings_what_the_layers_compute_up_to_date_with_the_values(bool threads)
    {
        Parameters p = new();
        Linear linear = new(p, "linear", 3, 2);
        p.Allocate();
        new float[] { 1, 2, 3, 4, 5, 6 }.CopyTo(linear.Weight.Values);
        new float[] { 10, 20 }.CopyTo(linear.Bias!.Values);
        using WorkerTeam? team = threads ? new WorkerTeam(2) : null;
        p.Prepare(team);
        Tape tape = new();
        tape.Begin();
        Assert.Equal([16f, 35], linear.Forward(tape, Tensor.From(new Shape(1, 3), [1, 1, 1])).Values.ToArray());
    }

    private static Parameters Model(Action<Parameters>? before = null)
    {
        Parameters p = new();
        before?.Invoke(p);
        _ = new Embedding(p, "embedding", 11, 6);
        _ = RecurrentKinds.Create("lstm", p, "rnn", 6, 5, new RecurrentOptions { Layers = 2 });
        _ = new Linear(p, "out", 5, 11);
        return p;
    }
}
