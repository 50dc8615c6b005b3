using Unroll.Data.Audio;
using Xunit;

namespace Unroll.Data.Tests.Audio;

public sealed class MelFiltersTests
{
    /// <summary>Numbers of librosa's documentation of hz_to_mel and mel_to_hz.</summary>
    [Theory]
    [InlineData(60, 0.9)]
    [InlineData(110, 1.65)]
    [InlineData(440, 6.6)]
    [InlineData(200, 3)]
    public void The_scale_of_slaney_is_that_of_librosa(double hz, double mel)
    {
        Assert.Equal(mel, MelFilters.ToMel(hz, MelScale.Slaney), 1e-9);
        Assert.Equal(hz, MelFilters.ToHz(mel, MelScale.Slaney), 1e-9);
    }

    [Fact]
    public void The_scale_of_htk_gives_1000_mel_at_1000_hz() => Assert.Equal(1000, MelFilters.ToMel(1000, MelScale.Htk), 0.02);

    [Theory]
    [InlineData(MelScale.Htk)]
    [InlineData(MelScale.Slaney)]
    public void To_mel_and_to_hz_undo_each_other(MelScale scale) => Assert.All(
        (double[])[0, 20, 500, 999.9, 1000, 1000.1, 4000, 22_050], hz => Assert.Equal(hz, MelFilters.ToHz(MelFilters.ToMel(hz, scale), scale), 1e-8));

    /// <summary>The first weights of librosa.filters.mel(sr=22050, n_fft=2048), as the documentation of the crate mel_filter shows them.</summary>
    [Fact]
    public void The_filters_of_slaney_are_those_of_librosa()
    {
        MelFilters filters = new(MelScale.Slaney, 128, 2048, 22_050, 0, 11_025);
        double[] first = [0, 0.016182853208219942, 0.032365706416439884, 0.028990088037379964, 0.012807234829160026, 0];
        double[] second = [0, 0, 0, 0.009779235793639925, 0.025962089001859864, 0.035393705451959974, 0.01921085224374004, 0.003027999035520103, 0];
        double[] energies = new double[128];
        for (int bin = 0; bin < second.Length; bin++)
        {
            double[] power = new double[1025];
            power[bin] = 1;
            filters.Apply(power, energies);
            Assert.Equal(second[bin], energies[1], 1e-8);
            Assert.Equal(bin < first.Length ? first[bin] : 0, energies[0], 1e-8);
        }
    }

    [Fact]
    public void Bands_that_do_not_fit_are_errors()
    {
        Assert.Contains("no value of the spectrum", Assert.Throws<DataException>(() => new MelFilters(MelScale.Htk, 120, 256, 8000, 0, 4000)).Message, StringComparison.Ordinal);
        Assert.Contains("half the sample rate", Assert.Throws<DataException>(() => new MelFilters(MelScale.Htk, 20, 256, 8000, 0, 4001)).Message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => new MelFilters(MelScale.Htk, 20, 256, 8000, 300, 300));
        Assert.Throws<DataException>(() => new MelFilters(MelScale.Htk, 0, 256, 8000, 0, 4000));
    }
}
