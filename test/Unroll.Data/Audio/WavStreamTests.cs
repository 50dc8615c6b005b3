using System.Buffers.Binary;
using System.Text;
using Unroll.Data.Audio;
using Xunit;

namespace Unroll.Data.Tests.Audio;

public sealed class WavStreamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void A_file_in_pieces_has_the_samples_of_the_whole(int piece)
    {
        byte[] bytes = Wav(5000, stated: 20_000);
        Waveform whole = WavFile.Parse(bytes, "a.wav");
        WavStream stream = WavStream.Open(new Trickle(bytes, piece), "pipe");
        Assert.Equal((whole.SampleRate, whole.Samples.Length), (stream.SampleRate, 5000));
        Assert.Equal(whole.Samples, All(stream));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0xFFFF_FFFFu)]
    [InlineData(0x7FFF_F000u)]
    public void A_recorder_that_does_not_know_the_length_is_read_to_the_end(uint stated)
    {
        byte[] bytes = Wav(3000, stated);
        Assert.Equal(3000, All(WavStream.Open(new Trickle(bytes, 999), "pipe")).Count);

        // It was stopped within a sample.
        Assert.Equal(2999, All(WavStream.Open(new Trickle(bytes[..^1], 999), "pipe")).Count);
    }

    [Fact]
    public void What_is_no_sound_or_ends_early_says_so()
    {
        byte[] bytes = Wav(300, stated: 1200);
        WavStream cut = WavStream.Open(new MemoryStream(bytes[..^40]), "cut.wav");
        Assert.Contains("'cut.wav': it states 1200 bytes of samples, but ended after 1160", Assert.Throws<DataException>(() => All(cut)).Message);
        Assert.Contains("this is no WAV file", Message("OggS and more"u8.ToArray()));
        Assert.Contains("this is no WAV file", Message([]));
        Assert.Contains("it holds no samples", Message(bytes[..36]));
        Assert.Contains("no chunk 'fmt '", Message([.. bytes[..12], .. "data"u8, 4, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Contains("states 4294967295 bytes", Message([.. bytes[..12], .. "LIST"u8, 0xFF, 0xFF, 0xFF, 0xFF]));
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(20), 85);
        Assert.Contains("of kind 85", Message(bytes));
    }

    private static string Message(byte[] bytes) => Assert.Throws<DataException>(() => WavStream.Open(new MemoryStream(bytes), "x.wav")).Message;

    private static List<float> All(WavStream stream)
    {
        List<float> all = [];
        for (float[] part = stream.Read(); part.Length > 0; part = stream.Read())
        {
            all.AddRange(part);
        }

        return all;
    }

    /// <summary>16-bit stereo of 8 kHz, with an odd chunk before the samples.</summary>
    private static byte[] Wav(int frames, uint stated)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write("RIFF\0\0\0\0WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)2);
        writer.Write(8000);
        writer.Write(32_000);
        writer.Write((short)4);
        writer.Write((short)16);
        writer.Write("LIST"u8);
        writer.Write(3);
        writer.Write(Encoding.ASCII.GetBytes("abc\0"));
        writer.Write("data"u8);
        writer.Write(stated);
        for (int i = 0; i < frames; i++)
        {
            writer.Write((short)((i * 37) % 20_000));
            writer.Write((short)(-(i * 11) % 20_000));
        }

        return stream.ToArray();
    }

    /// <summary>A pipe that gives a few bytes at a time.</summary>
    private sealed class Trickle(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, piece));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, piece)]);
    }
}
