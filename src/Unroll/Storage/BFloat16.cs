namespace Unroll.Storage;

/// <summary>bfloat16: the upper half of a 32-bit float, that is its exponent and 8 bits of its mantissa.</summary>
internal static class BFloat16
{
    private const ushort QuietNaN = 0x7FC0;

    /// <summary>The nearest bfloat16, ties to even; every NaN becomes the same quiet one.</summary>
    public static ushort Round(float x)
    {
        uint bits = BitConverter.SingleToUInt32Bits(x);
        uint tie = (bits >> 16) & 1;
        return float.IsNaN(x) ? QuietNaN : (ushort)((bits + 0x7FFF + tie) >> 16);
    }

    /// <summary>The same number as a 32-bit float.</summary>
    public static float Widen(ushort x) => BitConverter.UInt32BitsToSingle((uint)x << 16);
}
