using System.Runtime.InteropServices;

namespace Unroll.Kernels;

/// <summary>
/// Weights W [N, K] as 8-bit integers with one scale a row, and the product y = x Wᵀ. Where one sequence streams, a product takes as long
/// as reading the weights, and here they are a quarter of their size in float.
/// </summary>
/// <remarks>
/// y[r, n] = (Σ_k q_x[r, k] · q_w[n, k]) · (scale_w[n] · scale_x[r]); the sum is exact, so y has the same bits on every code path, for any
/// number of threads, and whatever rows are beside it.
/// <para>Layout: panels of 16 rows of W, each [k / 2][row][2], so that 16 bytes times a pair of activations give eight sums, and the
/// bytes are read once, in the order in which they lie. Gates lie side by side: [block of 16 units][gate], N = gates · units.</para>
/// </remarks>
public sealed class Int8Matrix
{
    /// <summary>The longest sum that cannot overflow: 127 · 2047 · 8192 &lt; 2³¹.</summary>
    public const int MaxK = 8192;

    /// <summary>Rows of W in a panel: the units of a block.</summary>
    public const int Block = 16;

    private readonly AlignedBuffer _values, _scales;
    private readonly int _units;

    /// <summary>Makes room for a matrix of zeros.</summary>
    /// <param name="n">Rows of W.</param>
    /// <param name="k">Columns of W: the length of the sums, at most <see cref="MaxK"/>.</param>
    /// <param name="gates">How many blocks of rows of equal size (gates) W has.</param>
    public Int8Matrix(int n, int k, int gates = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, MaxK);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(gates);
        ArgumentOutOfRangeException.ThrowIfNotEqual(n % gates, 0);
        (N, K, Gates, _units) = (n, k, gates, n / gates);
        Blocks = (_units + Block - 1) / Block;
        _values = new AlignedBuffer(checked(Blocks * gates * Block / sizeof(float) * PaddedK(k)));
        _scales = new AlignedBuffer(Blocks * gates * Block);
    }

    /// <summary>Rows of W.</summary>
    public int N { get; }

    /// <summary>Columns of W.</summary>
    public int K { get; }

    /// <summary>Gates.</summary>
    public int Gates { get; }

    /// <summary>Blocks of 16 units; the last may be padded with rows of zeros.</summary>
    public int Blocks { get; }

    /// <summary>Bytes of all weights, padding included: what one product reads.</summary>
    public long Bytes => (long)_values.Length * sizeof(float);

    /// <summary>Rounds W.</summary>
    /// <param name="w">[N, K], row by row, gate after gate.</param>
    /// <exception cref="UnrollException">A weight is NaN or infinite.</exception>
    public void Round(ReadOnlySpan<float> w)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(w.Length, N * K);
        Span<sbyte> values = MemoryMarshal.Cast<float, sbyte>(_values.Span);
        Span<sbyte> row = new sbyte[K];
        for (int n = 0; n < N; n++)
        {
            (int gate, int unit) = (n / _units, n % _units);
            int panel = ((unit / Block) * Gates) + gate, lane = unit % Block;
            _scales.Span[(panel * Block) + lane] = Int8Rounding.Round(w.Slice(n * K, K), row);
            Span<sbyte> target = values.Slice(panel * Block * PaddedK(K), Block * PaddedK(K));
            for (int k = 0; k < K; k++)
            {
                target[(k / 2 * 2 * Block) + (lane * 2) + (k & 1)] = row[k];
            }
        }
    }

    /// <summary>y = x Wᵀ, or y += x Wᵀ, for some blocks of units, into rows of gates that lie as the caller says.</summary>
    /// <param name="x">Activations, <see cref="K"/> in a row.</param>
    /// <param name="first">The first block of units.</param>
    /// <param name="last">The block after the last one; threads that share a product take ranges of blocks.</param>
    /// <param name="y">Where block 0 begins; 16 floats are written for every row, gate and block, also where units are padding.</param>
    /// <param name="place">How y lies.</param>
    /// <param name="accumulate">Adds to y instead of overwriting it.</param>
    public unsafe void Multiply(Int8Activations x, int first, int last, Span<float> y, Int8Place place, bool accumulate)
    {
        CheckArguments(x, first, last);
        if (x.Rows == 0 || first == last)
        {
            return;
        }

        long end = ((last - 1) * (long)place.Block) + ((Gates - 1) * (long)place.Gate) + ((x.Rows - 1) * (long)place.Row) + Block;
        ArgumentOutOfRangeException.ThrowIfLessThan(y.Length, end);
        int padded = PaddedK(K);
        fixed (float* weights = _values.Span, scales = _scales.Span, py = y, rowScales = x.Scales)
        fixed (short* px = x.Values)
        {
            for (int block = first; block < last; block++)
            {
                for (int gate = 0; gate < Gates; gate++)
                {
                    nint panel = ((nint)block * Gates) + gate;
                    Int8Kernels.Panel((sbyte*)weights + (panel * Block * padded), scales + (panel * Block), px, rowScales, x.Rows, padded,
                        py + ((nint)block * place.Block) + ((nint)gate * place.Gate), place.Row, accumulate);
                }
            }
        }
    }

    /// <summary>y = x Wᵀ, or y += x Wᵀ, as plain rows; for a matrix of one gate.</summary>
    /// <param name="x">Activations, <see cref="K"/> in a row.</param>
    /// <param name="y">[rows, N], <paramref name="ldy"/> floats from row to row.</param>
    /// <param name="ldy">At least N.</param>
    /// <param name="accumulate">Adds to y instead of overwriting it.</param>
    public void Multiply(Int8Activations x, Span<float> y, int ldy, bool accumulate)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(Gates, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ldy, N);
        ArgumentOutOfRangeException.ThrowIfLessThan(y.Length, x.Rows == 0 ? 0 : ((x.Rows - 1) * (long)ldy) + N);
        int whole = N / Block, tail = N % Block;
        Multiply(x, 0, whole, y, new Int8Place(ldy, 0, Block), accumulate);
        if (tail > 0)
        {
            MultiplyTail(x, y[Math.Min(y.Length, whole * Block)..], ldy, tail, accumulate);
        }
    }

    /// <summary>The last block, whose padding must not be written to y.</summary>
    private unsafe void MultiplyTail(Int8Activations x, Span<float> y, int ldy, int tail, bool accumulate)
    {
        CheckArguments(x, 0, Blocks);
        int padded = PaddedK(K), block = Blocks - 1;
        float* sums = stackalloc float[Block];
        fixed (float* weights = _values.Span, scales = _scales.Span, rowScales = x.Scales)
        fixed (short* px = x.Values)
        {
            for (int r = 0; r < x.Rows; r++)
            {
                Span<float> row = y.Slice(r * ldy, tail);
                Int8Kernels.Panel((sbyte*)weights + ((nint)block * Block * padded), scales + (block * Block), px + ((nint)r * padded), rowScales + r, 1, padded, sums, 0, accumulate: false);
                Span<float> product = new(sums, tail);
                if (accumulate)
                {
                    TensorPrimitives.Add(row, product, row);
                }
                else
                {
                    product.CopyTo(row);
                }
            }
        }
    }

    /// <summary>K rounded up to what a kernel takes at once.</summary>
    internal static int PaddedK(int k) => (k + Int8Kernels.StepK - 1) & -Int8Kernels.StepK;

    private void CheckArguments(Int8Activations x, int first, int last)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.K, K);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, last);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(last, Blocks);
    }
}

/// <summary>How the result of a product lies: at [block, gate, row] begin 16 floats, one a unit.</summary>
/// <param name="Row">Floats from row to row.</param>
/// <param name="Gate">Floats from gate to gate.</param>
/// <param name="Block">Floats from a block of 16 units to the next.</param>
public readonly record struct Int8Place(int Row, int Gate, int Block);
