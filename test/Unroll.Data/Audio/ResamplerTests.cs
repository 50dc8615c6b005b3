using Unroll.Data.Audio;
using Xunit;

namespace Unroll.Data.Tests.Audio;

public sealed class ResamplerTests
{
    [Theory]
    [InlineData(8000, 16_000, 1000)]
    [InlineData(44_100, 16_000, 3000)]
    [InlineData(16_000, 8000, 3300)]
    [InlineData(22_050, 8000, 200)]
    [InlineData(11_025, 44_100, 4000)]
    [InlineData(8000, 8001, 3000)]
    public void A_tone_stays_the_same_tone(int from, int to, double hz)
    {
        float[] y = Resampler.Resample(Tone(from, hz, from / 4), from, to);
        float[] expected = Tone(to, hz, y.Length);
        Assert.Equal((((from / 4L) * to) + from - 1) / from, y.Length);
        // At the ends the silence around the tone is heard.
        int edge = y.Length / 4;
        Assert.All(Enumerable.Range(edge, y.Length - (2 * edge)), i => Assert.Equal(expected[i], y[i], 1e-3f));
    }

    [Theory]
    [InlineData(16_000, 8000, 4100)]
    [InlineData(44_100, 8000, 6000)]
    [InlineData(44_100, 16_000, 12_000)]
    public void A_tone_that_the_lower_rate_cannot_hold_is_gone(int from, int to, double hz)
    {
        float[] y = Resampler.Resample(Tone(from, hz, from / 4), from, to);
        int edge = y.Length / 4;
        Assert.All(y[edge..^edge], v => Assert.InRange(v, -1e-4f, 1e-4f));
    }

    [Fact]
    public void A_constant_stays_constant_and_the_same_rate_changes_nothing()
    {
        float[] y = Resampler.Resample([.. Enumerable.Repeat(0.5f, 4000)], 11_025, 8000);
        Assert.All(y[500..^500], v => Assert.Equal(0.5f, v, 1e-6f));
        Waveform w = new([1, 2, 3], 8000);
        Assert.Same(w, w.Resample(8000));
        Assert.Equal((6, 16_000), (w.Resample(16_000).Samples.Length, w.Resample(16_000).SampleRate));
    }

    [Fact]
    public void Every_sample_is_the_sum_over_all_samples_of_the_definition()
    {
        const int From = 12, To = 5;
        float[] x = [1, -2, 3, 0, 5, -1, 2, 2, 0, 0, 1, -4, 2, 1, 1, 3, -2];
        float[] y = Resampler.Resample(x, From, To);
        double c = 0.92 * To / From;
        int half = (int)Math.Ceiling(48 / c);
        for (int m = 0; m < y.Length; m++)
        {
            double at = m * (double)From / To, sum = 0, norm = 0;
            for (int k = (int)at - half; k <= (int)at + half; k++)
            {
                double t = at - k;
                double h = Math.Abs(t) < half ? Bessel(10 * Math.Sqrt(1 - (t * t / half / half))) * Sinc(c * t) : 0;
                norm += h;
                sum += k >= 0 && k < x.Length ? h * x[k] : 0;
            }

            Assert.Equal(sum / norm, y[m], 1e-6);
        }

        static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

        // I0 by its series.
        static double Bessel(double x)
        {
            double term = 1, sum = 1;
            for (int k = 1; k < 60; k++)
            {
                term *= x * x / 4 / k / k;
                sum += term;
            }

            return sum;
        }
    }

    private static float[] Tone(int rate, double hz, int count) => [.. Enumerable.Range(0, count).Select(n => (float)Math.Sin(2 * Math.PI * hz * n / rate))];
}
