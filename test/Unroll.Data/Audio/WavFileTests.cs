using System.Runtime.InteropServices;
using Unroll.Data.Audio;
using Unroll.Data.Files;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Audio;

public sealed class WavFileTests
{
    [Fact]
    public void Pcm_of_every_width_is_read()
    {
        Assert.Equal([-1f, 0, 127 / 128f], Samples(1, 8, [0, 128, 255]));
        Assert.Equal([0.5f, -1, 32767 / 32768f], Samples(1, 16, WavBytes.Of16(16384, -32768, 32767)));
        Assert.Equal([0.5f, -1, 8388607 / 8388608f], Samples(1, 24, [0, 0, 0x40, 0, 0, 0x80, 0xFF, 0xFF, 0x7F]));
        Assert.Equal([0.5f, -1], Samples(1, 32, [0, 0, 0, 0x40, 0, 0, 0, 0x80]));
    }

    [Fact]
    public void Floats_of_both_widths_are_read()
    {
        Assert.Equal([0.25f, -1.5f], Samples(3, 32, MemoryMarshal.AsBytes<float>([0.25f, -1.5f]).ToArray()));
        Assert.Equal([0.25f, -0.1f], Samples(3, 64, MemoryMarshal.AsBytes<double>([0.25, -0.1]).ToArray()));
    }

    /// <summary>Values and sums of Python's audioop.</summary>
    [Theory]
    [InlineData(6, new byte[] { 0xD5, 0x55, 0xAA, 0x2A, 0x80, 0xC3 }, new[] { 8, -8, 32256, -32256, 5504, 360 }, 100_139_008)]
    [InlineData(7, new byte[] { 0xFF, 0x80, 0x00, 0x7F, 0x55, 0xC3 }, new[] { 0, 32124, -32124, 0, -716, 1692 }, 98_107_392)]
    public void A_law_and_mu_law_are_those_of_an_outside_decoder(int tag, byte[] codes, int[] expected, long weightedSum)
    {
        Assert.Equal(expected, Samples(tag, 8, codes).Select(s => (int)(s * 32768)));
        float[] all = Samples(tag, 8, [.. Enumerable.Range(0, 256).Select(b => (byte)b)]);
        Assert.Equal(weightedSum, all.Select((s, b) => (long)(s * 32768) * (b + 1)).Sum());
    }

    [Fact]
    public void Channels_are_mixed_and_the_rate_is_kept()
    {
        Waveform w = WavFile.Parse(WavBytes.Make(1, 16, 2, 44_100, WavBytes.Of16(16384, 0, -16384, -16384)), "a.wav");
        Assert.Equal([0.25f, -0.5f], w.Samples);
        Assert.Equal((44_100, 2, new Origin("a.wav")), (w.SampleRate, w.SourceChannels, w.Origin));
        Assert.Equal(2 / 44_100.0, w.Seconds);
    }

    [Fact]
    public void The_extensible_form_and_chunks_of_other_use_are_read()
    {
        byte[] list = WavBytes.Chunk("LIST", [1, 2, 3]);
        Assert.Equal([0.5f], WavFile.Parse(WavBytes.Make(1, 16, 1, 8000, WavBytes.Of16(16384), extensible: true, before: list), "a").Samples);
        Assert.Equal([0.5f], WavFile.Parse(WavBytes.Make(3, 32, 1, 8000, MemoryMarshal.AsBytes<float>([0.5f]).ToArray(), extensible: true), "a").Samples);
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_an_error_that_names_it()
    {
        byte[] whole = WavBytes.Make(1, 16, 1, 8000, WavBytes.Of16(1, 2, 3));
        for (int length = 0; length < whole.Length; length++)
        {
            string message = Assert.Throws<DataException>(() => WavFile.Parse(whole.AsSpan(0, length), "cut.wav")).Message;
            Assert.Contains("'cut.wav'", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Kinds_that_are_not_known_and_headers_that_do_not_fit_are_errors()
    {
        (byte[] File, string Why)[] wrong =
        [
            (WavBytes.Make(2, 4, 2, 8000, [0]), "kind 2 with 4 bits"), (WavBytes.Make(1, 12, 2, 8000, [0, 0, 0]), "kind 1 with 12 bits"),
            (WavBytes.Make(85, 0, 1, 8000, [0]), "ffmpeg"), (WavBytes.Make(1, 16, 0, 8000, [0, 0]), "0 channels"), (WavBytes.Make(1, 16, 1, 0, [0, 0]), "0 samples a second"),
            (WavBytes.Make(1, 16, 2, 8000, [0, 0]), "multiple of 4"), (WavBytes.Make(1, 16, 1, 8000, []), "no samples"),
            (WavBytes.Make(3, 32, 1, 8000, MemoryMarshal.AsBytes<float>([0, float.NaN]).ToArray()), "sample 1 is not a finite"),
            ([.. "RIFX\0\0\0\0WAVE"u8], "no WAV file"), ([.. "ID3\0\0\0\0\0\0\0\0\0\0"u8], "'ID3"),
            ([.. "RIFF\0\0\0\0WAVE"u8, .. WavBytes.Chunk("data", [0, 0])], "no chunk 'fmt '"),
        ];
        foreach ((byte[] file, string why) in wrong)
        {
            Assert.Contains(why, Assert.Throws<DataException>(() => WavFile.Parse(file, "a.wav")).Message, StringComparison.Ordinal);
        }
    }

    [SharedDataFact("fsdd")]
    public void Every_file_of_the_spoken_digits_is_read()
    {
        IReadOnlyList<MatchedFile> files = FilePattern.Find(SharedData.PathOf("fsdd", "train"), "{label}_{speaker}_{take}.wav");
        Assert.Equal((1500, 5, 10), (files.Count, files.Select(f => f.Fields["speaker"]).Distinct().Count(), files.Select(f => f.Fields["label"]).Distinct().Count()));
        Waveform[] sounds = [.. files.Select(f => WavFile.Read(f.Path))];
        Assert.All(sounds, w => Assert.Equal((8000, 1), (w.SampleRate, w.SourceChannels)));
        // The samples after the header of 0_george_10.wav: 51FF 03FE.
        Assert.Equal([-175 / 32768f, -509 / 32768f], sounds[0].Samples[..2]);
    }

    private static float[] Samples(int tag, int bits, byte[] data) => WavFile.Parse(WavBytes.Make(tag, bits, 1, 8000, data), "a.wav").Samples;
}
