using Unroll.Losses;

namespace Unroll.Tests.Losses;

/// <summary>Losses in double as their definitions read: the oracles of the operations. Obvious, not fast.</summary>
internal static class LossReference
{
    public static double Weight(ReadOnlySpan<float> weights, int i) => weights.Length == 0 ? 1 : weights[i];

    public static double CrossEntropy(double[] x, int[] targets, int classes, CrossEntropyOptions options = default)
    {
        double sum = 0;
        for (int n = 0; n < targets.Length; n++)
        {
            double[] row = x[(n * classes)..((n + 1) * classes)];
            double log = Math.Log(row.Sum(Math.Exp));
            for (int c = 0; c < classes; c++)
            {
                double q = ((1 - (double)options.LabelSmoothing) * (c == targets[n] ? 1 : 0)) + ((double)options.LabelSmoothing / classes);
                sum += Weight(options.Weights.Span, n) * Weight(options.ClassWeights.Span, c) * q * (log - row[c]);
            }
        }

        return sum;
    }

    public static double Binary(double[] x, float[] t, float[] weights, float[] positive, int labels)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double sigmoid = 1 / (1 + Math.Exp(-x[i])), w = Weight(weights, weights.Length == x.Length ? i : i / labels);
            sum -= w * ((Weight(positive, i % labels) * t[i] * Math.Log(sigmoid)) + ((1 - (double)t[i]) * Math.Log(1 - sigmoid)));
        }

        return sum;
    }

    public static double Huber(double e, double delta) => Math.Abs(e) <= delta ? e * e / 2 : delta * (Math.Abs(e) - (delta / 2));

    public static double Pinball(double[] x, double t, double[] levels) => levels.Select((q, i) => t > x[i] ? q * (t - x[i]) : (1 - q) * (x[i] - t)).Sum();

    public static double Softplus(double x) => Math.Log(1 + Math.Exp(x));

    public static double Gaussian(double[] x, double t, double floor)
    {
        double sigma = Softplus(x[1]) + floor;
        return -Math.Log(Math.Exp(-Math.Pow((t - x[0]) / sigma, 2) / 2) / (sigma * Math.Sqrt(2 * Math.PI)));
    }

    public static double StudentT(double[] x, double t, double floor)
    {
        double sigma = Softplus(x[1]) + floor, nu = 2 + Softplus(x[2]) + floor, z = (t - x[0]) / sigma;
        return -Math.Log(Gamma((nu + 1) / 2) / (Gamma(nu / 2) * Math.Sqrt(nu * Math.PI) * sigma) * Math.Pow(1 + (z * z / nu), -(nu + 1) / 2));
    }

    public static double NegativeBinomial(double[] x, double k, double floor)
    {
        double mu = Softplus(x[0]) + floor, alpha = Softplus(x[1]) + floor, probability = Math.Pow(1 / (1 + (alpha * mu)), 1 / alpha);
        for (int i = 0; i < k; i++)
        {
            probability *= ((1 / alpha) + i) / (i + 1) * (alpha * mu / (1 + (alpha * mu)));
        }

        return -Math.Log(probability);
    }

    /// <summary>Γ by Lanczos' approximation (g = 7, n = 9), which the library does not use.</summary>
    public static double Gamma(double x)
    {
        double[] c =
        [
            0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012,
            9.9843695780195716e-6, 1.5056327351493116e-7,
        ];
        double sum = c[0], t = x + 6.5;
        for (int i = 1; i < c.Length; i++)
        {
            sum += c[i] / (x - 1 + i);
        }

        return Math.Sqrt(2 * Math.PI) * Math.Pow(t, x - 0.5) * Math.Exp(-t) * sum;
    }

    /// <summary>Goes through every way to give the steps a class, and keeps those that spell the labels.</summary>
    public static double Ctc(double[] x, int batch, int classes, CtcTargets targets, int blank, CtcReduction reduction, float[] weights)
    {
        double loss = 0;
        for (int b = 0, start = 0; b < batch; start += targets.LabelLengths.Span[b++])
        {
            int[] labels = targets.Labels.Slice(start, targets.LabelLengths.Span[b]).ToArray();
            int steps = targets.InputLengths.Span[b];
            double probability = 0;
            foreach (int[] path in Paths(classes, steps))
            {
                if (Spelled(path, blank).SequenceEqual(labels))
                {
                    probability += Enumerable.Range(0, steps).Aggregate(1.0, (p, t) => p * Softmax(x, ((t * batch) + b) * classes, classes, path[t]));
                }
            }

            double share = reduction == CtcReduction.Sum ? 1 : 1.0 / batch / Math.Max(1, labels.Length);
            loss -= Weight(weights, b) * share * Math.Log(probability);
        }

        return loss;
    }

    /// <summary>What a path says: equal neighbours are one, blanks are nothing.</summary>
    public static IEnumerable<int> Spelled(int[] path, int blank) => path.Where((c, t) => c != blank && (t == 0 || path[t - 1] != c));

    /// <summary>Goes through every sequence of tags; <paramref name="x"/> is emissions, transitions, start and end.</summary>
    public static double Crf(double[][] x, int batch, int tags, int[] y, int[] lengths, float[] weights)
    {
        double loss = 0;
        for (int b = 0; b < batch; b++)
        {
            int row = b, steps = lengths[b];
            if (steps > 0)
            {
                int[] own = [.. Enumerable.Range(0, steps).Select(t => y[(t * batch) + row])];
                loss += Weight(weights, b) * (Math.Log(Paths(tags, steps).Sum(path => Math.Exp(Score(x, batch, tags, row, path)))) - Score(x, batch, tags, row, own));
            }
        }

        return loss;
    }

    public static double Score(double[][] x, int batch, int tags, int row, int[] path)
    {
        double score = x[2][path[0]] + x[3][path[^1]];
        for (int t = 0; t < path.Length; t++)
        {
            score += x[0][(((t * batch) + row) * tags) + path[t]] + (t > 0 ? x[1][(path[t - 1] * tags) + path[t]] : 0);
        }

        return score;
    }

    /// <summary>All sequences of <paramref name="length"/> numbers below <paramref name="count"/>, in the order of their digits.</summary>
    public static IEnumerable<int[]> Paths(int count, int length)
    {
        int[] path = new int[length];
        while (true)
        {
            yield return [.. path];
            int t = length - 1;
            while (t >= 0 && ++path[t] == count)
            {
                path[t--] = 0;
            }

            if (t < 0)
            {
                yield break;
            }
        }
    }

    private static double Softmax(double[] x, int start, int classes, int of) => Math.Exp(x[start + of]) / Enumerable.Range(start, classes).Sum(i => Math.Exp(x[i]));
}
