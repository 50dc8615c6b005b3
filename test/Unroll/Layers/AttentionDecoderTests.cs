using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Layers;

public sealed class AttentionDecoderTests
{
    private const int Time = 5, Batch = 3, Steps = 4, Vocabulary = 7, Hidden = 9, Memory = 6;

    private static readonly int[] s_lengths = [4, 2, 3];

    [Theory]
    [InlineData("gru", AttentionKind.General, true)]
    [InlineData("lstm", AttentionKind.Additive, true)]
    [InlineData("lstm", AttentionKind.General, false)]
    [InlineData("gru", AttentionKind.General, true, true)]
    [InlineData("lstm", null, false)]
    public void Gradients_equal_differences_of_the_loss_along_random_directions(string cell, AttentionKind? kind, bool inputFeeding, bool tied = false)
    {
        Model model = new(cell, kind, inputFeeding, tied: tied);
        AlignedBuffer gradient = new(model.Parameters.Length);
        Tape tape = new();
        tape.Begin(gradient, new CounterRandom(1), training: true);
        tape.Backward(model.Loss(tape));
        float[] start = model.Parameters.Values.ToArray();
        foreach (Parameter parameter in model.Parameters.All)
        {
            double[] direction = Numbers.Uniform((ulong)parameter.Start, parameter.Shape.Length);
            double analytic = Numbers.Dot(Numbers.ToDouble(gradient.Slice(parameter.Start, parameter.Shape.Length)), direction);
            double numeric = GradientCheck.Derivative(
                h =>
                {
                    for (int i = 0; i < direction.Length; i++)
                    {
                        parameter.Values[i] = start[parameter.Start + i] + (float)(h * direction[i]);
                    }

                    model.Parameters.Prepare();
                    Tape silent = new();
                    silent.Begin();
                    return model.Loss(silent).Scalar;
                },
                step: 0.05);
            start.AsSpan(parameter.Start, direction.Length).CopyTo(parameter.Values);
            Assert.True(Math.Abs(analytic - numeric) <= 3e-4 + (1e-3 * Math.Abs(numeric)), $"{parameter.Name}: {analytic} is not {numeric}");
        }
    }

    [Fact]
    public void Without_input_feeding_all_steps_at_once_give_the_bits_and_the_gradients_of_step_by_step()
    {
        Model model = new("lstm", AttentionKind.General, inputFeeding: false);
        AlignedBuffer together = new(model.Parameters.Length), apart = new(model.Parameters.Length);
        Tape tape = new();
        tape.Begin(together, default, training: true);
        DecoderPass pass = model.Forward(tape);
        float[] whole = pass.Logits.Values.ToArray(), wholeWeights = pass.Weights.Values.ToArray();
        tape.Backward(Model.LossOf(tape, pass));

        tape.Begin(apart, default, training: true);
        AttentionMemory memory = model.Remember(tape);
        Tensor logits = tape.Result(new(Time, Batch, Vocabulary));
        DecoderState state = default;
        for (int t = 0; t < Time; t++)
        {
            Tensor after = tape.Result(model.Decoder.StateShape(Batch));
            DecoderStep step = model.Decoder.Step(tape, Model.Inputs.AsMemory(t * Batch, Batch), state, memory, after);
            CopyState.Apply(tape, model.Decoder.Logits(tape, step.Attentional), logits.Part(t * Batch * Vocabulary, new(1, Batch, Vocabulary)));
            Assert.True(Numbers.SameBits(wholeWeights.AsSpan(t * Batch * Steps, Batch * Steps), step.Weights.Values));
            state = new DecoderState(after);
        }

        tape.Backward(Model.LossOf(tape, new DecoderPass(logits, default, default)));
        Assert.True(Numbers.SameBits(whole, logits.Values));
        GradientCheck.AssertClose("gradients", together.Span, Numbers.ToDouble(apart.Span), 1e-5);
    }

    [Fact]
    public void Input_feeding_changes_what_comes_after_the_first_step_only_through_the_attentional_vector()
    {
        Model model = new("gru", AttentionKind.General, inputFeeding: true);
        Tape tape = new();
        tape.Begin();
        AttentionMemory memory = model.Remember(tape);
        Tensor after = tape.Result(model.Decoder.StateShape(Batch));
        int[] tokens = [1, 2, 3];
        DecoderStep first = model.Decoder.Step(tape, tokens, default, memory, after);
        float[] fed = model.Decoder.Step(tape, tokens, new DecoderState(after, first.Attentional), memory, tape.Result(after.Shape)).Attentional.Values.ToArray();
        float[] starved = model.Decoder.Step(tape, tokens, new DecoderState(after), memory, tape.Result(after.Shape)).Attentional.Values.ToArray();
        Assert.NotEqual(fed, starved);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void With_probability_1_every_input_after_the_first_is_the_likeliest_token(bool inputFeeding)
    {
        Model model = new("lstm", AttentionKind.General, inputFeeding);
        DecoderPass pass = Sampled(model, new ScheduledSampling(1));
        int[] fed = pass.Inputs.ToArray();
        Assert.Equal(Model.Inputs[..Batch], fed[..Batch]);
        for (int i = Batch; i < fed.Length; i++)
        {
            float[] before = pass.Logits.Values.Slice((i - Batch) * Vocabulary, Vocabulary).ToArray();
            Assert.Equal(before.IndexOf(before.Max()), fed[i]);
        }

        // What was fed is what was seen: the true tokens give other logits.
        Tape tape = new();
        tape.Begin();
        Assert.NotEqual(model.Forward(tape).Logits.Values.ToArray(), pass.Logits.Values.ToArray());
        Assert.True(Numbers.SameBits(model.Forward(tape, fed).Logits.Values, pass.Logits.Values));
    }

    [Fact]
    public void Predictions_are_fed_with_the_given_probability_while_training_only_and_the_same_for_the_same_random_numbers()
    {
        Model model = new("gru", AttentionKind.Dot, inputFeeding: true, memory: Hidden);
        int[] longInputs = [.. Enumerable.Repeat(Vocabulary - 1, 400 * Batch)];
        int[] fed = Sampled(model, new ScheduledSampling(0.25f, Draw: true), longInputs).Inputs.ToArray();
        double changed = fed.Count(t => t != Vocabulary - 1) / (double)fed.Length;

        // A drawn token may be the true one, which a model that has learned nothing gives about one time in seven.
        Assert.InRange(changed, 0.25 * 0.7, 0.25);
        Assert.Equal(fed, Sampled(model, new ScheduledSampling(0.25f, Draw: true), longInputs).Inputs.ToArray());
        Tape tape = new();
        tape.Begin();
        Assert.Equal(longInputs, model.Forward(tape, longInputs, new ScheduledSampling(0.25f)).Inputs.ToArray());
    }

    [Fact]
    public void Wrong_numbers_are_named()
    {
        Model model = new("gru", AttentionKind.General, inputFeeding: true);
        Tape tape = new();
        tape.Begin();
        Assert.Contains("got 4 tokens for a batch of 3", Assert.Throws<ArgumentException>(() => model.Forward(tape, [1, 2, 3, 4])).Message, StringComparison.Ordinal);
        Assert.Contains("lies in [0, 1]", Assert.Throws<ArgumentOutOfRangeException>(() => model.Forward(tape, Model.Inputs, new ScheduledSampling(1.5f))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decoder_of_a_cell_type_is_the_decoder_of_its_name()
    {
        AttentionDecoderOptions options = new(Vocabulary, 5, Hidden, Memory) { Layers = 2 };
        Parameters byType = new(), byName = new();
        Assert.Equal(AttentionDecoder.Create<LstmCell>(byType, "d", options).StateShape(2), AttentionDecoder.Create("lstm", byName, "d", options).StateShape(2));
        Assert.Equal(byName.All.Select(p => (p.Name, p.Shape)), byType.All.Select(p => (p.Name, p.Shape)));
    }

    [Theory]
    [InlineData(AttentionKind.General, false)]
    [InlineData(AttentionKind.Additive, true)]
    [InlineData(null, false)]
    public void Steps_that_rows_have_give_the_bits_of_the_whole_pass_whatever_stands_behind_their_ends(AttentionKind? kind, bool inputFeeding)
    {
        Model model = new("lstm", kind, inputFeeding);
        int[] lengths = [5, 0, 3];
        (int[] inputs, int[] other) = ([.. Model.Inputs], [.. Model.Inputs]);
        for (int i = 0; i < other.Length; i++)
        {
            other[i] = i / Batch < lengths[i % Batch] ? other[i] : (other[i] + 1) % Vocabulary;
        }

        Tape tape = new();
        tape.Begin();
        Tensor some = model.Decoder.Attentional(tape, inputs, lengths, model.Remember(tape));
        Tensor same = model.Decoder.Attentional(tape, other, lengths, model.Remember(tape));
        Assert.Equal(new Shape(8, model.Decoder.AttentionalSize), some.Shape);
        Assert.True(Numbers.SameBits(some.Values, same.Values));
        Tensor logits = model.Forward(tape).Logits, ofSome = model.Decoder.Logits(tape, some);
        int[] rows = [.. Enumerable.Range(0, Time * Batch).Where(i => i / Batch < lengths[i % Batch])];
        for (int n = 0; n < rows.Length; n++)
        {
            Assert.True(Numbers.SameBits(logits.Values.Slice(rows[n] * Vocabulary, Vocabulary), ofSome.Values.Slice(n * Vocabulary, Vocabulary)));
        }
    }

    [Fact]
    public void Without_attention_there_are_no_weights_and_the_memory_changes_nothing()
    {
        Model model = new("gru", null, inputFeeding: false);
        Assert.DoesNotContain(model.Parameters.All, p => p.Name.Contains("attention", StringComparison.Ordinal));
        Tape tape = new();
        tape.Begin();
        DecoderPass pass = model.Forward(tape);
        Assert.False(pass.Weights.Exists);
        AttentionMemory other = model.Decoder.Remember(tape, Tensor.From(new(2, Batch, Memory), new float[2 * Batch * Memory]));
        Assert.True(Numbers.SameBits(pass.Logits.Values, model.Decoder.Forward(tape, Model.Inputs, Batch, other).Logits.Values));
    }

    [Fact]
    public void An_output_that_reuses_the_embedding_has_no_weight_of_its_own_and_a_shared_table_must_fit()
    {
        Model model = new("gru", AttentionKind.General, inputFeeding: false, tied: true);
        Assert.Same(model.Decoder.Output.Weight, Assert.Single(model.Parameters.All, p => p.Name.EndsWith("embedding.weight", StringComparison.Ordinal)));
        Parameters parameters = new();
        Unroll.Layers.Embedding table = new(parameters, "shared", Vocabulary, 4);
        Assert.Contains("the shared embedding is [7, 4], expected [7, 5]",
            Assert.Throws<ArgumentException>(() => AttentionDecoder.Create("gru", parameters, "d", new(Vocabulary, 5, Hidden, Memory), table)).Message, StringComparison.Ordinal);
        Assert.Contains("with input feeding the layers run a step at a time",
            Assert.Throws<ArgumentException>(() => AttentionDecoder.Create("gru", parameters, "d", new(Vocabulary, 4, Hidden, Memory) { StateDropout = 0.1f }, table)).Message, StringComparison.Ordinal);
    }

    private static DecoderPass Sampled(Model model, ScheduledSampling sampling, int[]? inputs = null)
    {
        Tape tape = new();
        tape.Begin(new AlignedBuffer(model.Parameters.Length), new CounterRandom(5), training: true);
        return model.Forward(tape, inputs ?? Model.Inputs, sampling);
    }

    private sealed class Model
    {
        public static readonly int[] Inputs = Tokens(1), Targets = Tokens(2);

        private readonly Tensor _memory;

        public Model(string cell, AttentionKind? kind, bool inputFeeding, int memory = AttentionDecoderTests.Memory, bool tied = false)
        {
            Decoder = AttentionDecoder.Create(cell, Parameters, "decoder",
                new(Vocabulary, 5, Hidden, memory) { Attention = kind, InputFeeding = inputFeeding, Layers = 2, TieWeights = tied, AttentionalSize = tied ? 5 : 0 });
            Parameters.Initialize(3);
            _memory = Tensor.From(new(Steps, Batch, memory), Numbers.ToSingle(Numbers.Uniform(4, Steps * Batch * memory)));
        }

        public Parameters Parameters { get; } = new();

        public AttentionDecoder Decoder { get; }

        public AttentionMemory Remember(Tape tape) => Decoder.Remember(tape, _memory, s_lengths);

        public DecoderPass Forward(Tape tape, int[]? inputs = null, ScheduledSampling sampling = default) =>
            Decoder.Forward(tape, inputs ?? Inputs, Batch, Remember(tape), sampling: sampling);

        public Tensor Loss(Tape tape) => LossOf(tape, Forward(tape));

        public static Tensor LossOf(Tape tape, DecoderPass pass) => SoftmaxCrossEntropy.Apply(tape, pass.Logits, Targets, 1f / Targets.Length);

        private static int[] Tokens(ulong seed)
        {
            CounterRandom random = new(seed);
            return [.. Enumerable.Range(0, Time * Batch).Select(_ => random.NextInt32(Vocabulary))];
        }
    }
}
