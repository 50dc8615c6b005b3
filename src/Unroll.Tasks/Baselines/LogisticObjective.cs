using Unroll.Kernels;

namespace Unroll.Tasks.Baselines;

/// <summary>
/// What multinomial logistic regression minimises, and its gradient: the mean of −ln p(y | x) plus l2 / (2 n) ‖W‖², where p = softmax(W x + b).
/// The biases b are not penalised.
/// </summary>
/// <param name="features">[n, d]</param>
/// <param name="labels">[n], from 0 to below <paramref name="classes"/>.</param>
/// <param name="classes">How many classes there are.</param>
/// <param name="l2">The penalty, in items.</param>
internal sealed class LogisticObjective(float[] features, int[] labels, int classes, double l2)
{
    /// <summary>Rows whose products are summed in float; beyond that sums are in double.</summary>
    private const int BlockRows = 512;

    private readonly int _d = features.Length / labels.Length;
    private readonly float[] _weights = new float[features.Length / labels.Length * classes];
    private readonly float[] _products = new float[features.Length / labels.Length * classes];
    private readonly float[] _rows = new float[BlockRows * classes];
    private readonly PackedMatrix _packed = new(features.Length / labels.Length, classes);

    /// <summary>How many numbers are sought: W [classes, d], then b [classes].</summary>
    public int Size => (_d + 1) * classes;

    /// <summary>The objective at a point.</summary>
    /// <param name="point">[Size]</param>
    /// <param name="gradient">[Size], overwritten.</param>
    /// <returns>Nats an item.</returns>
    public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
    {
        for (int i = 0; i < _weights.Length; i++)
        {
            _weights[i] = (float)point[i];
        }

        _packed.PackTransposed(_weights);
        gradient.Clear();
        double loss = 0;
        for (int first = 0; first < labels.Length; first += BlockRows)
        {
            loss += AddBlock(first, Math.Min(BlockRows, labels.Length - first), point[_weights.Length..], gradient);
        }

        double scale = 1.0 / labels.Length, squares = 0;
        for (int i = 0; i < Size; i++)
        {
            double weight = i < _weights.Length ? point[i] : 0;
            gradient[i] = (gradient[i] + (l2 * weight)) * scale;
            squares += weight * weight;
        }

        return (loss + (l2 / 2 * squares)) * scale;
    }

    /// <summary>Adds Σ (p − y) xᵀ and Σ (p − y) of some rows to the gradient.</summary>
    /// <returns>Their Σ −ln p(y | x).</returns>
    private double AddBlock(int first, int rows, ReadOnlySpan<double> bias, Span<double> gradient)
    {
        ReadOnlySpan<float> x = features.AsSpan(first * _d, rows * _d);
        Gemm.Multiply(x, _d, rows, _packed, _rows, classes, accumulate: false);
        Span<double> scores = new double[classes];
        double loss = 0;
        for (int r = 0; r < rows; r++)
        {
            Span<float> row = _rows.AsSpan(r * classes, classes);
            int y = labels[first + r];
            loss -= LogSoftmax(row, bias, scores, y);
            for (int c = 0; c < classes; c++)
            {
                double error = Math.Exp(scores[c]) - (c == y ? 1 : 0);
                row[c] = (float)error;
                gradient[_weights.Length + c] += error;
            }
        }

        Array.Clear(_products);
        Gemm.AddTransposed(_rows, classes, x, _d, rows, classes, _d, _products, _d);
        for (int i = 0; i < _products.Length; i++)
        {
            gradient[i] += _products[i];
        }

        return loss;
    }

    private static double LogSoftmax(ReadOnlySpan<float> logits, ReadOnlySpan<double> bias, Span<double> logs, int y)
    {
        double max = double.NegativeInfinity, sum = 0;
        for (int c = 0; c < logs.Length; c++)
        {
            logs[c] = logits[c] + bias[c];
            max = Math.Max(max, logs[c]);
        }

        foreach (double s in logs) sum += Math.Exp(s - max);
        double norm = max + Math.Log(sum);
        for (int c = 0; c < logs.Length; c++)
        {
            logs[c] -= norm;
        }

        return logs[y];
    }
}
