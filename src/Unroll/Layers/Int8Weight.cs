using Unroll.Kernels;

namespace Unroll.Layers;

/// <summary>A copy of (a part of) a weight in 8-bit integers, for the products of a model whose weights are kept so.</summary>
/// <param name="weight">The weight [gates · H, K].</param>
/// <param name="start">The first row of the part.</param>
/// <param name="gates">How many blocks of rows (gates) the part has.</param>
/// <param name="units">H: the rows of a block.</param>
internal sealed class Int8Weight(Parameter weight, int start, int gates, int units) : IPackedCopy
{
    /// <summary>The copy; null while the weights are kept in float, or where sums would be too long for it.</summary>
    public Int8Matrix? Matrix { get; private set; }

    /// <summary>Makes the copy, or forgets it.</summary>
    /// <param name="precision">How the weights are kept.</param>
    public void Pack(WeightPrecision precision)
    {
        int columns = weight.Shape[1];
        if (precision != WeightPrecision.Int8 || columns > Int8Matrix.MaxK)
        {
            Matrix = null;
            return;
        }

        Matrix ??= new Int8Matrix(gates * units, columns, gates);
        try
        {
            Matrix.Round(weight.Values.Slice(start * columns, gates * units * columns));
        }
        catch (UnrollException e)
        {
            throw new UnrollException($"Weight '{weight.Name}': {e.Message}", e);
        }
    }
}
