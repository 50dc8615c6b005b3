using System.Numerics;
using Unroll.Kernels;

namespace Unroll.Reservoir;

/// <summary>A layer of leaky-integrator units (Jaeger, Lukoševičius, Popovici and Siewert 2007). Immutable: any number of runs may share it.</summary>
/// <remarks>x' = (1 − a) x + a tanh(W_in u + W x + W_fb y + b + ν)</remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class LeakyReservoir<T> : IReservoir<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LeakyWeights<T> _weights;
    private readonly T[] _bias;
    private readonly ulong _noiseKey;
    private readonly T _noise;

    /// <summary>Draws the weights.</summary>
    /// <param name="options">How the layer is made.</param>
    /// <param name="inputs">External inputs of a step, perhaps none.</param>
    /// <param name="feedback">Outputs of a step that are fed back into the next one.</param>
    /// <exception cref="DataException">An option is out of its range, or the spectral radius cannot be reached.</exception>
    public LeakyReservoir(ReservoirOptions options, int inputs, int feedback = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (inputs < 0 || feedback < 0 || inputs + feedback == 0)
        {
            throw new DataException($"Reservoir: it has {inputs} inputs and {feedback} outputs fed back, expected one or more in all. Without any its state would never change.");
        }

        if (options.InputLinks is not null && feedback > 0)
        {
            throw new DataException($"Reservoir: InputLinks is {options.InputLinks} and {feedback} outputs are fed back, expected one or the other. Leave InputLinks out.");
        }

        (Options, Inputs, Feedback) = (options, inputs, feedback);
        EllpackMatrix<T> recurrent = Convert(Wiring.Recurrent(options));
        _weights = options.InputLinks is null
            ? new LeakyWeights<T>(recurrent, Convert(Wiring.InputColumns(options, inputs, feedback)), null, T.CreateChecked(options.LeakRate))
            : new LeakyWeights<T>(recurrent, [], Convert(Wiring.InputLinks(options, inputs)), T.CreateChecked(options.LeakRate));
        _bias = Convert(Wiring.Bias(options));
        _noise = T.CreateChecked(options.Noise);
        _noiseKey = new CounterRandom(options.Seed).Fork(4).Key;
    }

    private LeakyReservoir(LeakyReservoir<T> from, LeakyWeights<T> weights, T[] bias)
    {
        (Options, Inputs, Feedback, _noise, _noiseKey) = (from.Options, from.Inputs, from.Feedback, from._noise, from._noiseKey);
        (_weights, _bias) = (weights, bias);
    }

    /// <summary>How the layer was made.</summary>
    public ReservoirOptions Options { get; }

    /// <inheritdoc/>
    public int Inputs { get; }

    /// <inheritdoc/>
    public int Feedback { get; }

    /// <inheritdoc/>
    public int Units => Options.Units;

    /// <summary>W [Units, Units].</summary>
    public EllpackMatrix<T> Recurrent => _weights.Recurrent;

    /// <summary>b [Units].</summary>
    public ReadOnlySpan<T> Bias => _bias;

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<T> input, ReadOnlySpan<T> x, Span<T> next, ulong? noiseStep = null)
    {
        if (noiseStep is not { } step || _noise == T.Zero)
        {
            LeakyTanh.Step(_weights, input, _bias, x, next);
            return;
        }

        Span<T> noisy = Units <= 1024 ? stackalloc T[Units] : new T[Units];
        for (int i = 0; i < noisy.Length; i++)
        {
            double u = (CounterRandom.At(_noiseKey, (step * (ulong)Units) + (ulong)i) >> 11) * (1.0 / (1UL << 53));
            noisy[i] = _bias[i] + (_noise * T.CreateChecked((2 * u) - 1));
        }

        LeakyTanh.Step(_weights, input, noisy, x, next);
    }

    /// <summary>The same units, each with what it hears multiplied by a gain of its own, and another bias: what intrinsic plasticity learns.</summary>
    /// <param name="gain">[Units]: multiplies the rows of W_in, W and W_fb.</param>
    /// <param name="bias">[Units]: the new b.</param>
    /// <returns>A new reservoir.</returns>
    public LeakyReservoir<T> WithGain(ReadOnlySpan<T> gain, ReadOnlySpan<T> bias)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(gain.Length, Units, nameof(gain));
        ArgumentOutOfRangeException.ThrowIfNotEqual(bias.Length, Units, nameof(bias));
        T[] columns = new T[_weights.InputColumns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = _weights.InputColumns[i] * gain[i % Units];
        }

        LeakyWeights<T> scaled = new(_weights.Recurrent.ScaleRows(gain), columns, _weights.InputLinks?.ScaleRows(gain), _weights.LeakRate);
        return new LeakyReservoir<T>(this, scaled, bias.ToArray());
    }

    /// <summary>W_in u + W x + W_fb y: what the units hear, without their bias.</summary>
    /// <param name="input">[Inputs + Feedback].</param>
    /// <param name="x">[Units].</param>
    /// <param name="heard">[Units], overwritten.</param>
    internal void Hear(ReadOnlySpan<T> input, ReadOnlySpan<T> x, Span<T> heard)
    {
        heard.Clear();
        for (int k = 0; k < _weights.InputColumns.Length / Units; k++)
        {
            TensorPrimitives.MultiplyAdd(_weights.InputColumns.AsSpan(k * Units, Units), input[k], heard, heard);
        }

        if (_weights.InputLinks is { } links)
        {
            LeakyTanh.AddProduct(links.Indices, links.Values, input, heard);
        }

        LeakyTanh.AddProduct(_weights.Recurrent.Indices, _weights.Recurrent.Values, x, heard);
    }

    private static T[] Convert(double[] values) => Array.ConvertAll(values, T.CreateChecked);

    private static EllpackMatrix<T> Convert(EllpackMatrix<double> w) => w.ConvertTo<T>();
}
