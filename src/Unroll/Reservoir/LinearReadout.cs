using System.Numerics;

namespace Unroll.Reservoir;

/// <summary>Turns the features of a step into outputs.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface IReadout<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Length of the features.</summary>
    int Features { get; }

    /// <summary>Length of the outputs.</summary>
    int Outputs { get; }

    /// <summary>The outputs of a step.</summary>
    /// <param name="features">[Features].</param>
    /// <param name="outputs">[Outputs], overwritten.</param>
    void Predict(ReadOnlySpan<T> features, Span<T> outputs);
}

/// <summary>y = W_out f + c. Immutable.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class LinearReadout<T> : IReadout<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _weights, _intercept;

    /// <summary>Takes the weights.</summary>
    /// <param name="features">Length of the features.</param>
    /// <param name="weights">W_out [outputs, features], row by row.</param>
    /// <param name="intercept">c [outputs].</param>
    public LinearReadout(int features, ReadOnlySpan<T> weights, ReadOnlySpan<T> intercept)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, features * intercept.Length, nameof(weights));
        (Features, _weights, _intercept) = (features, weights.ToArray(), intercept.ToArray());
    }

    /// <inheritdoc/>
    public int Features { get; }

    /// <inheritdoc/>
    public int Outputs => _intercept.Length;

    /// <summary>W_out [Outputs, Features], row by row.</summary>
    public ReadOnlySpan<T> Weights => _weights;

    /// <summary>c [Outputs].</summary>
    public ReadOnlySpan<T> Intercept => _intercept;

    /// <inheritdoc/>
    public void Predict(ReadOnlySpan<T> features, Span<T> outputs)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, Features, nameof(features));
        ArgumentOutOfRangeException.ThrowIfNotEqual(outputs.Length, Outputs, nameof(outputs));
        for (int o = 0; o < outputs.Length; o++)
        {
            outputs[o] = _intercept[o] + TensorPrimitives.Dot(_weights.AsSpan(o * Features, Features), features);
        }
    }
}
