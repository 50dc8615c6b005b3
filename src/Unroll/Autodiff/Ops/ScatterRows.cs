using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>Copies rows into memory of the caller's, which outlives the pass: target_m(i) = x_i.      dx_i += dtarget_m(i), where the target keeps a gradient</summary>
public sealed class ScatterRows : Op
{
    private Tensor _x, _target;
    private int[] _map = [];

    /// <summary>Copies; rows that the map does not name stay as they are.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Rows as wide as the last axis of the target.</param>
    /// <param name="map">For every row of x the row of the target, or a negative number for none.</param>
    /// <param name="target">Where to.</param>
    public static void Apply(Tape tape, Tensor x, int[] map, Tensor target)
    {
        int width = target.Shape.Last;
        for (int i = 0; i < map.Length; i++)
        {
            if (map[i] >= 0)
            {
                x.Values.Slice(i * width, width).CopyTo(target.Values[(map[i] * width)..]);
            }
        }

        if (tape.Recording && target.HasGradient && x.HasGradient)
        {
            ScatterRows op = tape.Record<ScatterRows>();
            (op._x, op._target, op._map) = (x, target, map);
        }
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        int width = _target.Shape.Last;
        Span<float> dx = _x.Gradient, d = _target.Gradient;
        for (int i = 0; i < _map.Length; i++)
        {
            if (_map[i] >= 0)
            {
                Span<float> row = dx.Slice(i * width, width);
                TensorPrimitives.Add(row, d.Slice(_map[i] * width, width), row);
            }
        }
    }
}
