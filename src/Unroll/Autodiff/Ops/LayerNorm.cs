using Unroll.Kernels;

namespace Unroll.Autodiff.Ops;

/// <summary>
/// Normalisation of one row over the units of a layer (Ba, Kiros and Hinton 2016): y = γ ⊙ (x − μ) / √(σ² + ε) + β, with x and y in blocks of
/// 16 units that lie at some distance.
/// </summary>
internal readonly ref struct LayerNorm
{
    private const int Width = PackedMatrix.PanelWidth;
    private const double Epsilon = 1e-5;

    private readonly ReadOnlySpan<float> _gain, _bias;
    private readonly Span<float> _dGain, _dBias, _statistics;
    private readonly int _hidden;

    /// <summary>The parameters of a row, and room for its statistics.</summary>
    /// <param name="gain">γ [H].</param>
    /// <param name="bias">β [H], or empty.</param>
    /// <param name="dGain">Its gradient, or empty.</param>
    /// <param name="dBias">Its gradient, or empty.</param>
    /// <param name="statistics">[2, rows]: mean and 1 / √(σ² + ε) of every row.</param>
    /// <param name="hidden">H.</param>
    public LayerNorm(ReadOnlySpan<float> gain, ReadOnlySpan<float> bias, Span<float> dGain, Span<float> dBias, Span<float> statistics, int hidden)
    {
        _gain = gain;
        _bias = bias;
        _dGain = dGain;
        _dBias = dBias;
        _statistics = statistics;
        _hidden = hidden;
    }

    /// <summary>Mean and 1 / √(σ² + ε) of a row whose blocks lie at a distance.</summary>
    public (float Mean, float Scale) Statistics(ReadOnlySpan<float> x, int distance)
    {
        double sum = 0, squares = 0;
        for (int u = 0; u * Width < _hidden; u++)
        {
            sum += TensorPrimitives.Sum(Lanes(x, u, distance));
        }

        float mean = (float)(sum / _hidden);
        Span<float> centred = stackalloc float[Width];
        for (int u = 0; u * Width < _hidden; u++)
        {
            ReadOnlySpan<float> lanes = Lanes(x, u, distance);
            TensorPrimitives.Subtract(lanes, mean, centred);
            squares += TensorPrimitives.SumOfSquares<float>(centred[..lanes.Length]);
        }

        return (mean, (float)(1 / Math.Sqrt((squares / _hidden) + Epsilon)));
    }

    public void Keep(int row, float mean, float scale) => (_statistics[2 * row], _statistics[(2 * row) + 1]) = (mean, scale);

    public (float Mean, float Scale) Kept(int row) => (_statistics[2 * row], _statistics[(2 * row) + 1]);

    /// <summary>y of one block.</summary>
    public void Apply(ReadOnlySpan<float> x, Span<float> y, int u, float mean, float scale)
    {
        int unit = u * Width, lanes = Math.Min(Width, _hidden - unit);
        for (int i = 0; i < lanes; i++)
        {
            y[i] = (_gain[unit + i] * ((x[i] - mean) * scale)) + (_bias.IsEmpty ? 0 : _bias[unit + i]);
        }
    }

    /// <summary>Σ γ dy and Σ γ dy x̂ over the units of a row.</summary>
    public Sums GradientSums(ReadOnlySpan<float> x, int xDistance, ReadOnlySpan<float> dy, int dyDistance, float mean, float scale)
    {
        double plain = 0, weighted = 0;
        for (int unit = 0; unit < _hidden; unit++)
        {
            int u = unit / Width, lane = unit % Width;
            float g = _gain[unit] * dy[(u * dyDistance) + lane];
            plain += g;
            weighted += g * ((x[(u * xDistance) + lane] - mean) * scale);
        }

        return new Sums((float)(plain / _hidden), (float)(weighted / _hidden));
    }

    /// <summary>dx of one block: (γ dy − mean(γ dy) − x̂ mean(γ dy x̂)) / √(σ² + ε); adds to the gradients of γ and β.</summary>
    public void Gradient(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dx, int u, float mean, float scale, Sums sums)
    {
        int unit = u * Width, lanes = Math.Min(Width, _hidden - unit);
        for (int i = 0; i < lanes; i++)
        {
            float normal = (x[i] - mean) * scale, d = dy[i];
            _dGain[unit + i] += d * normal;
            if (!_dBias.IsEmpty)
            {
                _dBias[unit + i] += d;
            }

            dx[i] = scale * ((_gain[unit + i] * d) - sums.Plain - (normal * sums.Weighted));
        }
    }

    private ReadOnlySpan<float> Lanes(ReadOnlySpan<float> x, int u, int distance) => x.Slice(u * distance, Math.Min(Width, _hidden - (u * Width)));

    /// <summary>Means over the units of a row.</summary>
    /// <param name="Plain">Of γ dy.</param>
    /// <param name="Weighted">Of γ dy x̂.</param>
    public readonly record struct Sums(float Plain, float Weighted);
}
