namespace Unroll.Data.Audio;

/// <summary>Which mel scale, and which filters go with it.</summary>
public enum MelScale
{
    /// <summary>2595 log10(1 + f / 700), and triangles of height 1, as in the Hidden Markov Toolkit (Young et al., The HTK Book).</summary>
    Htk,

    /// <summary>Linear to 1 kHz and logarithmic above, and triangles of equal area, as in Slaney's Auditory Toolbox (1998) and librosa.</summary>
    Slaney,
}

/// <summary>A bank of triangular filters that are equally wide on a mel scale.</summary>
public sealed class MelFilters
{
    // Slaney: 200/3 Hz a mel up to 1 kHz = 15 mel, then 27 mel for a factor of 6.4.
    private const double LinearStep = 200.0 / 3;
    private const double LogStart = 1000;
    private static readonly double s_logStep = Math.Log(6.4) / 27;

    private readonly (int First, double[] Weights)[] _bands;

    /// <summary>Filters for a spectrum.</summary>
    /// <param name="scale">Which scale.</param>
    /// <param name="bands">How many filters.</param>
    /// <param name="fftSize">The length of the transform; its spectrum has half as many values and one more.</param>
    /// <param name="sampleRate">Samples a second.</param>
    /// <param name="lowHz">Where the first filter begins.</param>
    /// <param name="highHz">Where the last filter ends, at most half the rate.</param>
    /// <exception cref="DataException">The numbers do not fit together, or a filter is so narrow that no value of the spectrum lies in it.</exception>
    public MelFilters(MelScale scale, int bands, int fftSize, int sampleRate, double lowHz, double highHz)
    {
        if (bands < 1 || lowHz < 0 || highHz <= lowHz || highHz > sampleRate / 2.0)
        {
            throw new DataException(
                $"Mel filters: got {bands} bands from {lowHz} to {highHz} Hz, expected at least one, and 0 <= low < high <= {sampleRate / 2.0} Hz, half the sample rate. "
                + "Correct the options of the audio features.");
        }

        double low = ToMel(lowHz, scale), high = ToMel(highHz, scale);
        double[] edges = [.. Enumerable.Range(0, bands + 2).Select(i => ToHz(low + ((high - low) * i / (bands + 1)), scale))];
        double binHz = (double)sampleRate / fftSize;
        _bands = new (int, double[])[bands];
        for (int b = 0; b < bands; b++)
        {
            _bands[b] = Triangle(edges[b], edges[b + 1], edges[b + 2], binHz, fftSize / 2, scale);
            if (_bands[b].Weights.Length == 0)
            {
                throw new DataException(
                    $"Mel filters: band {b + 1} of {bands}, from {edges[b]:F0} to {edges[b + 2]:F0} Hz, holds no value of the spectrum, whose values are {binHz:F1} Hz apart. "
                    + "Take fewer bands, a longer window or a higher sample rate.");
            }
        }
    }

    /// <summary>How many filters there are.</summary>
    public int Count => _bands.Length;

    /// <summary>A frequency in mel.</summary>
    /// <param name="hz">The frequency in Hz.</param>
    /// <param name="scale">Which scale.</param>
    /// <returns>Mel.</returns>
    public static double ToMel(double hz, MelScale scale) =>
        scale == MelScale.Htk ? 2595 * Math.Log10(1 + (hz / 700))
        : hz < LogStart ? hz / LinearStep
        : (LogStart / LinearStep) + (Math.Log(hz / LogStart) / s_logStep);

    /// <summary>A frequency in Hz.</summary>
    /// <param name="mel">The frequency in mel.</param>
    /// <param name="scale">Which scale.</param>
    /// <returns>Hz.</returns>
    public static double ToHz(double mel, MelScale scale) =>
        scale == MelScale.Htk ? 700 * (Math.Pow(10, mel / 2595) - 1)
        : mel < LogStart / LinearStep ? mel * LinearStep
        : LogStart * Math.Exp(s_logStep * (mel - (LogStart / LinearStep)));

    /// <summary>The energy in each band.</summary>
    /// <param name="power">A power spectrum, [fftSize / 2 + 1]</param>
    /// <param name="energies">[Count]</param>
    public void Apply(ReadOnlySpan<double> power, Span<double> energies)
    {
        for (int b = 0; b < _bands.Length; b++)
        {
            (int first, double[] weights) = _bands[b];
            double sum = 0;
            for (int i = 0; i < weights.Length; i++)
            {
                sum += weights[i] * power[first + i];
            }

            energies[b] = sum;
        }
    }

    private static (int First, double[] Weights) Triangle(double left, double peak, double right, double binHz, int lastBin, MelScale scale)
    {
        double height = scale == MelScale.Slaney ? 2 / (right - left) : 1;
        int first = (int)Math.Floor(left / binHz) + 1;
        int end = Math.Min(lastBin, (int)Math.Ceiling(right / binHz) - 1);
        double[] weights = new double[Math.Max(0, end - first + 1)];
        for (int i = 0; i < weights.Length; i++)
        {
            double hz = (first + i) * binHz;
            weights[i] = height * Math.Min((hz - left) / (peak - left), (right - hz) / (right - peak));
        }

        return (first, weights);
    }
}
