using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>
/// Rows of a tensor in another order: y_i = x_m(i), or zero where m(i) is negative. Sequences are sorted by length and put back so.
///      dx_m(i) += dy_i
/// </summary>
public sealed class GatherRows : Op
{
    private Tensor _x, _y;
    private int[] _map = [];

    /// <summary>Gathers.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Rows of the last axis of <paramref name="shape"/>; rows that the map does not name may hold anything, even NaN.</param>
    /// <param name="map">For every row of the result the row of x, or a negative number.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <returns>The rows.</returns>
    public static Tensor Apply(Tape tape, Tensor x, int[] map, Shape shape)
    {
        int width = shape.Last;
        if (map.Length * width != shape.Length || (width > 0 && x.Shape.Length % width != 0))
        {
            throw new ArgumentException($"Gathering {map.Length} rows of {x.Shape} does not make {shape}.", nameof(map));
        }

        Tensor y = tape.Result(shape);
        Span<float> from = x.Values, to = y.Values;
        for (int i = 0; i < map.Length; i++)
        {
            Span<float> row = to.Slice(i * width, width);
            if (map[i] < 0)
            {
                row.Clear();
            }
            else
            {
                from.Slice(map[i] * width, width).CopyTo(row);
            }
        }

        if (tape.Recording && x.HasGradient)
        {
            GatherRows op = tape.Record<GatherRows>();
            (op._x, op._y, op._map) = (x, y, map);
        }

        return y;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        int width = _y.Shape.Last;
        Span<float> dx = _x.Gradient, dy = _y.Gradient;
        for (int i = 0; i < _map.Length; i++)
        {
            if (_map[i] >= 0)
            {
                Span<float> row = dx.Slice(_map[i] * width, width);
                TensorPrimitives.Add(row, dy.Slice(i * width, width), row);
            }
        }
    }
}
