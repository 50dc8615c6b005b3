using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>y = [a; b], row by row.      da += the first part of dy, db += the second</summary>
public sealed class Concat : Op
{
    private Tensor _a, _b, _y;

    /// <summary>Puts the rows of two tensors side by side.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">[…, M].</param>
    /// <param name="b">[…, N], with as many rows.</param>
    /// <returns>[…, M + N].</returns>
    /// <exception cref="ArgumentException">The tensors differ in more than the last axis.</exception>
    public static Tensor Apply(Tape tape, Tensor a, Tensor b)
    {
        int m = a.Shape.Last, n = b.Shape.Last;
        if (a.Shape.WithLast(n) != b.Shape)
        {
            throw new ArgumentException($"Concat: the operands are {a.Shape} and {b.Shape}, expected shapes that differ in the last axis only.");
        }

        Tensor y = tape.Result(a.Shape.WithLast(m + n));
        Span<float> left = a.Values, right = b.Values, to = y.Values;
        for (int i = 0; i < to.Length / (m + n); i++)
        {
            left.Slice(i * m, m).CopyTo(to[(i * (m + n))..]);
            right.Slice(i * n, n).CopyTo(to[((i * (m + n)) + m)..]);
        }

        if (tape.Recording)
        {
            Concat op = tape.Record<Concat>();
            (op._a, op._b, op._y) = (a, b, y);
        }

        return y;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        AddPart(_a, 0);
        AddPart(_b, _a.Shape.Last);
    }

    private void AddPart(Tensor to, int start)
    {
        if (!to.HasGradient)
        {
            return;
        }

        int size = to.Shape.Last, stride = _y.Shape.Last;
        Span<float> d = to.Gradient, dy = _y.Gradient;
        for (int i = 0; i < dy.Length / stride; i++)
        {
            Span<float> row = d.Slice(i * size, size);
            TensorPrimitives.Add(row, dy.Slice((i * stride) + start, size), row);
        }
    }
}
