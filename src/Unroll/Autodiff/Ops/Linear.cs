using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>y = x Wᵀ + b.      dx += dy W, dW += dyᵀ x, db += Σ dy</summary>
public sealed class Linear : Op
{
    private Tensor _x, _weight, _bias, _y;
    private PackedMatrix? _packedForBackward;
    private string _name = "";

    /// <summary>x Wᵀ + b.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="name">The layer's name, for messages.</param>
    /// <param name="x">[…, I].</param>
    /// <param name="weight">W [O, I].</param>
    /// <param name="bias">b [O], or the default value for none.</param>
    /// <param name="forward">Wᵀ packed as [I, O].</param>
    /// <param name="backward">W packed as [O, I]; needed when x keeps a gradient.</param>
    /// <param name="int8">W in 8-bit integers, used instead of <paramref name="forward"/> while nothing is recorded; or null.</param>
    /// <returns>y […, O].</returns>
    public static Tensor Apply(Tape tape, string name, Tensor x, Tensor weight, Tensor bias, PackedMatrix forward, PackedMatrix? backward, Int8Matrix? int8 = null)
    {
        int inputs = weight.Shape[1], outputs = weight.Shape[0];
        if (x.Shape.Last != inputs)
        {
            throw new ArgumentException($"Linear '{name}': input is {x.Shape}, expected […, {inputs}] because the weight is {weight.Shape}. Check the size of the layer before.");
        }

        int rows = x.Shape.Length / inputs;
        Tensor y = tape.Result(x.Shape.WithLast(outputs));
        Span<float> values = y.Values;
        if (bias.Exists)
        {
            for (int i = 0; i < rows; i++)
            {
                bias.Values.CopyTo(values[(i * outputs)..]);
            }
        }

        if (int8 is not null && !tape.Recording)
        {
            tape.Rounded.Round(x.Values, inputs, rows, inputs);
            int8.Multiply(tape.Rounded, values, outputs, accumulate: bias.Exists);
            return y;
        }

        Gemm.Multiply(x.Values, inputs, rows, forward, values, outputs, accumulate: bias.Exists);
        if (tape.Recording)
        {
            Linear op = tape.Record<Linear>();
            (op._x, op._weight, op._bias, op._y, op._packedForBackward, op._name) = (x, weight, bias, y, backward, name);
        }

        return y;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        int inputs = _weight.Shape[1], outputs = _weight.Shape[0], rows = _x.Shape.Length / inputs;
        ReadOnlySpan<float> dy = _y.Gradient;
        if (_x.HasGradient)
        {
            Gemm.Multiply(dy, outputs, rows, _packedForBackward!, _x.Gradient, inputs, accumulate: true);
        }

        if (_weight.HasGradient)
        {
            Gemm.AddTransposed(dy, outputs, _x.Values, inputs, rows, outputs, inputs, _weight.Gradient, inputs);
        }

        if (_bias.Exists && _bias.HasGradient)
        {
            Operands.AddRows(dy, outputs, rows, _bias.Gradient);
        }
    }

    /// <inheritdoc/>
    public override string? FindNonFinite(bool gradient)
    {
        int at = Operands.FirstNonFinite(gradient ? _y.Gradient : _y.Values);
        return at < 0 ? null : $"layer '{_name}', {(gradient ? "gradient of " : "")}output {at % _y.Shape.Last}";
    }
}
