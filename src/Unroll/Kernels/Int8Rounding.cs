namespace Unroll.Kernels;

/// <summary>Rows of weights as 8-bit integers with one scale a row: w ≈ scale · q with q in −127 … 127 (symmetric, Jacob et al. 2018).</summary>
/// <remarks>
/// The scale is max|row| / 127, its mantissa cut to 17 bits. Then scale · q is exact in a float, and rounding a row that was rounded
/// before gives the same integers and the same scale: weights in float and in integers are two forms of the same model.
/// </remarks>
public static class Int8Rounding
{
    /// <summary>The largest integer. −128 is left out, so that a weight and its negative are rounded alike.</summary>
    public const int Most = 127;

    /// <summary>The mantissa bits of a scale that are zero: as many as a q takes.</summary>
    private const uint CutBits = 0x7F;

    /// <summary>Rounds a row to the nearest integers.</summary>
    /// <param name="row">The weights.</param>
    /// <param name="rounded">The integers, as many.</param>
    /// <returns>The scale; 0 for a row of zeros. Every weight is at most half a scale away from scale · q.</returns>
    /// <exception cref="UnrollException">A weight is NaN or infinite.</exception>
    public static float Round(ReadOnlySpan<float> row, Span<sbyte> rounded)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rounded.Length, row.Length);
        float most = row.IsEmpty ? 0 : MathF.Abs(TensorPrimitives.MaxMagnitude(row));
        if (!float.IsFinite(most))
        {
            throw new UnrollException($"A row of weights holds {most}, expected finite numbers: no integer stands for it. The weights are broken; take an earlier model.");
        }

        if (most == 0)
        {
            rounded.Clear();
            return 0;
        }

        // Below the normal numbers a scale would have too few bits to be cut.
        float scale = MathF.Max(BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(most / Most) & ~CutBits), BitConverter.UInt32BitsToSingle(0x0080_0000));
        for (int i = 0; i < row.Length; i++)
        {
            rounded[i] = (sbyte)MathF.Round(row[i] / scale, MidpointRounding.ToEven);
        }

        return scale;
    }

    /// <summary>The weights that integers stand for: scale · q.</summary>
    /// <param name="rounded">The integers.</param>
    /// <param name="scale">Their scale.</param>
    /// <param name="row">The weights, as many.</param>
    public static void Expand(ReadOnlySpan<sbyte> rounded, float scale, Span<float> row)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, rounded.Length);
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = scale * rounded[i];
        }
    }
}
