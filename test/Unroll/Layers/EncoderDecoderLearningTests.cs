using Unroll.Autodiff;
using Unroll.Decoding;
using Unroll.Layers;
using Unroll.Tensors;
using Xunit;
using Xunit.Abstractions;

namespace Unroll.Tests.Layers;

public sealed class EncoderDecoderLearningTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(AttentionKind.General, 0f)]
    [InlineData(AttentionKind.Additive, 0.25f)]
    public void An_encoder_decoder_learns_to_reverse_sequences_and_looks_at_the_symbol_it_writes(AttentionKind kind, float sampling)
    {
        ReversalModel model = new(kind);
        double before = Greedy(model, 5);
        const int Batches = 700;
        for (int i = 0; i < Batches; i++)
        {
            model.Train(new ScheduledSampling(sampling), rate: 0.015f * (Batches - i) / Batches);
        }

        Assert.True(before < 0.05, $"untrained {before}");
        for (int length = 1; length <= ReversalModel.MostLength; length++)
        {
            (double greedy, double beam) = (Greedy(model, length), Beam(model, length));
            (int[] steps, double weight) = Looks(model, length);
            output.WriteLine($"length {length}: greedy {greedy:P1}, beam {beam:P1}, {weight:P1} of the weight on steps {string.Join(' ', steps)}");
            Assert.True(greedy > 0.95 && beam > 0.95, $"length {length}: greedy {greedy}, beam {beam}");
            Assert.True(weight > 0.4, $"length {length}: the largest weight is {weight} on average");
            Assert.Equal(steps.OrderDescending(), steps);
        }
    }

    private static double Greedy(ReversalModel model, int length) =>
        Right(model, length, m => GreedySearch.Decode(m, new(ReversalModel.Start, ReversalModel.End, length + 3)));

    private static double Beam(ReversalModel model, int length) =>
        Right(model, length, m => [.. BeamSearch.Decode(m, new(ReversalModel.Start, ReversalModel.End, length + 3) { LengthPenalty = 0.6 }).Select(h => h[0])]);

    private static double Right(ReversalModel model, int length, Func<IStepModel, IReadOnlyList<Hypothesis>> search)
    {
        const int Rows = 200;
        int[] sequences = ReversalModel.Sequences(1_000_000 + (ulong)length, length, Rows);
        IReadOnlyList<Hypothesis> found = search(model.Over(sequences, Rows));
        return Enumerable.Range(0, Rows).Count(row => found[row].Finished && found[row].Tokens.SequenceEqual(Enumerable.Range(0, length).Select(t => sequences[((length - 1 - t) * Rows) + row]))) / (double)Rows;
    }

    /// <summary>For each symbol written, the step with the most weight, averaged over sequences; and that weight, averaged over the symbols.</summary>
    private static (int[] Steps, double Weight) Looks(ReversalModel model, int length)
    {
        const int Rows = 100;
        int[] sequences = ReversalModel.Sequences(2_000_000, length, Rows);
        Tape tape = new();
        tape.Begin();
        (AttentionMemory memory, Tensor state) = model.Encode(tape, sequences, Rows);
        DecoderPass pass = model.Decoder.Forward(tape, ReversalModel.Reversed(sequences, Rows, withStart: true), Rows, memory, state);
        (int Step, double Weight)[] most = [.. Enumerable.Range(0, length).Select(t => Enumerable.Range(0, length)
            .Select(s => (s, Enumerable.Range(0, Rows).Average(row => (double)pass.Weights.Values[(((t * Rows) + row) * length) + s])))
            .MaxBy(x => x.Item2))];
        return ([.. most.Select(m => m.Step)], most.Average(m => m.Weight));
    }
}
