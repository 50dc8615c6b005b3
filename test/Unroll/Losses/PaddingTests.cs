using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Losses;

/// <summary>What is left out changes nothing, bit for bit: it may hold NaN, or not be there at all.</summary>
public sealed class PaddingTests
{
    private const int Rows = 9, Classes = 5;

    /// <summary>Losses of rows of numbers: each takes predictions [N, P], one target a row, and weights.</summary>
    private static readonly Dictionary<string, (int Inputs, Func<Tape, Tensor, float[], float[], Tensor> Apply)> s_losses = new(StringComparer.Ordinal)
    {
        ["softmax"] = (Classes, (t, x, y, w) => SoftmaxCrossEntropy.Apply(t, x, Integers(y), 0.3f, new(w))),
        ["softmax, smoothed and weighted"] = (Classes, (t, x, y, w) => SoftmaxCrossEntropy.Apply(t, x, Integers(y), 0.3f, new(w, new float[] { 1, 2, 0, 0.5f, 3 }, 0.1f))),
        ["sigmoid"] = (Classes, (t, x, y, w) => SigmoidCrossEntropy.Apply(t, x, Labels(x.Shape, y), 0.3f, w)),
        ["sigmoid by logits"] = (Classes, (t, x, y, w) => SigmoidCrossEntropy.Apply(t, x, Labels(x.Shape, y), 0.3f, EachOf(w))),
        ["squared"] = (1, (t, x, y, w) => MeanSquaredError.Apply(t, x, Targets(y), 0.3f, w)),
        ["absolute"] = (1, (t, x, y, w) => MeanAbsoluteError.Apply(t, x, Targets(y), 0.3f, w)),
        ["Huber"] = (1, (t, x, y, w) => HuberLoss.Apply(t, x, Targets(y), 0.3f, w)),
        ["quantile"] = (2, (t, x, y, w) => QuantileLoss.Apply(t, x, Targets(y), new[] { 0.1, 0.9 }, 0.3f, w)),
        ["Gaussian"] = (2, (t, x, y, w) => GaussianLikelihood.Apply(t, x, Targets(y), 0.3f, w)),
        ["Student-t"] = (3, (t, x, y, w) => StudentTLikelihood.Apply(t, x, Targets(y), 0.3f, w)),
        ["negative binomial"] = (2, (t, x, y, w) => NegativeBinomialLikelihood.Apply(t, x, Targets(y), 0.3f, w)),
    };

    public static TheoryData<string> Losses => [.. s_losses.Keys];

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_row_of_weight_zero_may_hold_NaN_or_be_absent(string name) => ForSeeds(seed =>
    {
        (int inputs, Func<Tape, Tensor, float[], float[], Tensor> apply) = s_losses[name];
        CounterRandom random = new(seed);
        float[] weights = [.. Enumerable.Range(0, Rows).Select(_ => random.NextInt32(2) * (0.5f + random.NextSingle()))];
        int[] kept = [.. Enumerable.Range(0, Rows).Where(i => weights[i] > 0)];
        if (kept.Length is 0)
        {
            return;
        }

        float[] x = Numbers.ToSingle(Numbers.Uniform(seed, Rows * inputs, 3)), y = [.. Enumerable.Range(0, Rows).Select(_ => (float)random.NextInt32(Classes))];
        float[] poisoned = [.. x.Select((v, i) => weights[i / inputs] > 0 ? v : float.NaN)], poisonedTargets = [.. y.Select((v, i) => weights[i] > 0 ? v : float.NaN)];
        LossRun clean = Run(x, y, weights), poison = Run(poisoned, poisonedTargets, weights);
        LossRun alone = Run([.. kept.SelectMany(i => x[(i * inputs)..((i + 1) * inputs)])], [.. kept.Select(i => y[i])], [.. kept.Select(i => weights[i])]);

        Assert.True(Numbers.SameBits([clean.Loss, clean.Loss], [poison.Loss, alone.Loss]));
        Assert.True(Numbers.SameBits(clean.Gradients[0], poison.Gradients[0]));
        Assert.True(Numbers.SameBits(alone.Gradients[0], [.. kept.SelectMany(i => clean.Gradients[0][(i * inputs)..((i + 1) * inputs)])]));
        Assert.All(Enumerable.Range(0, Rows * inputs).Where(i => weights[i / inputs] == 0), i => Assert.True(float.IsNegative(poison.Gradients[0][i]) && poison.Gradients[0][i] == 0));

        LossRun Run(float[] values, float[] targets, float[] w) => new((t, v) => apply(t, v[0], targets, w), (new Shape(targets.Length, inputs), values));
    });

    [Fact]
    public void A_CTC_row_is_the_same_alone_as_in_any_padded_batch() => ForSeeds(seed =>
    {
        const int Blank = 1;
        (int time, int batch, int[] lengths) = RandomLengths(seed);
        CounterRandom random = new(seed);
        int[][] labels = [.. lengths.Select(n => Enumerable.Range(0, random.NextInt32((n / 2) + 1)).Select(_ => 2 + random.NextInt32(Classes - 2)).ToArray())];
        float[] x = Numbers.ToSingle(Numbers.Uniform(seed, time * batch * Classes, 3)), poisoned = Poison(x, time, batch, lengths, -1);
        for (int b = 0; b < batch; b++)
        {
            int row = b;
            float[] onlyThis = [.. Enumerable.Range(0, batch).Select(i => i == row ? 0.7f : 0)];
            LossRun padded = Run(Poison(poisoned, time, batch, lengths, row), time, labels, lengths, onlyThis);
            if (lengths[b] == 0)
            {
                Assert.Equal(0, padded.Loss);
                continue;
            }

            LossRun alone = Run(RowOf(x, time, batch, row)[..(lengths[b] * Classes)], lengths[b], [labels[b]], [lengths[b]], [0.7f]);
            AssertSameRow(alone, padded, time, batch, row, lengths[b]);
        }

        LossRun all = Run(x, time, labels, lengths, []), allPoisoned = Run(poisoned, time, labels, lengths, []);
        Assert.True(Numbers.SameBits([all.Loss], [allPoisoned.Loss]) && Numbers.SameBits(all.Gradients[0], allPoisoned.Gradients[0]));

        static LossRun Run(float[] values, int time, int[][] labels, int[] lengths, float[] weights) => new(
            (t, v) => CtcLoss.Apply(t, v[0], new CtcTargets(labels.SelectMany(l => l).ToArray(), labels.Select(l => l.Length).ToArray(), lengths), Blank, 1, CtcReduction.Sum, weights),
            (new Shape(time, lengths.Length, Classes), values));
    });

    [Fact]
    public void A_CRF_row_is_the_same_alone_as_in_any_padded_batch() => ForSeeds(seed =>
    {
        (int time, int batch, int[] lengths) = RandomLengths(seed);
        CounterRandom random = new(seed);
        int[] tags = [.. Enumerable.Range(0, time * batch).Select(i => i / batch < lengths[i % batch] ? random.NextInt32(Classes) : -1)];
        float[] x = Numbers.ToSingle(Numbers.Uniform(seed, time * batch * Classes, 3)), poisoned = Poison(x, time, batch, lengths, -1);
        for (int b = 0; b < batch; b++)
        {
            int row = b;
            int[] own = [.. Enumerable.Range(0, lengths[b]).Select(t => tags[(t * batch) + row])], unread = [.. tags.Select((y, i) => i % batch == row ? y : -1)];
            float[] onlyThis = [.. Enumerable.Range(0, batch).Select(i => i == row ? 0.7f : 0)];
            LossRun padded = Run(Poison(poisoned, time, batch, lengths, row), time, unread, lengths, onlyThis);
            if (lengths[b] == 0)
            {
                Assert.Equal(0, padded.Loss);
                continue;
            }

            LossRun alone = Run(RowOf(x, time, batch, row)[..(lengths[b] * Classes)], lengths[b], own, [lengths[b]], [0.7f]);
            AssertSameRow(alone, padded, time, batch, row, lengths[b]);
            Assert.All(new[] { 1, 2, 3 }, i => Assert.True(Numbers.SameBits(alone.Gradients[i], padded.Gradients[i])));
        }

        LossRun all = Run(x, time, tags, lengths, []), allPoisoned = Run(poisoned, time, tags, lengths, []);
        Assert.True(Numbers.SameBits([all.Loss], [allPoisoned.Loss]));
        Assert.All(new[] { 0, 1, 2, 3 }, i => Assert.True(Numbers.SameBits(all.Gradients[i], allPoisoned.Gradients[i])));

        static LossRun Run(float[] values, int time, int[] tags, int[] lengths, float[] weights) => new(
            (t, v) => CrfLoss.Apply(t, v[0], new ChainScores(v[1], v[2], v[3]), tags, lengths, 1, weights),
            (new Shape(time, lengths.Length, Classes), values), (new Shape(Classes, Classes), Scores(1, Classes * Classes)), (new Shape(Classes), Scores(2, Classes)), (new Shape(Classes), Scores(3, Classes)));
    });

    private static float[] Scores(ulong seed, int length) => Numbers.ToSingle(Numbers.Uniform(seed, length));

    private static (int Time, int Batch, int[] Lengths) RandomLengths(ulong seed)
    {
        CounterRandom random = new CounterRandom(seed).Fork(9);
        int time = 1 + random.NextInt32(12), batch = 1 + random.NextInt32(4);
        return (time, batch, [.. Enumerable.Range(0, batch).Select(_ => random.NextInt32(time + 1))]);
    }

    /// <summary>NaN behind the ends of rows, and with <paramref name="only"/> in all other rows.</summary>
    private static float[] Poison(float[] x, int time, int batch, int[] lengths, int only)
    {
        Assert.Equal(time * batch * Classes, x.Length);
        return [.. x.Select((v, i) => (Row: i / Classes % batch, Step: i / Classes / batch, v)).Select(p => p.Step >= lengths[p.Row] || (only >= 0 && p.Row != only) ? float.NaN : p.v)];
    }

    private static float[] RowOf(float[] x, int time, int batch, int row) => [.. Enumerable.Range(0, time).SelectMany(t => x[(((t * batch) + row) * Classes)..(((t * batch) + row + 1) * Classes)])];

    private static void AssertSameRow(LossRun alone, LossRun padded, int time, int batch, int row, int length)
    {
        Assert.True(Numbers.SameBits([alone.Loss], [padded.Loss]));
        for (int i = 0; i < time * batch; i++)
        {
            float[] inBatch = padded.Gradients[0][(i * Classes)..((i + 1) * Classes)];
            bool read = i % batch == row && i / batch < length;
            float[] expected = read ? alone.Gradients[0][(i / batch * Classes)..(((i / batch) + 1) * Classes)] : [.. Enumerable.Repeat(-0f, Classes)];
            Assert.True(Numbers.SameBits(expected, inBatch));
        }
    }

    private static void ForSeeds(Action<ulong> property)
    {
        for (ulong seed = 1; seed <= 60; seed++)
        {
            property(seed);
        }
    }

    private static int[] Integers(float[] y) => [.. y.Select(v => float.IsNaN(v) ? -7 : (int)v)];

    private static Tensor Targets(float[] y) => Tensor.From(new Shape(y.Length), y);

    /// <summary>Each row has the labels up to its target.</summary>
    private static Tensor Labels(Shape shape, float[] y) => Tensor.From(shape, [.. Enumerable.Range(0, shape.Length).Select(i => float.IsNaN(y[i / Classes]) ? float.NaN : i % Classes <= y[i / Classes] ? 1 : 0)]);

    private static float[] EachOf(float[] weights) => [.. weights.SelectMany(w => Enumerable.Repeat(w, Classes))];
}
