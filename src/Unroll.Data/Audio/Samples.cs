using System.Buffers.Binary;

namespace Unroll.Data.Audio;

/// <summary>How one sample of a sound is stored.</summary>
internal enum SampleKind
{
    Unsigned8,
    Signed16,
    Signed24,
    Signed32,
    Float32,
    Float64,
    ALaw,
    MuLaw,
}

/// <summary>Samples as numbers in [-1, 1].</summary>
internal static class Samples
{
    public static double Decode(ReadOnlySpan<byte> bytes, SampleKind kind) => kind switch
    {
        SampleKind.Unsigned8 => (bytes[0] - 128) / 128.0,
        SampleKind.Signed16 => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32768.0,
        // Into the upper three bytes, so that the sign is in its place.
        SampleKind.Signed24 => ((bytes[0] << 8) | (bytes[1] << 16) | (bytes[2] << 24)) / 2147483648.0,
        SampleKind.Signed32 => BinaryPrimitives.ReadInt32LittleEndian(bytes) / 2147483648.0,
        SampleKind.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        SampleKind.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        SampleKind.ALaw => ALaw(bytes[0]) / 32768.0,
        SampleKind.MuLaw => MuLaw(bytes[0]) / 32768.0,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of sample."),
    };

    /// <summary>ITU-T G.711: sign, three bits of exponent, four of mantissa, every other bit inverted.</summary>
    private static int ALaw(byte code)
    {
        int a = code ^ 0x55;
        int exponent = (a >> 4) & 7;
        int magnitude = ((a & 0xF) << 4) + (exponent == 0 ? 8 : 0x108);
        magnitude <<= Math.Max(0, exponent - 1);
        return (a & 0x80) != 0 ? magnitude : -magnitude;
    }

    /// <summary>ITU-T G.711: sign, three bits of exponent, four of mantissa, all inverted, with a bias of 132.</summary>
    private static int MuLaw(byte code)
    {
        const int bias = 132;
        int u = ~code;
        int magnitude = ((((u & 0xF) << 3) + bias) << ((u >> 4) & 7)) - bias;
        return (u & 0x80) != 0 ? -magnitude : magnitude;
    }
}
