using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>The parameters of one recurrent layer, with PyTorch's names and layouts, and the copies that the kernels read.</summary>
/// <param name="Name">The layer's name, for messages.</param>
/// <param name="WeightIh">[gates · H, I].</param>
/// <param name="WeightHh">[gates · H, H].</param>
/// <param name="BiasIh">[gates · H].</param>
/// <param name="BiasHh">[gates · H].</param>
public readonly record struct RecurrentWeights(string Name, Tensor WeightIh, Tensor WeightHh, Tensor BiasIh, Tensor BiasHh)
{
    /// <summary>W_ihᵀ, its columns dealt in blocks of 16 units of all gates.</summary>
    public required PackedMatrix IhForward { get; init; }

    /// <summary>W_hhᵀ likewise.</summary>
    public required PackedMatrix HhForward { get; init; }

    /// <summary>W_ih, its rows dealt in blocks of 16 units of all gates.</summary>
    public required PackedMatrix IhBackward { get; init; }

    /// <summary>W_hh likewise.</summary>
    public required PackedMatrix HhBackward { get; init; }

    /// <summary>The biases as the sums begin with them: [U, gates, 16], then [U, separate, 16].</summary>
    public required AlignedBuffer Biases { get; init; }

    /// <summary>W_ih in 8-bit integers, or null while the weights are kept in float.</summary>
    public Int8Matrix? Int8Ih { get; init; }

    /// <summary>The rows of W_hh whose gates share a sum, in 8-bit integers, or null.</summary>
    public Int8Matrix? Int8Shared { get; init; }

    /// <summary>The rows of W_hh whose gates keep their parts apart, in 8-bit integers, or null.</summary>
    public Int8Matrix? Int8Separate { get; init; }

    /// <summary>H.</summary>
    public int HiddenSize => WeightHh.Shape[1];
}
