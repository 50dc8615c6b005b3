using System.Numerics;
using System.Text.Json;
using Unroll.Data.Audio;
using Unroll.Data.SeriesFiles;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Audio;

public sealed class AudioFrontEndTests
{
    /// <summary>Of the features; float holds about 1e-7 of them.</summary>
    private const double Tolerance = 2e-6;

    [Fact]
    public void Features_are_those_of_the_published_definitions()
    {
        using JsonDocument fixture = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Audio", "Fixtures", "audio_features.json")));
        float[] samples = [.. fixture.RootElement.GetProperty("samples").EnumerateArray().Select(s => s.GetInt32() / 32768f)];
        int cases = 0;
        foreach (JsonElement test in fixture.RootElement.GetProperty("cases").EnumerateArray())
        {
            AudioFeatures options = AudioFeatures.FromJson(test.GetProperty("options").GetRawText());
            Series series = new AudioFrontEnd(options).Extract(new Waveform(samples, options.SampleRate));
            Assert.Equal((test.GetProperty("frames").GetInt32(), options.Channels), (series.Length, series.Channels));
            double[] expected = [.. test.GetProperty("expected").EnumerateArray().Select(v => v.GetDouble())];
            Numbers.AssertValues($"case {cases++}", series.Values, expected, Tolerance);
        }

        Assert.Equal(3, cases);
    }

    [Theory]
    [InlineData(8000, 25)]
    [InlineData(16_000, 32)]
    [InlineData(16_000, 50)]
    public void The_spectrum_is_that_of_the_plain_sum(int rate, double windowMs)
    {
        AudioFeatures options = new() { Kind = AudioFeatureKind.LogMel, SampleRate = rate, WindowMs = windowMs, PreEmphasis = 0, MelBands = 10, LowHz = 0 };
        int window = (int)(rate * windowMs / 1000), size = (int)BitOperations.RoundUpToPowerOf2((uint)window);
        double[] x = Numbers.Uniform(3, window);
        double[] power = new double[(size / 2) + 1];
        for (int k = 0; k < power.Length; k++)
        {
            Complex sum = 0;
            for (int n = 0; n < window; n++)
            {
                double hann = 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / window));
                sum += x[n] * hann * Complex.FromPolarCoordinates(1, -2 * Math.PI * k * n / size);
            }

            power[k] = (sum.Real * sum.Real) + (sum.Imaginary * sum.Imaginary);
        }

        double[] energies = new double[10];
        new MelFilters(MelScale.Htk, 10, size, rate, 0, rate / 2.0).Apply(power, energies);
        Series series = new AudioFrontEnd(options).Extract(new Waveform(Numbers.ToSingle(x), rate));
        Assert.Equal(1, series.Length);
        Numbers.AssertValues("log-mel", series.Values, energies.Select(e => Math.Log(e)).ToArray(), Tolerance);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(200, 1)]
    [InlineData(201, 2)]
    [InlineData(280, 2)]
    [InlineData(281, 3)]
    public void There_are_as_many_frames_as_it_takes_to_reach_the_last_sample(int samples, int frames) =>
        Assert.Equal(frames, new AudioFrontEnd(new AudioFeatures { SampleRate = 8000, MelBands = 26 }).Extract(new Waveform(new float[samples], 8000)).Length);

    [Fact]
    public void A_sound_of_another_rate_is_resampled()
    {
        AudioFrontEnd front = new(new AudioFeatures { SampleRate = 8000, MelBands = 20 });
        Series low = front.Extract(new Waveform(Tone(8000), 8000)), high = front.Extract(new Waveform(Tone(44_100), 44_100));
        Assert.Equal(low.Length, high.Length);
        // In the middle, where no end of the sound is near, and in the coefficient that holds the loudness.
        Assert.Equal(low.Step(20)[0], high.Step(20)[0], 0.5f);

        static float[] Tone(int rate) => [.. Enumerable.Range(0, rate / 2).Select(n => (float)(Math.Sin(2 * Math.PI * 700 * n / rate) + (0.3 * Math.Sin(2 * Math.PI * 2500 * n / rate))))];
    }

    [Fact]
    public void Slopes_of_a_straight_line_are_its_slope()
    {
        float[] values = new float[10 * 2];
        for (int t = 0; t < 10; t++)
        {
            values[2 * t] = 3 * t;
        }

        Deltas.Fill(values, 10, 2, 0, 1);
        Assert.All(Enumerable.Range(2, 6), t => Assert.Equal(3, values[(2 * t) + 1]));
        // Frame 0, with frame 0 repeated before it: (1 · 3 + 2 · 6) / 10.
        Assert.Equal(1.5f, values[1]);
    }

    [Fact]
    public void Options_go_through_json_and_wrong_ones_are_errors()
    {
        AudioFeatures options = new() { Kind = AudioFeatureKind.LogMel, Deltas = 1, MelScale = MelScale.Slaney };
        Assert.Equal(options, AudioFeatures.FromJson(options.ToJson()));
        Assert.Equal(80, options.Channels);
        Assert.Throws<ModelFileException>(() => AudioFeatures.FromJson("""{"kind":"Spectrum"}"""));
        Assert.Throws<ModelFileException>(() => AudioFeatures.FromJson("""{"bands":3}"""));
        AudioFeatures[] wrong = [new() { Coefficients = 41 }, new() { HopMs = 0 }, new() { WindowMs = 0 }, new() { Deltas = 3 }, new() { PreEmphasis = 1 }, new() { HighHz = 9000 }];
        Assert.All(wrong, o => Assert.Throws<DataException>(() => new AudioFrontEnd(o)));
    }

    [SharedDataFact("fsdd")]
    public void A_spoken_digit_becomes_a_series_without_holes()
    {
        Waveform sound = WavFile.Read(SharedData.PathOf("fsdd", "train/7_theo_31.wav"));
        Series series = new AudioFrontEnd(new AudioFeatures { SampleRate = 8000, MelBands = 32, Deltas = 2, SubtractMean = true }).Extract(sound);
        Assert.Equal(39, series.Channels);
        Assert.All(series.Values, v => Assert.True(float.IsFinite(v)));
        Assert.Equal(0, Enumerable.Range(0, series.Length).Average(t => series.Step(t)[0]), 1e-4);
    }
}
