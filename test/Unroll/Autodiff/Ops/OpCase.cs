using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Tensors;
using Unroll.TestKit;

namespace Unroll.Tests.Autodiff.Ops;

/// <summary>An operation on inputs of certain shapes, and the same function in double precision, written plainly.</summary>
/// <param name="Op">The type of the operation.</param>
/// <param name="Label">What tells the case from others of the operation.</param>
/// <param name="Apply">The operation.</param>
/// <param name="Reference">The function, from the values of all inputs to the values of the output.</param>
/// <param name="Inputs">The shapes of the inputs.</param>
/// <param name="Gap">At least this much lies between every input and 0, where the function has a kink.</param>
internal sealed record OpCase(
    Type Op, string Label, Func<Tape, Tensor[], Tensor> Apply, Func<double[][], double[]> Reference, Shape[] Inputs, double Gap = 0)
{
    public string Name => $"{Op.Name} {Label}";

    /// <summary>The values of the inputs, distinct and random.</summary>
    public double[][] Values() =>
        [.. Inputs.Select((shape, i) => Gap > 0 ? Numbers.UniformAwayFromZero((ulong)i + 1, shape.Length, Gap, 1.5) : Numbers.Uniform((ulong)i + 1, shape.Length, 1.5))];

    /// <summary>The inputs as tensors; a gradient starts at numbers that are not zero, so that overwriting it would show.</summary>
    public Tensor[] Tensors(Func<int, bool> hasGradient) => [.. Values().Select((values, i) => OnTensor(values, Inputs[i], hasGradient(i)))];

    public override string ToString() => Name;

    public static Tensor OnTensor(double[] values, Shape shape, bool hasGradient)
    {
        AlignedBuffer buffer = new(values.Length);
        Numbers.ToSingle(values).CopyTo(buffer.Span);
        if (!hasGradient)
        {
            return new Tensor(shape, buffer);
        }

        AlignedBuffer gradient = new(values.Length);
        Numbers.ToSingle(GradientBefore(values.Length)).CopyTo(gradient.Span);
        return new Tensor(shape, buffer, 0, gradient, 0);
    }

    public static double[] GradientBefore(int length) => Numbers.Uniform(77, length);
}
