using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>y = x Wᵀ + b, with PyTorch's names <c>weight</c> [O, I] and <c>bias</c> [O].</summary>
/// <remarks>W starts Glorot uniform, b at zero.</remarks>
public sealed class Linear
{
    private readonly string _name;
    private readonly Int8Weight _int8;

    /// <summary>Makes the layer and its parameters.</summary>
    /// <param name="parameters">Where the parameters are added.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="inputSize">I.</param>
    /// <param name="outputSize">O.</param>
    /// <param name="bias">Whether there is b.</param>
    /// <param name="tied">A parameter [O, I] to use as W instead of one's own, such as an embedding (Press and Wolf 2017), or null.</param>
    public Linear(Parameters parameters, string name, int inputSize, int outputSize, bool bias = true, Parameter? tied = null)
    {
        Shape shape = new(outputSize, inputSize);
        if (tied is not null && tied.Shape != shape)
        {
            throw new ArgumentException($"Linear '{name}': the tied weight '{tied.Name}' is {tied.Shape}, expected {shape}. With tied weights the layer before must be as wide as the embedding.", nameof(tied));
        }

        _name = name;
        Weight = tied ?? parameters.Add($"{name}.weight", shape, Initializers.GlorotUniform);
        Bias = bias ? parameters.Add($"{name}.bias", new Shape(outputSize), Initializers.Zero) : null;
        PackedForward = parameters.AddCopy(new PackedWeight(Weight, 1, transposed: true, dealt: false)).Matrix;
        PackedBackward = parameters.AddCopy(new PackedWeight(Weight, 1, transposed: false, dealt: false)).Matrix;
        _int8 = parameters.AddCopy(new Int8Weight(Weight, 0, 1, outputSize));
    }

    /// <summary>W [O, I].</summary>
    public Parameter Weight { get; }

    /// <summary>b [O], or null.</summary>
    public Parameter? Bias { get; }

    /// <summary>Wᵀ as [I, O].</summary>
    internal PackedMatrix PackedForward { get; }

    /// <summary>W as [O, I].</summary>
    internal PackedMatrix PackedBackward { get; }

    /// <summary>x Wᵀ + b.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[…, I].</param>
    /// <returns>[…, O].</returns>
    public Tensor Forward(Tape tape, Tensor x) =>
        Autodiff.Ops.Linear.Apply(tape, _name, x, Weight.On(tape), Bias?.On(tape) ?? default, PackedForward, PackedBackward, _int8.Matrix);
}
