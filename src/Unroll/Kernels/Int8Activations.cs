using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unroll.Kernels;

/// <summary>
/// Rows of activations as integers of at most ±2047 with one scale a row, rounded anew for every product: the right-hand side of
/// <see cref="Int8Matrix"/>. Integers make the sums exact, so that no product depends on vectors, threads or rows.
/// </summary>
/// <remarks>
/// Twelve bits lose little beside weights of eight, and 127 · 2047 · 8192 still fits 32 bits. A row that holds NaN or an infinity
/// becomes zeros with the scale NaN: all its products are NaN. Numbers below 2⁻¹⁰⁰ / 4094 become zero.
/// </remarks>
public sealed class Int8Activations
{
    /// <summary>The largest integer.</summary>
    public const int Most = 2047;

    /// <summary>Below this the reciprocal of a scale would overflow.</summary>
    private const float Least = 7.8886091e-31f;

    private AlignedBuffer _values = new(0);
    private float[] _scales = [];

    /// <summary>Rows.</summary>
    public int Rows { get; private set; }

    /// <summary>Numbers in a row.</summary>
    public int K { get; private set; }

    /// <summary>Rounded rows, each <see cref="Int8Matrix.PaddedK"/> long, zeros past K.</summary>
    internal ReadOnlySpan<short> Values => MemoryMarshal.Cast<float, short>(_values.Span);

    internal ReadOnlySpan<float> Scales => _scales.AsSpan(0, Rows);

    /// <summary>Rounds rows to the nearest integers; memory is kept from one call to the next.</summary>
    /// <param name="x">[rows, k], <paramref name="ldx"/> floats from row to row.</param>
    /// <param name="ldx">At least k.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="k">Numbers in a row.</param>
    public unsafe void Round(ReadOnlySpan<float> x, int ldx, int rows, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        ArgumentOutOfRangeException.ThrowIfLessThan(x.Length, rows == 0 ? 0 : ((rows - 1) * (long)ldx) + k);
        int padded = Int8Matrix.PaddedK(k), floats = checked(rows * (padded / 2));
        if (_values.Length < floats)
        {
            _values = new AlignedBuffer(floats);
        }

        if (_scales.Length < rows)
        {
            _scales = new float[rows];
        }

        (Rows, K) = (rows, k);
        fixed (float* source = x, values = _values.Span)
        {
            for (int i = 0; i < rows; i++)
            {
                short* row = (short*)values + ((nint)i * padded);
                _scales[i] = RoundRow(source + ((nint)i * ldx), k, row);
                new Span<short>(row + k, padded - k).Clear();
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe float RoundRow(float* x, int count, short* rounded)
    {
        float most = Largest(x, count);
        if (!float.IsFinite(most))
        {
            new Span<short>(rounded, count).Clear();
            return float.NaN;
        }

        most = MathF.Max(most, Least);
        float inverse = Most / most;
        Vector256<float> factor = Vector256.Create(inverse);
        int i = 0;
        for (; Simd.Path != SimdPath.Scalar && i + 8 <= count; i += 8)
        {
            // The conversion rounds to nearest even, as MathF.Round does.
            Vector256<int> whole = Avx.ConvertToVector256Int32(Vector256.Load(x + i) * factor);
            Sse2.PackSignedSaturate(whole.GetLower(), whole.GetUpper()).Store(rounded + i);
        }

        for (; i < count; i++)
        {
            rounded[i] = (short)MathF.Round(x[i] * inverse, MidpointRounding.ToEven);
        }

        return most / Most;
    }

    /// <summary>
    /// max |x|. Without their sign, floats are ordered as their bits are as integers, with infinity and NaN above all numbers: so neither
    /// gets lost, and vectors give the same as one number at a time.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe float Largest(float* x, int count)
    {
        Vector256<int> sign = Vector256.Create(int.MaxValue), largest = default;
        int i = 0, most = 0;
        for (; Simd.Path != SimdPath.Scalar && i + 8 <= count; i += 8)
        {
            largest = Avx2.Max(largest, Vector256.Load((int*)(x + i)) & sign);
        }

        for (int lane = 0; lane < 8; lane++)
        {
            most = Math.Max(most, largest.GetElement(lane));
        }

        for (; i < count; i++)
        {
            most = Math.Max(most, BitConverter.SingleToInt32Bits(x[i]) & int.MaxValue);
        }

        return BitConverter.Int32BitsToSingle(most);
    }
}
