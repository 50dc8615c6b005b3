using System.Numerics;

namespace Unroll.Reservoir;

/// <summary>A readout that learns from every step. One thread at a time.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface IOnlineReadout<T> : IReadout<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Learns the right outputs of a step.</summary>
    /// <param name="features">[Features].</param>
    /// <param name="targets">[Outputs].</param>
    /// <exception cref="DataException">A number is NaN or infinite; nothing was learned.</exception>
    void Update(ReadOnlySpan<T> features, ReadOnlySpan<T> targets);

    /// <summary>What has been learned so far.</summary>
    /// <returns>A readout that learns no more.</returns>
    LinearReadout<T> ToReadout();
}

/// <summary>The weights [Outputs, Features + 1] of an online readout in double, whatever the features are; the last feature is 1.</summary>
internal sealed class OnlineWeights<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double[] _weights;

    public OnlineWeights(string name, int features, int outputs, LinearReadout<T>? from)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        (Name, Features, Outputs, Extended) = (name, features, outputs, new double[features + 1]);
        _weights = new double[outputs * (features + 1)];
        for (int o = 0; o < outputs && from is not null; o++)
        {
            for (int i = 0; i < features; i++)
            {
                Row(o)[i] = double.CreateChecked(from.Weights[(o * features) + i]);
            }

            Row(o)[features] = double.CreateChecked(from.Intercept[o]);
        }
    }

    public string Name { get; }

    public int Features { get; }

    public int Outputs { get; }

    /// <summary>The features of the step at hand and a 1.</summary>
    public double[] Extended { get; }

    public Span<double> Row(int output) => _weights.AsSpan(output * (Features + 1), Features + 1);

    /// <summary>Fills <see cref="Extended"/>.</summary>
    public void Take(ReadOnlySpan<T> features)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, Features, nameof(features));
        for (int i = 0; i < features.Length; i++)
        {
            Extended[i] = double.CreateChecked(features[i]);
        }

        Extended[Features] = 1;
    }

    public double Output(int output) => TensorPrimitives.Dot(Row(output), Extended);

    public void Predict(ReadOnlySpan<T> features, Span<T> outputs)
    {
        Take(features);
        for (int o = 0; o < Outputs; o++)
        {
            outputs[o] = T.CreateSaturating(Output(o));
        }
    }

    public void CheckFinite(ReadOnlySpan<T> features, ReadOnlySpan<T> targets)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(targets.Length, Outputs, nameof(targets));
        if (!TensorPrimitives.IsFiniteAll(features) || !TensorPrimitives.IsFiniteAll(targets))
        {
            throw new DataException($"{Name}: the features or targets of a step hold a NaN or an infinity, expected finite numbers; one such step would spoil all weights. Leave steps without a target out.");
        }
    }

    public LinearReadout<T> ToReadout()
    {
        T[] weights = new T[Outputs * Features], intercept = new T[Outputs];
        for (int o = 0; o < Outputs; o++)
        {
            ReadOnlySpan<double> row = Row(o);
            for (int i = 0; i < Features; i++)
            {
                weights[(o * Features) + i] = T.CreateSaturating(row[i]);
            }

            intercept[o] = T.CreateSaturating(row[Features]);
        }

        return new LinearReadout<T>(Features, weights, intercept);
    }
}
