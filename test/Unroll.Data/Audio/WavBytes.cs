using System.Buffers.Binary;
using System.Text;

namespace Unroll.Data.Tests.Audio;

/// <summary>Writes small WAV files for tests.</summary>
internal static class WavBytes
{
    public static byte[] Make(int tag, int bits, int channels, int rate, byte[] data, bool extensible = false, byte[]? before = null)
    {
        List<byte> file = [.. "RIFF"u8, 0, 0, 0, 0, .. "WAVE"u8];
        file.AddRange(before ?? []);
        List<byte> fmt = [];
        Put16(fmt, extensible ? 0xFFFE : tag);
        Put16(fmt, channels);
        Put32(fmt, rate);
        Put32(fmt, rate * channels * bits / 8);
        Put16(fmt, channels * bits / 8);
        Put16(fmt, bits);
        if (extensible)
        {
            fmt.AddRange([22, 0, (byte)bits, 0, 0, 0, 0, 0]);
            Put16(fmt, tag);
            fmt.AddRange(new byte[14]);
        }

        file.AddRange(Chunk("fmt ", [.. fmt]));
        file.AddRange(Chunk("data", data));
        return [.. file];
    }

    public static byte[] Chunk(string name, byte[] data)
    {
        List<byte> chunk = [.. Encoding.ASCII.GetBytes(name)];
        Put32(chunk, data.Length);
        chunk.AddRange(data);
        if (data.Length % 2 == 1)
        {
            chunk.Add(0);
        }

        return [.. chunk];
    }

    public static byte[] Of16(params short[] samples)
    {
        byte[] data = new byte[2 * samples.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(data.AsSpan(2 * i), samples[i]);
        }

        return data;
    }

    private static void Put16(List<byte> into, int value) => into.AddRange([(byte)value, (byte)(value >> 8)]);

    private static void Put32(List<byte> into, int value) => into.AddRange([(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)]);
}
