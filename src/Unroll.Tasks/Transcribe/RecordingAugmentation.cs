using Unroll.Data.Audio;
using Unroll.Kernels;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Transcribe;

/// <summary>Small changes of recordings that do not change what they say, so that training never reads the same one twice.</summary>
internal static class RecordingAugmentation
{
    /// <summary>Speeds between the slowest and the fastest; a few, because each needs a filter of its own.</summary>
    private const int Speeds = 11;

    /// <summary>Plays a sound faster or slower and louder or softer, or makes a writing wider or narrower.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="options">How much: <c>train.speed</c>, <c>train.gain</c>.</param>
    /// <param name="random">Other numbers for each recording and pass.</param>
    public static Recording Change(Recording recording, TrainOptions options, ref CounterRandom random)
    {
        double speed = 1 + (options.Speed * ((2.0 * random.NextInt32(Speeds) / (Speeds - 1)) - 1));
        double gain = Math.Pow(10, options.Gain * ((2 * random.NextDouble()) - 1) / 20);
        if (recording.Sound is not { } sound)
        {
            return recording with { Ink = recording.Ink!.Moved(0, (float)speed) };
        }

        // Taken for a sound of another rate, it is that much shorter or longer at its own.
        float[] samples = speed == 1 ? [.. sound.Samples] : Resampler.Resample(sound.Samples, (int)Math.Round(1000 * speed), 1000);
        for (int n = 0; n < samples.Length; n++)
        {
            samples[n] = (float)(samples[n] * gain);
        }

        return recording with { Sound = sound with { Samples = samples } };
    }
}
