using Unroll.Data.Audio;
using Unroll.Data.SeriesFiles;
using Unroll.Kernels;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Audio;

public sealed class AudioStreamTests
{
    [Theory]
    [InlineData(AudioFeatureKind.LogMel, 0, 8000, 4321)]
    [InlineData(AudioFeatureKind.LogMel, 1, 8000, 4000)]
    [InlineData(AudioFeatureKind.Mfcc, 2, 8000, 2500)]
    [InlineData(AudioFeatureKind.Mfcc, 2, 8000, 90)]
    [InlineData(AudioFeatureKind.LogMel, 2, 8000, 281)]
    [InlineData(AudioFeatureKind.LogMel, 0, 11_025, 6000)]
    [InlineData(AudioFeatureKind.Mfcc, 1, 16_000, 9001)]
    [InlineData(AudioFeatureKind.LogMel, 1, 6000, 70)]
    public void A_sound_in_pieces_has_the_features_of_the_whole_bit_for_bit(AudioFeatureKind kind, int deltas, int rate, int samples)
    {
        AudioFeatures options = new() { Kind = kind, SampleRate = 8000, MelBands = 20, Deltas = deltas };
        float[] sound = Sound(samples);
        Series whole = new AudioFrontEnd(options).Extract(new Waveform(sound, rate));
        foreach (ulong seed in (ReadOnlySpan<ulong>)[1, 2, 3])
        {
            AudioStream stream = new(options, rate);
            List<float[]> frames = [];
            CounterRandom random = new(seed);
            for (int at = 0, size; at < samples; at += size)
            {
                size = Math.Min(samples - at, 1 + random.NextInt32(seed == 1 ? 3 : 700));
                frames.AddRange(stream.Push(sound.AsSpan(at, size)));
            }

            frames.AddRange(stream.Finish());
            Assert.Equal(whole.Length, frames.Count);
            Assert.Equal(whole.Values, frames.SelectMany(f => f));
        }
    }

    [Fact]
    public void A_frame_is_given_as_soon_as_its_delay_has_passed()
    {
        AudioFeatures options = new() { SampleRate = 8000, Deltas = 1, MelBands = 20 };
        AudioStream stream = new(options, 8000);
        Assert.Equal(0.025 + (2 * 0.010), stream.Delay, 9);
        float[] sound = Sound(1000);
        Assert.Empty(stream.Push(sound.AsSpan(0, 359)));
        Assert.Single(stream.Push(sound.AsSpan(359, 1)));
    }

    [Fact]
    public void What_only_the_end_of_a_sound_tells_is_refused() => Assert.Contains(
        "subtractMean", Assert.Throws<DataException>(() => new AudioStream(new AudioFeatures { SubtractMean = true }, 8000)).Message);

    [Fact]
    public void A_sound_without_samples_has_no_frames() => Assert.Empty(new AudioStream(new AudioFeatures(), 16_000).Finish());

    private static float[] Sound(int samples) => Numbers.ToSingle(Numbers.Uniform(7, samples));
}
