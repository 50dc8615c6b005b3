using Unroll.Data.Audio;
using Unroll.Data.Strokes;
using Unroll.Kernels;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Transcribe;

/// <summary>Joins single recordings, such as spoken digits, to strings: of one speaker, with gaps of chance between them.</summary>
internal sealed class StringPlan
{
    /// <summary>White noise to begin in anywhere: to draw every sample anew would take as long as all the rest.</summary>
    private static readonly float[] s_noise = Noise();

    private readonly TranscribeDataOptions _options;

    /// <summary>For each speaker, for each text, the recordings.</summary>
    private readonly Recording[][][] _voices;

    /// <summary>Sorts the recordings.</summary>
    /// <param name="options">How they are joined.</param>
    /// <param name="takes">The recordings of one part of the data.</param>
    public StringPlan(TranscribeDataOptions options, IReadOnlyList<Recording> takes)
    {
        _options = options;
        Takes = takes;
        _voices =
        [
            .. takes.GroupBy(t => t.JoinedBy ?? "", StringComparer.Ordinal).OrderBy(v => v.Key, StringComparer.Ordinal)
                .Select(v => v.GroupBy(t => t.Text, StringComparer.Ordinal).OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.ToArray()).ToArray()),
        ];
    }

    /// <summary>What strings are made of.</summary>
    public IReadOnlyList<Recording> Takes { get; }

    /// <summary>Draws the recordings of a string: a speaker, a length, and for each place a text and one of its recordings, all evenly.</summary>
    /// <param name="random">Other numbers for each string.</param>
    public Recording[] Draw(ref CounterRandom random)
    {
        Recording[][] voice = _voices[random.NextInt32(_voices.Length)];
        Recording[] takes = new Recording[_options.JoinLeast + random.NextInt32(_options.JoinMost - _options.JoinLeast + 1)];
        for (int i = 0; i < takes.Length; i++)
        {
            Recording[] same = voice[random.NextInt32(voice.Length)];
            takes[i] = same[random.NextInt32(same.Length)];
        }

        return takes;
    }

    /// <summary>One recording of several.</summary>
    /// <param name="takes">At least one.</param>
    /// <param name="random">Gaps and noise.</param>
    public Recording Join(Recording[] takes, ref CounterRandom random)
    {
        string text = string.Join(_options.Tokens == "char" ? "" : " ", takes.Select(t => t.Text));
        Recording joined = takes[0] with { Text = text, Group = null };
        return _options.IsAudio ? joined with { Sound = JoinSounds(takes, ref random) } : joined with { Ink = JoinInk(takes, ref random) };
    }

    private static float[] Noise()
    {
        CounterRandom random = new(0x5EED);
        float[] noise = new float[100_003];
        for (int n = 0; n < noise.Length; n++)
        {
            noise[n] = (float)random.NextGaussian();
        }

        return noise;
    }

    private double Gap(ref CounterRandom random) => _options.JoinGapLeast + ((_options.JoinGapMost - _options.JoinGapLeast) * random.NextDouble());

    /// <summary>A gap before every sound and behind the last, and noise under all of it.</summary>
    private Waveform JoinSounds(Recording[] takes, ref CounterRandom random)
    {
        int rate = _options.Audio.SampleRate;
        List<float> samples = [];
        foreach (Recording take in takes)
        {
            samples.AddRange(new float[(int)(Gap(ref random) * rate / 1000)]);
            samples.AddRange(take.Sound!.Samples);
        }

        samples.AddRange(new float[(int)(Gap(ref random) * rate / 1000)]);
        float[] joined = [.. samples];
        float noise = (float)(_options.JoinNoise * Math.Pow(3, (2 * random.NextDouble()) - 1));
        for (int n = 0, from = random.NextInt32(s_noise.Length); n < joined.Length; n++)
        {
            joined[n] += noise * s_noise[(from + n) % s_noise.Length];
        }

        return new Waveform(joined, rate, 1, takes[0].Origin);
    }

    /// <summary>One writing behind the other along x.</summary>
    private Ink JoinInk(Recording[] takes, ref CounterRandom random)
    {
        double height = takes.Average(t => t.Ink!.Bounds.Top - t.Ink.Bounds.Bottom), at = 0;
        List<float[]> strokes = [];
        foreach (Recording take in takes)
        {
            (float left, float right, _, _) = take.Ink!.Bounds;
            strokes.AddRange(take.Ink.Moved((float)(at - left)).Strokes);
            at += right - left + (height * Gap(ref random) / 100);
        }

        return new Ink(strokes, takes[0].Origin);
    }
}
