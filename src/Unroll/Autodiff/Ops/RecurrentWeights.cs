using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>The parameters of one recurrent layer, with PyTorch's names and layouts, and the copies that the kernels read.</summary>
/// <param name="Name">The layer's name, for messages.</param>
/// <param name="HiddenSize">H.</param>
public readonly record struct RecurrentWeights(string Name, int HiddenSize)
{
    /// <summary>[gates · H, I].</summary>
    public required Tensor WeightIh { get; init; }

    /// <summary>[gates · H].</summary>
    public required Tensor BiasIh { get; init; }

    /// <summary>[gates · H, R], where R is H or the size of the projection; none for a cell without recurrent matrix.</summary>
    public Tensor WeightHh { get; init; }

    /// <summary>[gates · H]; none for a cell without recurrent matrix.</summary>
    public Tensor BiasHh { get; init; }

    /// <summary>The projection of the output [P, H], or none (Sak, Senior and Beaufays 2014).</summary>
    public Tensor WeightHr { get; init; }

    /// <summary>The gains of layer normalisation, a row of H for every plane of gates, or none.</summary>
    public Tensor Gain { get; init; }

    /// <summary>Gain and bias of a normalised inner value [2, H], or none.</summary>
    public Tensor InnerNorm { get; init; }

    /// <summary>Where each of the cell's own weights [H] starts among all parameters, and so its gradient among theirs.</summary>
    public required int[] UnitStarts { get; init; }

    /// <summary>W_ihᵀ, its columns dealt in blocks of 16 units of all gates.</summary>
    public required PackedMatrix IhForward { get; init; }

    /// <summary>W_ih, its rows dealt likewise.</summary>
    public required PackedMatrix IhBackward { get; init; }

    /// <summary>W_hhᵀ of the gates whose product is with h.</summary>
    public PackedMatrix? HhForward { get; init; }

    /// <summary>W_hh likewise.</summary>
    public PackedMatrix? HhBackward { get; init; }

    /// <summary>W_hhᵀ of the gates whose product is with the inner value.</summary>
    public PackedMatrix? InnerForward { get; init; }

    /// <summary>W_hh likewise.</summary>
    public PackedMatrix? InnerBackward { get; init; }

    /// <summary>W_hrᵀ.</summary>
    public PackedMatrix? HrForward { get; init; }

    /// <summary>W_hr.</summary>
    public PackedMatrix? HrBackward { get; init; }

    /// <summary>The biases as the sums begin with them: [U, gates, 16], then [U, separate, 16].</summary>
    public required AlignedBuffer Biases { get; init; }

    /// <summary>The cell's own weights [W, Hp].</summary>
    public required AlignedBuffer Units { get; init; }

    /// <summary>W_ih in 8-bit integers, or null while the weights are kept in float.</summary>
    public Int8Matrix? Int8Ih { get; init; }

    /// <summary>The rows of W_hh whose gates share a sum, in 8-bit integers, or null.</summary>
    public Int8Matrix? Int8Shared { get; init; }

    /// <summary>The rows of W_hh whose gates keep their parts apart, in 8-bit integers, or null.</summary>
    public Int8Matrix? Int8Separate { get; init; }

    /// <summary>The size of what the layer puts out and feeds back: P where there is a projection, else H.</summary>
    public int OutputSize => WeightHr.Exists ? WeightHr.Shape[0] : HiddenSize;
}
