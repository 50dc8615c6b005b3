using Unroll.Autodiff;
using Unroll.Decoding;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Decoding;

/// <summary>The models that searches see: the bits of a whole pass, whatever the order and number of hypotheses beside.</summary>
public sealed class ModelTests
{
    private const int Vocabulary = 11, Hidden = 19, Memory = 17, Steps = 6, Batch = 3, Time = 5;

    private static readonly int[] s_lengths = [6, 0, 3];

    [Theory]
    [InlineData("lstm", AttentionKind.General, true)]
    [InlineData("gru", AttentionKind.Additive, false)]
    public void Steps_of_a_decoder_give_the_bits_of_the_whole_pass_for_reordered_and_repeated_hypotheses(string cell, AttentionKind kind, bool inputFeeding)
    {
        (AttentionDecoder decoder, AttentionMemory memory, Tensor initial) = Decoder(cell, kind, inputFeeding, Enumerable.Range(0, Batch));
        int[] tokens = Tokens(Batch);
        Tape tape = new();
        tape.Begin();
        DecoderPass pass = decoder.Forward(tape, tokens, Batch, memory, initial);
        float[] expected = pass.Logits.Values.ToArray();
        LogProbabilities.Normalize(expected, Vocabulary);
        AttentionDecoderModel model = new(decoder, memory, initial);
        AssertSteps(model, tokens, expected, (t, row, source) => Assert.True(Numbers.SameBits(
            pass.Weights.Values.Slice(((t * Batch) + source) * Steps, Steps), model.Weights.Slice(row * Steps, Steps))));
        Assert.Equal([6, 0, 3], Enumerable.Range(0, 3).Select(model.MemoryLength));
    }

    [Fact]
    public void Steps_of_a_recurrent_model_give_the_bits_of_the_whole_pass_for_reordered_and_repeated_hypotheses()
    {
        Parameters p = new();
        Embedding embedding = new(p, "embedding", Vocabulary, 8);
        IRecurrent recurrent = RecurrentKinds.Create("lstm", p, "rnn", 8, Hidden, new RecurrentOptions { Layers = 2 });
        Linear output = new(p, "out", Hidden, Vocabulary);
        p.Initialize(1);
        Shape shape = recurrent.StateShape(Batch);
        Tensor initial = Tensor.From(shape, Numbers.ToSingle(Numbers.Uniform(2, shape.Length)));
        int[] tokens = Tokens(Batch);
        Tape tape = new();
        tape.Begin();
        float[] expected = output.Forward(tape, recurrent.Forward(tape, embedding.Forward(tape, tokens, Time, Batch), initial)).Values.ToArray();
        LogProbabilities.Normalize(expected, Vocabulary);
        AssertSteps(new RecurrentModel(embedding, recurrent, output, initial), tokens, expected, (_, _, _) => { });
    }

    [Fact]
    public void A_beam_finds_the_same_bits_for_a_source_alone_and_beside_others()
    {
        BeamSearchOptions options = new(0, 1, 8, Width: 4) { Best = 4, LengthPenalty = 0.6, CoveragePenalty = 0.2 };
        (AttentionDecoder decoder, AttentionMemory memory, Tensor initial) = Decoder("lstm", AttentionKind.Additive, true, [0, 1, 2]);
        IReadOnlyList<IReadOnlyList<Hypothesis>> together = BeamSearch.Decode(new AttentionDecoderModel(decoder, memory, initial), options);
        for (int source = 0; source < Batch; source++)
        {
            (decoder, memory, initial) = Decoder("lstm", AttentionKind.Additive, true, [source]);
            IReadOnlyList<Hypothesis> alone = BeamSearch.Decode(new AttentionDecoderModel(decoder, memory, initial), options)[0];
            Assert.Equal(alone.Select(h => string.Join(' ', h.Tokens)), together[source].Select(h => string.Join(' ', h.Tokens)));
            Assert.Equal(alone.Select(h => h.Score), together[source].Select(h => h.Score));
        }
    }

    [Fact]
    public void A_model_can_be_decoded_again()
    {
        (AttentionDecoder decoder, AttentionMemory memory, Tensor initial) = Decoder("gru", AttentionKind.General, true, [0, 2]);
        AttentionDecoderModel model = new(decoder, memory, initial);
        DecodingOptions options = new(0, 1, 8);
        Assert.Equal(GreedySearch.Decode(model, options).Select(h => h.LogProbability), GreedySearch.Decode(model, options).Select(h => h.LogProbability));
    }

    [Fact]
    public void The_state_of_another_model_is_refused()
    {
        StateRows rows = new(1, 2, 5);
        Assert.Contains("got [1, 2, 3, 4], expected [1, 2, rows, 5]", Assert.Throws<ArgumentException>(() => rows.Set(Tensor.From(new(1, 2, 3, 4), new float[24]))).Message, StringComparison.Ordinal);
    }

    /// <summary>Three, five, then two hypotheses, each of which follows the tokens of its source.</summary>
    private static void AssertSteps(IStepModel model, int[] tokens, float[] expected, Action<int, int, int> alsoAt)
    {
        int[][] sources = [[2, 0, 1], [1, 1, 0, 2, 0], [0, 2], [2, 2, 0], [0, 2, 2, 2]], parents = [[2, 0, 1], [2, 2, 1, 0, 1], [4, 3], [1, 1, 0], [2, 0, 1, 0]];
        model.Begin();
        for (int t = 0; t < Time; t++)
        {
            int n = parents[t].Length;
            float[] found = new float[n * Vocabulary];
            model.Step(parents[t], [.. sources[t].Select(s => tokens[(t * Batch) + s])], found);
            for (int i = 0; i < n; i++)
            {
                Assert.True(Numbers.SameBits(expected.AsSpan(((t * Batch) + sources[t][i]) * Vocabulary, Vocabulary), found.AsSpan(i * Vocabulary, Vocabulary)));
                alsoAt(t, i, sources[t][i]);
            }
        }
    }

    /// <summary>A decoder with random weights, and some of three sources.</summary>
    private static (AttentionDecoder Decoder, AttentionMemory Memory, Tensor Initial) Decoder(string cell, AttentionKind kind, bool inputFeeding, IEnumerable<int> sources)
    {
        Parameters p = new();
        AttentionDecoder decoder = AttentionDecoder.Create(cell, p, "d", new(Vocabulary, 8, Hidden, Memory) { Attention = kind, InputFeeding = inputFeeding, Layers = 2 });
        p.Initialize(1);
        int[] rows = [.. sources];
        Shape one = decoder.StateShape(1), shape = decoder.StateShape(rows.Length);
        float[] memory = [.. Enumerable.Range(0, Steps).SelectMany(s => rows.SelectMany(r => Numbers.ToSingle(Numbers.Uniform((ulong)((s * 10) + r), Memory))))];
        float[] initial = [.. Enumerable.Range(0, one[0] * one[1]).SelectMany(block => rows.SelectMany(r => Numbers.ToSingle(Numbers.Uniform((ulong)(1000 + (block * 10) + r), Hidden))))];
        Tape tape = new();
        tape.Begin();
        AttentionMemory prepared = decoder.Remember(tape, Tensor.From(new(Steps, rows.Length, Memory), memory), rows.Select(r => s_lengths[r]).ToArray());
        return (decoder, prepared.Keep(), Tensor.From(shape, initial));
    }

    private static int[] Tokens(int batch)
    {
        CounterRandom random = new(6);
        return [.. Enumerable.Range(0, Time * batch).Select(_ => random.NextInt32(Vocabulary))];
    }
}
