using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;
using Unroll.Data.Scaling;

namespace Unroll.Tasks.Baselines;

/// <summary>
/// Multinomial logistic regression with an L2 penalty, p = softmax(W x + b), on features standardised by training: the linear baseline of
/// tables, of images, and of the steps of a series taken alone.
/// </summary>
/// <remarks>
/// It minimises Σ −ln p(y | x) + l2/2 ‖W‖² over all items, as scikit-learn does with C = 1 / l2; b is not penalised. The minimum is unique
/// and found by L-BFGS (Liu and Nocedal 1989) without chance: the same data gives the same bits. A class without training items has
/// probability 0.
/// </remarks>
public sealed class LogisticRegressionBaseline
{
    private const string Who = nameof(LogisticRegressionBaseline);
    private const double GradientTolerance = 1e-5;
    private const int Memory = 10;
    private readonly int[] _present;
    private readonly ChannelScaling _scaling;
    private readonly float[] _weights;
    private readonly float[] _bias;

    private LogisticRegressionBaseline(int classes, int[] present, ChannelScaling scaling, float[] weights, float[] bias) =>
        (Classes, _present, _scaling, _weights, _bias) = (classes, present, scaling, weights, bias);

    /// <summary>What a report calls it.</summary>
    public string Name => "logistic regression";

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>How many features an item has.</summary>
    public int Features => _scaling.Channels;

    /// <summary>Finds the weights.</summary>
    /// <param name="features">[n, d], item by item; finite. Not changed.</param>
    /// <param name="labels">[n], the class of each item.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="l2">The penalty on the weights, above 0.</param>
    /// <param name="maxEvaluations">How often the data is passed at most; the weights with the least loss so far are taken then.</param>
    /// <returns>The baseline.</returns>
    /// <exception cref="ArgumentException">There are no items or no features, a label is out of range, or an option is.</exception>
    /// <exception cref="DataException">A feature is not finite.</exception>
    public static LogisticRegressionBaseline Fit(float[] features, IReadOnlyList<int> labels, int classes, double l2 = 1, int maxEvaluations = 200)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(l2);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEvaluations, 1);
        int[] counts = ClassScores.CountsOf(Who, labels, labels.Count, classes);
        if (features.Length == 0 || features.Length % labels.Count != 0)
        {
            throw new ArgumentException($"{Who}: got {features.Length} features of {labels.Count} items, expected equally many for each, at least one.", nameof(features));
        }

        int d = features.Length / labels.Count;
        CheckFinite(features, d);
        ChannelScaling scaling = ChannelScaling.Fit(ScalingKind.Standard, d, [features]);
        float[] x = [.. features];
        scaling.Apply(x);
        int[] present = [.. Enumerable.Range(0, classes).Where(c => counts[c] > 0)];
        LogisticObjective objective = new(x, [.. labels.Select(y => Array.IndexOf(present, y))], present.Length, l2);
        float[] best = [.. Minimise(objective, maxEvaluations).Select(w => (float)w)];
        return new LogisticRegressionBaseline(classes, present, scaling, best[..(present.Length * d)], best[(present.Length * d)..]);
    }

    /// <summary>The probability of each class.</summary>
    /// <param name="features">[d]</param>
    /// <param name="probabilities">[classes], written.</param>
    /// <exception cref="ArgumentException">There are not the features of training, or not room for every class.</exception>
    /// <exception cref="DataException">A feature is not finite.</exception>
    public void Predict(ReadOnlySpan<float> features, Span<float> probabilities)
    {
        ClassScores.CheckRoom(Who, probabilities, Classes);
        if (features.Length != Features)
        {
            throw new ArgumentException($"{Who}: got {features.Length} features, expected {Features} as in training. Check the columns of the data.", nameof(features));
        }

        CheckFinite(features, Features);
        float[] x = features.ToArray();
        _scaling.Apply(x);
        double[] scores = new double[Classes];
        Array.Fill(scores, double.NegativeInfinity);
        for (int c = 0; c < _present.Length; c++)
        {
            scores[_present[c]] = TensorPrimitives.Dot(x, _weights.AsSpan(c * x.Length, x.Length)) + (double)_bias[c];
        }

        ClassScores.Softmax(scores, probabilities);
    }

    /// <summary>The baseline as one line of JSON, as it lies in a model file.</summary>
    /// <returns>The JSON.</returns>
    public string ToJson() => BaselineJson.Write(
        new LogisticRegressionRecord(Classes, _present, [.. _scaling.Center], [.. _scaling.Scale], _weights, _bias), BaselineJson.Context.LogisticRegressionRecord);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="source">The file, for the messages of errors.</param>
    /// <returns>The baseline; it predicts the same bits.</returns>
    /// <exception cref="ModelFileException">It is not exactly that.</exception>
    public static LogisticRegressionBaseline FromJson(string json, string source = "model file") =>
        BaselineJson.Read(json, source, Who, BaselineJson.Context.LogisticRegressionRecord, r =>
        {
            bool rising = r.Present.Length > 0 && r.Present.Zip(r.Present.Skip(1)).All(p => p.First < p.Second);
            BaselineJson.Check(rising && r.Present[0] >= 0 && r.Present[^1] < r.Classes, $"the classes present are none, not in order, or not below {r.Classes}");
            long weights = (long)r.Present.Length * r.Center.Length;
            BaselineJson.Check(
                r.Bias.Length == r.Present.Length && r.Weights.Length == weights && r.Weights.All(float.IsFinite) && r.Bias.All(float.IsFinite),
                $"it has {r.Weights.Length} weights and {r.Bias.Length} biases, expected {weights} and {r.Present.Length}, all finite");
            return new LogisticRegressionBaseline(r.Classes, r.Present, new ChannelScaling(ScalingKind.Standard, r.Center, r.Scale), r.Weights, r.Bias);
        });

    /// <summary>The point of the least loss that L-BFGS comes to.</summary>
    internal static double[] Minimise(LogisticObjective objective, int maxEvaluations)
    {
        double[] best = new double[objective.Size];
        double least = double.PositiveInfinity;
        int evaluations = 0;
        IObjectiveFunction function = ObjectiveFunction.Gradient(point =>
        {
            if (evaluations++ == maxEvaluations)
            {
                throw new MaximumIterationsException("The data was passed often enough.");
            }

            double[] gradient = new double[objective.Size];
            double loss = objective.Evaluate(point.AsArray(), gradient);
            if (loss < least)
            {
                least = loss;
                point.AsArray().CopyTo(best, 0);
            }

            return (loss, Vector<double>.Build.Dense(gradient));
        });

        try
        {
            new LimitedMemoryBfgsMinimizer(GradientTolerance, 1e-7, 1e-9, Memory, maxEvaluations + 1).FindMinimum(function, Vector<double>.Build.Dense(objective.Size));
        }
        catch (OptimizationException)
        {
            // Enough passes, or a line search that ends in the rounding errors of float near the minimum: what was found so far is the answer.
        }

        return best;
    }

    private static void CheckFinite(ReadOnlySpan<float> features, int d)
    {
        for (int i = 0; i < features.Length; i++)
        {
            if (!float.IsFinite(features[i]))
            {
                throw new DataException(
                    $"{Who}: feature {(i % d) + 1} of item {(i / d) + 1} is {features[i]}, expected a finite number. Fill or remove missing values first.");
            }
        }
    }
}
