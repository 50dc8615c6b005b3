using Unroll.Cells;
using Unroll.Kernels;

namespace Unroll.Layers;

/// <summary>Something that is made of parameters and renewed whenever they have changed: what the kernels read.</summary>
internal interface IPackedCopy
{
    /// <summary>Brings the copy up to date.</summary>
    /// <param name="precision">How the weights are kept.</param>
    void Pack(WeightPrecision precision);
}

/// <summary>A packed copy of (a part of) a weight, renewed once a training step and read by all shards.</summary>
/// <param name="weight">The weight [rows, K].</param>
/// <param name="first">The first row of the part.</param>
/// <param name="count">Rows of the part.</param>
/// <param name="gates">How many gates its rows belong to.</param>
/// <param name="transposed">Wᵀ for the forward product; W itself for the backward product.</param>
/// <param name="dealt">Whether the rows are dealt in whole blocks of 16 units of all gates.</param>
internal sealed class PackedWeight(Parameter weight, int first, int count, int gates, bool transposed, bool dealt) : IPackedCopy
{
    private readonly int _rows = dealt ? gates * AlignedBuffer.RoundUp(count / gates) : count;
    private PackedMatrix? _matrix;

    /// <summary>Of the whole weight.</summary>
    public PackedWeight(Parameter weight, int gates, bool transposed, bool dealt) : this(weight, 0, weight.Shape[0], gates, transposed, dealt)
    {
    }

    // Units past H are zero and stay zero.
    public PackedMatrix Matrix => _matrix ??= transposed ? new PackedMatrix(weight.Shape[1], _rows) : new PackedMatrix(_rows, weight.Shape[1]);

    public void Pack(WeightPrecision precision)
    {
        Span<float> part = weight.Values.Slice(first * weight.Shape[1], count * weight.Shape[1]);
        if (transposed)
        {
            Matrix.PackTransposed(part, gates);
        }
        else
        {
            Matrix.Pack(part, gates);
        }
    }
}

/// <summary>
/// The biases of a recurrent layer as its sums begin with them: b_ih + b_hh of the gates that share a sum and b_ih of those that do not,
/// as [U, gates, 16] with U blocks of 16 units; then b_hh of those that do not, as [U, separate, 16].
/// </summary>
/// <param name="ih">b_ih [gates · H].</param>
/// <param name="hh">b_hh [gates · H], or null for a cell without recurrent matrix.</param>
/// <param name="cell">The cell.</param>
internal sealed class PackedBiases(Parameter ih, Parameter? hh, CellShape cell) : IPackedCopy
{
    private const int Width = PackedMatrix.PanelWidth;

    private readonly int _hidden = ih.Shape[0] / cell.Gates.Count;

    public AlignedBuffer Values { get; } = new((cell.Gates.Count + cell.Separate) * AlignedBuffer.RoundUp(ih.Shape[0] / cell.Gates.Count));

    public void Pack(WeightPrecision precision)
    {
        int gates = cell.Gates.Count, shared = gates - cell.Separate;
        Span<float> joint = Values.Span, separate = joint[(gates * AlignedBuffer.RoundUp(_hidden))..];
        for (int gate = 0; gate < gates; gate++)
        {
            for (int unit = 0; unit < _hidden; unit++)
            {
                (int block, int lane) = Math.DivRem(unit, Width);
                float input = ih.Values[(gate * _hidden) + unit], recurrent = hh is null ? 0 : hh.Values[(gate * _hidden) + unit];
                joint[(((block * gates) + gate) * Width) + lane] = gate < shared ? input + recurrent : input;
                if (gate >= shared)
                {
                    separate[(((block * cell.Separate) + gate - shared) * Width) + lane] = recurrent;
                }
            }
        }
    }
}

/// <summary>A cell's own weights, [H] each, as [W, Hp]: zeros past H.</summary>
/// <param name="units">The weights.</param>
/// <param name="hidden">H.</param>
internal sealed class PackedUnits(Parameter[] units, int hidden) : IPackedCopy
{
    public AlignedBuffer Values { get; } = new(units.Length * AlignedBuffer.RoundUp(hidden));

    public void Pack(WeightPrecision precision)
    {
        for (int i = 0; i < units.Length; i++)
        {
            units[i].Values.CopyTo(Values.Slice(i * AlignedBuffer.RoundUp(hidden), hidden));
        }
    }
}
