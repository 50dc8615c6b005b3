using MathNet.Numerics.IntegralTransforms;
using Unroll.Data.SeriesFiles;

namespace Unroll.Data.Audio;

/// <summary>Makes a series of log-mel energies or cepstral coefficients of a sound.</summary>
/// <remarks>
/// Pre-emphasis over the whole sound (the sample before the first counts as equal to it); frame t from sample t · hop on, as many frames as
/// it takes to reach the last sample, silence after it; window; power spectrum |X(k)|² of a transform of the next power of two; mel filters;
/// ln max(E, 1e-10); for cepstral coefficients the orthonormal cosine transform c(k) = s(k) Σ_m E(m) cos(π k (m + ½) / M). So frames are
/// those of librosa with <c>center=False</c>, and logarithms are natural, where librosa has decibels.
/// </remarks>
public sealed class AudioFrontEnd
{
    private const double Floor = 1e-10;
    private readonly AudioFeatures _options;
    private readonly MelFilters _filters;
    private readonly double[] _window;
    private readonly double[] _cosines;
    private readonly int _hop;
    private readonly int _fftSize;
    private readonly int _features;

    /// <summary>A front end.</summary>
    /// <param name="options">What it does.</param>
    /// <exception cref="DataException">The options do not fit together.</exception>
    public AudioFrontEnd(AudioFeatures options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        int window = (int)Math.Round(options.SampleRate * options.WindowMs / 1000);
        _hop = (int)Math.Round(options.SampleRate * options.HopMs / 1000);
        _features = options.Kind == AudioFeatureKind.Mfcc ? options.Coefficients : options.MelBands;
        if (options.SampleRate < 1 || window < 2 || window > 1 << 16 || _hop < 1 || options.PreEmphasis is not (>= 0 and < 1)
            || _features < 1 || _features > options.MelBands || options.Deltas is < 0 or > 2)
        {
            throw new DataException(
                $"Audio features: got a window of {window} samples, a hop of {_hop}, pre-emphasis {options.PreEmphasis}, {options.Coefficients} coefficients of {options.MelBands} bands "
                + $"and deltas {options.Deltas}; expected a window of 2 to 65536 samples, a hop of at least 1, pre-emphasis from 0 to below 1, at least one coefficient and at most as "
                + "many as bands, and deltas 0 to 2. Correct the options of the audio features.");
        }

        _fftSize = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)window);
        _window = WindowOf(options.Window, window);
        _filters = new MelFilters(
            options.MelScale, options.MelBands, _fftSize, options.SampleRate, options.LowHz, options.HighHz > 0 ? options.HighHz : options.SampleRate / 2.0);
        _cosines = options.Kind == AudioFeatureKind.Mfcc ? Cosines(options.Coefficients, options.MelBands) : [];
    }

    /// <summary>Makes the series of a sound; any number of threads may call it.</summary>
    /// <param name="sound">The sound, of any rate.</param>
    /// <returns>[frames, <see cref="AudioFeatures.Channels"/>]; at least one frame.</returns>
    public Series Extract(Waveform sound)
    {
        ArgumentNullException.ThrowIfNull(sound);
        double[] x = PreEmphasized(sound.Resample(_options.SampleRate).Samples);
        int frames = 1 + ((Math.Max(0, x.Length - _window.Length) + _hop - 1) / _hop);
        int channels = _options.Channels;
        float[] values = new float[frames * channels];
        FrameMemory memory = new(this);
        for (int t = 0; t < frames; t++)
        {
            Frame(x.AsSpan(t * _hop), memory, values.AsSpan(t * channels, _features));
        }

        if (_options.SubtractMean)
        {
            SubtractMean(values, frames, channels);
        }

        for (int order = 0; order < _options.Deltas; order++)
        {
            Deltas.Fill(values, frames, channels, order * _features, _features);
        }

        return new Series(values, channels, sound.Origin);
    }

    /// <summary>Samples of a frame.</summary>
    internal int WindowLength => _window.Length;

    /// <summary>Samples from frame to frame.</summary>
    internal int Hop => _hop;

    /// <summary>Features of a frame without their slopes.</summary>
    internal int Features => _features;

    /// <summary>What is worked in for one frame after the other.</summary>
    /// <param name="owner">The front end.</param>
    internal sealed class FrameMemory(AudioFrontEnd owner)
    {
        /// <summary>Real and imaginary parts side by side, half the spectrum and one more.</summary>
        public double[] Buffer { get; } = new double[owner._fftSize + 2];

        public double[] Power { get; } = new double[(owner._fftSize / 2) + 1];

        public double[] Energies { get; } = new double[owner._options.MelBands];
    }

    /// <summary>The features of the frame that begins with some samples, with silence behind them.</summary>
    /// <param name="x">Samples after pre-emphasis.</param>
    /// <param name="memory">Not shared between threads.</param>
    /// <param name="features">[<see cref="Features"/>]</param>
    internal void Frame(ReadOnlySpan<double> x, FrameMemory memory, Span<float> features)
    {
        PowerSpectrum(x, memory.Buffer, memory.Power);
        _filters.Apply(memory.Power, memory.Energies);
        foreach (ref double energy in memory.Energies.AsSpan())
        {
            energy = Math.Log(Math.Max(energy, Floor));
        }

        FeaturesOf(memory.Energies, features);
    }

    private double[] PreEmphasized(ReadOnlySpan<float> samples)
    {
        double[] y = new double[samples.Length];
        float before = samples[0];
        for (int n = 0; n < y.Length; n++)
        {
            y[n] = samples[n] - (_options.PreEmphasis * before);
            before = samples[n];
        }

        return y;
    }

    private void PowerSpectrum(ReadOnlySpan<double> x, double[] buffer, Span<double> power)
    {
        Array.Clear(buffer);
        for (int n = 0; n < Math.Min(_window.Length, x.Length); n++)
        {
            buffer[n] = x[n] * _window[n];
        }

        Fourier.ForwardReal(buffer, _fftSize, FourierOptions.NoScaling);
        for (int k = 0; k < power.Length; k++)
        {
            power[k] = (buffer[2 * k] * buffer[2 * k]) + (buffer[(2 * k) + 1] * buffer[(2 * k) + 1]);
        }
    }

    private void FeaturesOf(ReadOnlySpan<double> logs, Span<float> features)
    {
        for (int k = 0; k < features.Length; k++)
        {
            double sum = 0;
            for (int m = 0; m < logs.Length && _cosines.Length > 0; m++)
            {
                sum += logs[m] * _cosines[(k * logs.Length) + m];
            }

            features[k] = (float)(_cosines.Length > 0 ? sum : logs[k]);
        }
    }

    private void SubtractMean(Span<float> values, int frames, int channels)
    {
        for (int c = 0; c < _features; c++)
        {
            double mean = 0;
            for (int t = 0; t < frames; t++)
            {
                mean += values[(t * channels) + c] / (double)frames;
            }

            for (int t = 0; t < frames; t++)
            {
                values[(t * channels) + c] -= (float)mean;
            }
        }
    }

    private static double[] WindowOf(WindowShape shape, int length)
    {
        double a = shape == WindowShape.Hann ? 0.5 : 0.54;
        return [.. Enumerable.Range(0, length).Select(n => a - ((1 - a) * Math.Cos(2 * Math.PI * n / length)))];
    }

    private static double[] Cosines(int coefficients, int bands)
    {
        double[] cosines = new double[coefficients * bands];
        for (int k = 0; k < coefficients; k++)
        {
            double scale = Math.Sqrt((k == 0 ? 1.0 : 2.0) / bands);
            for (int m = 0; m < bands; m++)
            {
                cosines[(k * bands) + m] = scale * Math.Cos(Math.PI * k * (m + 0.5) / bands);
            }
        }

        return cosines;
    }
}
