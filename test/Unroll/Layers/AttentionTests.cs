using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Layers;

public sealed class AttentionTests
{
    private const int Time = 3, Steps = 6, Batch = 4, Size = 19;

    private static readonly int[] s_lengths = [6, 0, 3, 1];

    public static TheoryData<AttentionKind> Kinds => [AttentionKind.Additive, AttentionKind.Dot, AttentionKind.General];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Weights_are_a_distribution_over_the_steps_of_a_row_and_an_empty_row_gives_a_zero_context(AttentionKind kind)
    {
        Run run = Run.Of(kind, Batch, Steps, s_lengths, padding: 0);
        for (int i = 0; i < Time * Batch; i++)
        {
            int length = s_lengths[i % Batch];
            ReadOnlySpan<float> row = run.Weights.AsSpan(i * Steps, Steps);
            Assert.Equal(length == 0 ? 0 : 1, row[..length].ToArray().Sum(), 1e-5f);
            Assert.All(row[length..].ToArray(), w => Assert.Equal(0, w));
            Assert.Equal(length == 0, run.Context.AsSpan(i * Size, Size).ToArray().All(c => c == 0));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_stands_behind_the_end_changes_no_bit_of_outputs_or_gradients_even_if_it_is_NaN(AttentionKind kind)
    {
        Run zeros = Run.Of(kind, Batch, Steps, s_lengths, padding: 0), nan = Run.Of(kind, Batch, Steps, s_lengths, padding: float.NaN);
        Assert.True(Numbers.SameBits(zeros.Context, nan.Context));
        Assert.True(Numbers.SameBits(zeros.Weights, nan.Weights));
        Assert.True(Numbers.SameBits(zeros.QueryGradient, nan.QueryGradient));
        Assert.True(Numbers.SameBits(zeros.MemoryGradient, nan.MemoryGradient));
        Assert.True(Numbers.SameBits(zeros.ParameterGradient, nan.ParameterGradient));
        Assert.DoesNotContain(float.NaN, nan.ParameterGradient);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_row_alone_gives_the_bits_of_the_row_in_a_padded_batch(AttentionKind kind)
    {
        Run all = Run.Of(kind, Batch, Steps, s_lengths, padding: float.NaN);
        for (int b = 0; b < Batch; b++)
        {
            if (s_lengths[b] == 0)
            {
                continue;
            }

            Run alone = Run.Of(kind, 1, s_lengths[b], null, padding: 0, onlyRow: b);
            for (int t = 0; t < Time; t++)
            {
                int row = (t * Batch) + b;
                Assert.True(Numbers.SameBits(alone.Context.AsSpan(t * Size, Size), all.Context.AsSpan(row * Size, Size)));
                Assert.True(Numbers.SameBits(alone.Weights.AsSpan(t * s_lengths[b], s_lengths[b]), all.Weights.AsSpan(row * Steps, s_lengths[b])));
                Assert.True(Numbers.SameBits(alone.QueryGradient.AsSpan(t * Size, Size), all.QueryGradient.AsSpan(row * Size, Size)));
            }

            for (int s = 0; s < s_lengths[b]; s++)
            {
                Assert.True(Numbers.SameBits(alone.MemoryGradient.AsSpan(s * Size, Size), all.MemoryGradient.AsSpan(((s * Batch) + b) * Size, Size)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rows_that_share_a_memory_see_what_each_would_see_alone(AttentionKind kind)
    {
        (Parameters p, Attention attention) = Make(kind);
        p.Initialize(1);
        Tape tape = new();
        tape.Begin();
        AttentionMemory memory = attention.Remember(tape, Tensor.From(new(Steps, 2, Size), Numbers.ToSingle(Numbers.Uniform(1, Steps * 2 * Size))), new[] { 6, 4 });
        Tensor query = Tensor.From(new(1, 2, Size), Numbers.ToSingle(Numbers.Uniform(2, 2 * Size)));
        float[] straight = attention.Attend(tape, query, memory).Context.Values.ToArray();
        Tensor thrice = Tensor.From(new(1, 3, Size), [.. query.Values[Size..], .. query.Values[..Size], .. query.Values[Size..]]);
        float[] shared = attention.Attend(tape, thrice, memory.Keep().ReadBy(new[] { 1, 0, 1 })).Context.Values.ToArray();
        Assert.True(Numbers.SameBits([.. straight[Size..], .. straight[..Size], .. straight[Size..]], shared));
    }

    [Fact]
    public void Additive_attention_is_the_formula_of_its_paper()
    {
        (Parameters p, Attention attention) = Make(AttentionKind.Additive);
        p.Initialize(1);
        double[] q = Numbers.Uniform(1, Size), m = Numbers.Uniform(2, Steps * Size);
        double[][] w = [.. p.All.Select(x => Numbers.ToDouble(x.Values))];
        double[] projected = Project(w[0], q), scores = [.. Enumerable.Range(0, Steps).Select(s => Numbers.Dot(w[2], [.. Project(w[1], m.AsSpan(s * Size, Size).ToArray()).Zip(projected, (a, b) => Math.Tanh(a + b))]))];
        double total = scores.Sum(Math.Exp);
        Tape tape = new();
        tape.Begin();
        Tensor memory = Tensor.From(new(Steps, 1, Size), Numbers.ToSingle(m));
        Attended attended = attention.Attend(tape, Tensor.From(new(1, 1, Size), Numbers.ToSingle(q)), attention.Remember(tape, memory));
        Assert.Equal(["a.query.weight", "a.memory.weight", "a.score.weight"], p.All.Select(x => x.Name));
        Numbers.AssertValues("weights", attended.Weights.Values, [.. scores.Select(e => Math.Exp(e) / total)], 1e-5);

        static double[] Project(double[] weight, double[] x) => [.. Enumerable.Range(0, Size).Select(o => Numbers.Dot(weight.AsSpan(o * Size, Size), x))];
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Assert.Contains("Use general attention", Assert.Throws<ArgumentException>(() => new Attention(new Parameters(), "a", AttentionKind.Dot, 3, 4)).Message, StringComparison.Ordinal);
        (Parameters p, Attention attention) = Make(AttentionKind.General);
        p.Initialize(1);
        Tape tape = new();
        tape.Begin();
        Tensor memory = Tensor.From(new(2, 3, Size), new float[6 * Size]);
        Assert.Contains("the memory is [2, 1], expected [steps, batch, 19]", Message(() => attention.Remember(tape, Tensor.From(new(2, 1), new float[2]))), StringComparison.Ordinal);
        Assert.Contains("got 2 lengths, expected 3", Message(() => attention.Remember(tape, memory, new[] { 1, 2 })), StringComparison.Ordinal);
        Assert.Contains("the length of row 2 is -1, expected 0 to 2", Message(() => attention.Remember(tape, memory, new[] { 1, 2, -1 })), StringComparison.Ordinal);
        Assert.Contains("the length of row 0 is 3, expected 0 to 2", Message(() => attention.Remember(tape, memory, new[] { 3, 2, 1 })), StringComparison.Ordinal);
        AttentionMemory kept = attention.Remember(tape, memory);
        Assert.Contains("the query has 2 rows and the memory 3", Message(() => attention.Attend(tape, Tensor.From(new(1, 2, Size), new float[2 * Size]), kept)), StringComparison.Ordinal);
        Assert.Contains("row 3 of the memory is asked for, expected 0 to 2", Message(() => attention.Attend(tape, Tensor.From(new(1, 1, Size), new float[Size]), kept.ReadBy(new[] { 3 }))), StringComparison.Ordinal);

        static string Message(Action act) => Assert.Throws<ArgumentException>(act).Message;
    }

    private static (Parameters Parameters, Attention Attention) Make(AttentionKind kind)
    {
        Parameters p = new();
        return (p, new Attention(p, "a", kind, Size, Size));
    }

    /// <summary>Outputs, and the gradients of Σ g ⊙ context, where g of a row does not depend on the batch.</summary>
    private sealed record Run(float[] Context, float[] Weights, float[] QueryGradient, float[] MemoryGradient, float[] ParameterGradient)
    {
        public static Run Of(AttentionKind kind, int batch, int steps, int[]? lengths, float padding, int onlyRow = -1)
        {
            (Parameters p, Attention attention) = Make(kind);
            p.Initialize(1);
            AlignedBuffer gradient = new(p.Length);
            Tape tape = new();
            tape.Begin(gradient, default, training: true);
            Tensor query = Filled(new(Time, batch, Size), 1, onlyRow), memory = Filled(new(steps, batch, Size), 2, onlyRow);
            for (int i = 0; lengths is not null && i < steps * batch; i++)
            {
                if (i / batch >= lengths[i % batch])
                {
                    memory.Values.Slice(i * Size, Size).Fill(padding);
                }
            }

            Attended attended = attention.Attend(tape, query, attention.Remember(tape, memory, lengths));
            tape.Backward(InnerProduct.Apply(tape, attended.Context, Filled(new(Time, batch, Size), 3, onlyRow).Values.ToArray()));
            return new(attended.Context.Values.ToArray(), attended.Weights.Values.ToArray(), query.Gradient.ToArray(), memory.Gradient.ToArray(), gradient.Span.ToArray());
        }

        /// <summary>Numbers that depend on time, row and column, but not on the size of the batch.</summary>
        private static Tensor Filled(Shape shape, ulong seed, int onlyRow)
        {
            Tensor x = new(shape, new AlignedBuffer(shape.Length), 0, new AlignedBuffer(shape.Length), 0);
            for (int i = 0; i < shape[0] * shape[1]; i++)
            {
                (int t, int b) = Math.DivRem(i, shape[1]);
                Numbers.ToSingle(Numbers.Uniform((seed * 1000) + (ulong)((t * Batch) + (onlyRow < 0 ? b : onlyRow)), Size)).CopyTo(x.Values[(i * Size)..]);
            }

            return x;
        }
    }
}
