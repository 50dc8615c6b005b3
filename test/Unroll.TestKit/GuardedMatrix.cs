namespace Unroll.TestKit;

/// <summary>
/// A matrix inside poisoned memory: NaN before, behind and in the gaps between its rows. Who reads the poison gets NaN, who overwrites it
/// is found out by <see cref="PoisonIsUntouched"/>.
/// </summary>
public sealed class GuardedMatrix
{
    private const int Guard = 80;

    /// <summary>A NaN that no calculation makes; a quiet one, because moving a signalling one may change its bits.</summary>
    private const int PoisonBits = 0x7FE5_5A5A;

    private readonly float[] _memory;
    private readonly int _rows, _columns;

    /// <summary>Makes room for a matrix of zeros.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="gap">Poisoned floats between the end of a row and the start of the next.</param>
    public GuardedMatrix(int rows, int columns, int gap)
    {
        (_rows, _columns, Stride) = (rows, columns, columns + gap);
        _memory = new float[Guard + (rows * Stride) + Guard];
        Reset();
    }

    /// <summary>Floats from row to row.</summary>
    public int Stride { get; }

    /// <summary>From the first element to the last, and not one more.</summary>
    public Span<float> Span => _memory.AsSpan(Guard, ((_rows - 1) * Stride) + _columns);

    public float this[int row, int column] => _memory[Guard + (row * Stride) + column];

    public Span<float> Row(int row) => _memory.AsSpan(Guard + (row * Stride), _columns);

    /// <summary>Poison everywhere, zeros in the matrix.</summary>
    public void Reset()
    {
        _memory.AsSpan().Fill(BitConverter.Int32BitsToSingle(PoisonBits));
        for (int i = 0; i < _rows; i++)
        {
            Row(i).Clear();
        }
    }

    /// <summary>Takes the upper left part of a matrix whose rows are <paramref name="stride"/> long.</summary>
    public GuardedMatrix Fill(ReadOnlySpan<float> source, int stride)
    {
        for (int i = 0; i < _rows; i++)
        {
            source.Slice(i * stride, _columns).CopyTo(Row(i));
        }

        return this;
    }

    public bool PoisonIsUntouched()
    {
        for (int i = -1; i < _rows; i++)
        {
            int start = i < 0 ? 0 : Guard + (i * Stride) + _columns;
            int end = i < 0 ? Guard : i == _rows - 1 ? _memory.Length : Guard + ((i + 1) * Stride);
            foreach (float x in _memory.AsSpan(start, end - start))
            {
                if (BitConverter.SingleToInt32Bits(x) != PoisonBits)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
