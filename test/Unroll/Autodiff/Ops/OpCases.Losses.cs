using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Tensors;
using Unroll.TestKit;
using Unroll.Tests.Losses;

namespace Unroll.Tests.Autodiff.Ops;

internal static partial class OpCases
{
    private const float Scale03 = 0.3f;

    private static readonly double[] s_levels = [0.1, 0.5, 0.95];

    private static IEnumerable<OpCase> LossCases() => [.. CrossEntropies(), .. Regressions(), .. Likelihoods(), .. Sequences()];

    private static IEnumerable<OpCase> CrossEntropies()
    {
        foreach (Shape s in new Shape[] { new(1, 2), new(3, 5), new(4, 3, 17), new(2, 33), new(6) })
        {
            int classes = s.Last, rows = s.Length / classes;
            int[] targets = Classes(22, rows, classes);
            yield return new(
                typeof(SoftmaxCrossEntropy), s.ToString(), (t, x) => SoftmaxCrossEntropy.Apply(t, x[0], targets, Scale03), x => [Scale03 * LossReference.CrossEntropy(x[0], targets, classes)], [s]);
            yield return new(
                typeof(SoftmaxCrossEntropy),
                $"{s} from tanh",
                (t, x) => SoftmaxCrossEntropy.Apply(t, Tanh.Apply(t, x[0]), targets, Scale03),
                x => [Scale03 * LossReference.CrossEntropy(Map(x[0], Math.Tanh), targets, classes)],
                [s]);
            foreach (float smoothing in new[] { 0, 0.2f, 1 })
            {
                CrossEntropyOptions plain = new(LabelSmoothing: smoothing), weighted = new(Weights(rows), Weights(classes), smoothing);
                foreach (CrossEntropyOptions options in new[] { plain, weighted })
                {
                    yield return new(
                        typeof(SoftmaxCrossEntropy),
                        $"{s} smoothing {smoothing}{(options.Weights.IsEmpty ? "" : ", weights")}",
                        (t, x) => SoftmaxCrossEntropy.Apply(t, x[0], targets, Scale03, options),
                        x => [Scale03 * LossReference.CrossEntropy(x[0], targets, classes, options)],
                        [s]);
                }
            }

            float[] present = [.. Numbers.Uniform(25, s.Length).Select(v => (float)Math.Abs(v))];
            foreach ((string label, float[] weights, float[] positive) in new[] { ("plain", [], []), ("weights of rows", Weights(rows), Weights(classes)), ("weights of logits", Weights(s.Length), []) })
            {
                yield return new(
                    typeof(SigmoidCrossEntropy),
                    $"{s} {label}",
                    (t, x) => SigmoidCrossEntropy.Apply(t, x[0], Tensor.From(s, present), Scale03, weights, positive),
                    x => [Scale03 * LossReference.Binary(x[0], present, weights, positive, classes)],
                    [s]);
            }
        }
    }

    private static IEnumerable<OpCase> Regressions()
    {
        foreach (Shape s in new Shape[] { new(1), new(3, 5), new(2, 3, 2, 3) })
        {
            foreach (float[] weights in new[] { [], Weights(s.Length) })
            {
                string label = weights.Length > 0 ? $"{s} weights" : s.ToString();
                Shape last = s.Rank < 4 ? With(s, 1) : s;
                yield return Item<SquaredError>(label, last, s, weights, (t, x, y) => MeanSquaredError.Apply(t, x, y, Scale03, weights), (x, t) => (x[0] - t) * (x[0] - t));
                yield return Item<AbsoluteError>(label, s, s, weights, (t, x, y) => MeanAbsoluteError.Apply(t, x, y, Scale03, weights), (x, t) => Math.Abs(x[0] - t));
                yield return Item<Huber>(label, s, s, weights, (t, x, y) => HuberLoss.Apply(t, x, y, Scale03, weights, 0.6), (x, t) => LossReference.Huber(x[0] - t, 0.6));
                if (s.Rank < 4)
                {
                    yield return Item<Pinball>(label, With(s, 3), s, weights, (t, x, y) => QuantileLoss.Apply(t, x, y, s_levels, Scale03, weights), (x, t) => LossReference.Pinball(x, t, s_levels));
                }
            }
        }
    }

    private static IEnumerable<OpCase> Likelihoods()
    {
        foreach (Shape s in new Shape[] { new(1), new(2, 9), new(2, 3, 2) })
        {
            foreach (float[] weights in new[] { [], Weights(s.Length) })
            {
                string label = weights.Length > 0 ? $"{s} weights" : s.ToString();
                yield return Item<GaussianHead>(label, With(s, 2), s, weights, (t, x, y) => GaussianLikelihood.Apply(t, x, y, Scale03, weights, 0.1), (x, t) => LossReference.Gaussian(x, t, 0.1));
                yield return Item<StudentTHead>(label, With(s, 3), s, weights, (t, x, y) => StudentTLikelihood.Apply(t, x, y, Scale03, weights, 0.1), (x, t) => LossReference.StudentT(x, t, 0.1));
                yield return Item<NegativeBinomialHead>(
                    label, With(s, 2), s, weights, (t, x, y) => NegativeBinomialLikelihood.Apply(t, x, y, Scale03, weights, 0.1), (x, t) => LossReference.NegativeBinomial(x, t, 0.1), counts: true);
            }
        }
    }

    private static IEnumerable<OpCase> Sequences()
    {
        // Labels of every length down to none, with repeats; the last row is shorter than the batch.
        CtcTargets targets = new(new[] { 2, 2, 1, 3 }, new[] { 3, 0, 1 }, new[] { 5, 4, 2 });
        foreach (CtcReduction reduction in Enum.GetValues<CtcReduction>())
        {
            foreach (float[] weights in new[] { [], Weights(3) })
            {
                yield return new(
                    typeof(CtcLoss),
                    $"{reduction} {weights.Length} weights",
                    (t, x) => CtcLoss.Apply(t, x[0], targets, 0, Scale03, reduction, weights),
                    x => [Scale03 * LossReference.Ctc(x[0], 3, 4, targets, 0, reduction, weights)],
                    [new(5, 3, 4)]);
            }
        }

        yield return new(
            typeof(CtcLoss), "blank last", (t, x) => CtcLoss.Apply(t, x[0], targets, 4, Scale03), x => [Scale03 * LossReference.Ctc(x[0], 3, 5, targets, 4, CtcReduction.Mean, [])], [new(5, 3, 5)]);

        foreach ((int time, int batch, int tags) in new[] { (1, 1, 2), (4, 3, 3), (3, 2, 5) })
        {
            int[] lengths = [.. Enumerable.Range(0, batch).Select(b => Math.Max(0, time - (2 * b)))], y = Classes(26, time * batch, tags);
            foreach (float[] weights in new[] { [], Weights(batch) })
            {
                yield return new(
                    typeof(CrfLoss),
                    $"{time} steps, {tags} tags, {weights.Length} weights",
                    (t, x) => CrfLoss.Apply(t, x[0], new ChainScores(x[1], x[2], x[3]), y, lengths, Scale03, weights),
                    x => [Scale03 * LossReference.Crf(x, batch, tags, y, lengths, weights)],
                    [new(time, batch, tags), new(tags, tags), new(tags), new(tags)]);
            }
        }
    }

    /// <summary>A loss of items, with targets far from its kinks: below, at and above the predictions.</summary>
    private static OpCase Item<TLoss>(
        string label, Shape x, Shape target, float[] weights, Func<Tape, Tensor, Tensor, Tensor> apply, Func<double[], double, double> reference, bool counts = false)
        where TLoss : struct, IItemLoss
    {
        int inputs = x.Length / target.Length;
        float[] targets = new float[target.Length];
        double[] values = new OpCase(typeof(Op), "", null!, null!, [x]).Values()[0], errors = Numbers.Uniform(27, target.Length, 0.3);
        CounterRandom random = new(28);
        for (int i = 0; i < targets.Length; i++)
        {
            // The kinks of x − t are at 0 and ±0.6; for several inputs, targets stay far from all of them.
            double error = (random.NextInt32(4) - 1.5) * 0.6;
            bool kinks = typeof(TLoss) == typeof(AbsoluteError) || typeof(TLoss) == typeof(Huber);
            targets[i] = counts ? random.NextInt32(30) : kinks ? (float)(values[i] - error) : inputs == 3 && typeof(TLoss) == typeof(Pinball) ? (i % 2 == 0 ? 2 : -2) : (float)(errors[i] * 4);
        }

        return new(
            typeof(ItemLoss<TLoss>),
            $"{typeof(TLoss).Name} {label}",
            (t, v) => apply(t, v[0], Tensor.From(target, targets)),
            v => [Scale03 * targets.Select((t, i) => LossReference.Weight(weights, i) * reference(v[0][(i * inputs)..((i + 1) * inputs)], t)).Sum()],
            [x]);
    }

    /// <summary>Distinct weights with some zeros among them.</summary>
    private static float[] Weights(int length) => [.. Numbers.Uniform(29, length).Select((w, i) => i % 3 == 1 ? 0 : (float)(w + 1.2))];

    private static int[] Classes(ulong seed, int count, int classes)
    {
        CounterRandom random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(classes))];
    }

    private static Shape With(Shape s, int last) => s.Rank switch
    {
        1 => new(s[0], last),
        2 => new(s[0], s[1], last),
        _ => new(s[0], s[1], s[2], last),
    };
}
