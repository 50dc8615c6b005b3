using Unroll.Data.Files;

namespace Unroll.Data.Audio;

/// <summary>A sound: samples of one channel.</summary>
/// <param name="Samples">The samples in [-1, 1], at least one; several channels are mixed to their mean.</param>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="SourceChannels">How many channels the source had.</param>
/// <param name="Origin">Where it comes from.</param>
public sealed record Waveform(float[] Samples, int SampleRate, int SourceChannels = 1, Origin Origin = default)
{
    /// <summary>How long it is, in seconds.</summary>
    public double Seconds => (double)Samples.Length / SampleRate;

    /// <summary>The same sound at another rate.</summary>
    /// <param name="sampleRate">Samples a second.</param>
    /// <returns>A copy, or this one if the rate is the same.</returns>
    public Waveform Resample(int sampleRate) =>
        sampleRate == SampleRate ? this : this with { Samples = Resampler.Resample(Samples, SampleRate, sampleRate), SampleRate = sampleRate };
}
