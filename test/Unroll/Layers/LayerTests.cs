using Unroll.Autodiff;
using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Layers;

public sealed class LayerTests
{
    public static TheoryData<string> Cells => [.. RecurrentKinds.Names];

    [Theory]
    [MemberData(nameof(Cells))]
    public void Two_halves_with_the_state_carried_over_give_the_bits_of_one_run(string cell)
    {
        foreach (int hidden in new[] { 5, 16, 19 })
        {
            AssertHalvesGiveTheBitsOfTheWhole(cell, hidden);
        }
    }

    [Fact]
    public void The_gradient_of_a_tied_weight_is_the_sum_of_its_two_uses()
    {
        (float[] tied, _) = Gradients(tie: true);
        (float[] embedding, float[] linear) = Gradients(tie: false);
        Assert.Contains(linear, x => x != 0);
        GradientCheck.AssertClose("tied", tied, [.. embedding.Zip(linear, (a, b) => (double)a + b)], 1e-6);

        static (float[] Embedding, float[] Linear) Gradients(bool tie)
        {
            const int V = 7, H = 5;
            int[] ids = [1, 3, 3, 0, 6, 2], targets = [3, 3, 0, 6, 2, 5];
            Parameters p = new();
            Embedding embedding = new(p, "embedding", V, H);
            Linear linear = new(p, "out", H, V, bias: false, tied: tie ? embedding.Weight : null);
            p.Initialize(4);
            embedding.Weight.Values.CopyTo(linear.Weight.Values);
            p.Prepare();
            AlignedBuffer gradients = new(p.Length);
            Tape tape = new();
            tape.Begin(gradients, default, training: true);
            tape.Backward(SoftmaxCrossEntropy.Apply(tape, linear.Forward(tape, embedding.Forward(tape, ids, 3, 2)), targets, 1));
            return (gradients.Slice(embedding.Weight.Start, V * H).ToArray(), gradients.Slice(linear.Weight.Start, V * H).ToArray());
        }
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    public void A_stack_used_twice_in_one_pass_gets_both_gradients_and_an_input_without_gradient_is_left_alone(string cell)
    {
        double[] first = Gradient(1, 0), second = Gradient(0, 1), both = Gradient(1, 1);
        GradientCheck.AssertClose("both", both, [.. first.Zip(second, (a, b) => a + b)], 1e-6);
        Assert.True(GradientCheck.Error(first, second) > 0.01);

        double[] Gradient(float weightOfFirst, float weightOfSecond)
        {
            const int T = 5, B = 2, I = 3, H = 7;
            Parameters p = new();
            IRecurrent layers = RecurrentKinds.Create(cell, p, "rnn", I, H, new RecurrentOptions { Layers = 2 });
            p.Initialize(9);
            AlignedBuffer gradients = new(p.Length);
            Tape tape = new();
            tape.Begin(gradients, default, training: true);
            foreach ((ulong seed, float weight) in new[] { (10UL, weightOfFirst), (11UL, weightOfSecond) })
            {
                // Neither the input nor the initial state keeps a gradient.
                Tensor initial = Tensor.From(layers.StateShape(B), Numbers.ToSingle(Numbers.Uniform(seed, layers.StateShape(B).Length)));
                Tensor y = layers.Forward(tape, Tensor.From(new Shape(T, B, I), Numbers.ToSingle(Numbers.Uniform(seed + 2, T * B * I))), initial);
                y.Gradient.Fill(weight);
            }

            tape.RunBackward();
            return Numbers.ToDouble(gradients.Span);
        }
    }

    [Fact]
    public void Dropout_acts_between_layers_while_training_and_nowhere_else()
    {
        Assert.True(Numbers.SameBits(Output(layers: 1, dropout: 0.5f, training: true), Output(layers: 1, dropout: 0, training: true)));
        Assert.True(Numbers.SameBits(Output(layers: 2, dropout: 0.5f, training: false), Output(layers: 2, dropout: 0, training: false)));
        Assert.False(Numbers.SameBits(Output(layers: 2, dropout: 0.5f, training: true), Output(layers: 2, dropout: 0, training: true)));
        Assert.DoesNotContain(0f, Output(layers: 2, dropout: 0.5f, training: true));

        static float[] Output(int layers, float dropout, bool training)
        {
            Parameters p = new();
            Recurrent<GruCell> gru = new(p, "rnn", 3, 8, layers, dropout);
            p.Initialize(5);
            Tape tape = new();
            tape.Begin(new AlignedBuffer(p.Length), new CounterRandom(6), training);
            return gru.Forward(tape, Tensor.From(new Shape(4, 2, 3), Numbers.ToSingle(Numbers.Uniform(7, 24)))).Values.ToArray();
        }
    }

    [Fact]
    public void Wrong_shapes_name_the_layer_what_it_got_and_what_it_expected()
    {
        Parameters p = new();
        Recurrent<LstmCell> lstm = new(p, "encoder", 6, 5, layers: 2);
        p.Initialize(8);
        Assert.Contains("lstm 'encoder': input is [4, 3, 7], expected [time, batch, 6] because inputSize = 6", Message(() => Forward(new(4, 3, 7))), StringComparison.Ordinal);
        Assert.Contains("lstm 'encoder': input is [4, 6], expected [time, batch, 6]", Message(() => Forward(new(4, 6))), StringComparison.Ordinal);
        Assert.Contains("initial state is [2, 2, 4, 5], expected [2, 2, 3, 5]", Message(() => Forward(new(4, 3, 6), initial: new(2, 2, 4, 5))), StringComparison.Ordinal);
        Assert.Contains("final state is [2, 1, 3, 5], expected [2, 2, 3, 5]", Message(() => Forward(new(4, 3, 6), final: new(2, 1, 3, 5))), StringComparison.Ordinal);

        void Forward(Shape x, Shape? initial = null, Shape? final = null)
        {
            Tape tape = new();
            tape.Begin();
            lstm.Forward(tape, Zeros(x), initial is { } i ? Zeros(i) : default, final is { } f ? Zeros(f) : default);
        }

        static Tensor Zeros(Shape shape) => Tensor.From(shape, new float[shape.Length]);
        static string Message(Action act) => Assert.ThrowsAny<ArgumentException>(act).Message;
    }

    [Fact]
    public void A_tied_weight_of_another_shape_is_refused_with_both_shapes()
    {
        Parameters p = new();
        Embedding embedding = new(p, "embedding", 9, 4);
        ArgumentException e = Assert.Throws<ArgumentException>(() => new Linear(p, "out", 5, 9, tied: embedding.Weight));
        Assert.Contains("'embedding.weight' is [9, 4], expected [9, 5]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_below_one_are_refused()
    {
        Parameters p = new();
        Assert.Throws<ArgumentOutOfRangeException>(() => new Recurrent<TanhCell>(p, "a", 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Recurrent<TanhCell>(p, "b", 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Recurrent<TanhCell>(p, "c", 1, 1, layers: 0));
    }

    [Fact]
    public void Every_kind_has_the_cell_of_its_name_and_an_unknown_one_is_refused_with_the_known()
    {
        foreach (string name in RecurrentKinds.Names)
        {
            IRecurrent layers = RecurrentKinds.Create(name, new Parameters(), "rnn", 3, 4, new RecurrentOptions { Layers = 2 });
            Assert.Equal(name, layers.Cell.Name);
            Assert.Equal((3, 4, 2), (layers.InputSize, layers.HiddenSize, layers.Layers));
            Assert.Equal(new Shape(2, layers.Cell.States.Count, 6, 4), layers.StateShape(6));
        }

        DataException e = Assert.Throws<DataException>(() => RecurrentKinds.Create("lsmt", new Parameters(), "rnn", 1, 1, new RecurrentOptions()));
        Assert.Contains("model.cell is 'lsmt', expected one of gru, gru-reset-before, indrnn, lstm, ", e.Message, StringComparison.Ordinal);
    }

    private static void AssertHalvesGiveTheBitsOfTheWhole(string cell, int hidden)
    {
        const int T = 14, B = 3, I = 4, Half = 5;
        Parameters p = new();
        IRecurrent layers = RecurrentKinds.Create(cell, p, "rnn", I, hidden, new RecurrentOptions { Layers = 2 });
        p.Initialize(2);
        float[] x = Numbers.ToSingle(Numbers.Uniform(3, T * B * I));
        (float[] whole, float[] wholeFinal) = Run(x, T, default);
        (float[] first, float[] state) = Run(x[..(Half * B * I)], Half, default);
        (float[] second, float[] final) = Run(x[(Half * B * I)..], T - Half, Tensor.From(layers.StateShape(B), state));

        Assert.True(Numbers.SameBits(whole, (float[])[.. first, .. second]));
        Assert.True(Numbers.SameBits(wholeFinal, final));

        (float[] Output, float[] Final) Run(float[] input, int time, Tensor initial)
        {
            Tape tape = new();
            tape.Begin();
            Tensor end = Tensor.From(layers.StateShape(B), new float[layers.StateShape(B).Length]);
            Tensor y = layers.Forward(tape, Tensor.From(new Shape(time, B, I), input), initial, end);
            return (y.Values.ToArray(), end.Values.ToArray());
        }
    }
}
