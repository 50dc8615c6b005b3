using Unroll.Autodiff;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>loss = s Σ_n w_n ℓ(x_n, t_n) over items n, each of P numbers beside one target.      dx_n += dloss · s w_n ∂ℓ/∂x_n</summary>
/// <remarks>The slopes are computed with the loss, in double, because both need the same logarithms; they wait as floats for the way back.</remarks>
/// <typeparam name="TLoss">ℓ.</typeparam>
public sealed class ItemLoss<TLoss> : Op
    where TLoss : struct, IItemLoss
{
    private const int MostInputs = 1024;

    private Tensor _x, _loss;
    private Scratch _slopes;
    private ReadOnlyMemory<float> _weights;
    private float _scale;
    private int _inputs;
    private string _name = "";

    /// <summary>The loss of a batch of predictions.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">The shape of <paramref name="target"/> with an axis of P behind it, or for P = 1 the same shape.</param>
    /// <param name="target">One number an item; not read where the weight is 0.</param>
    /// <param name="scale">s: 1 / N for the mean over N items, <see cref="ItemWeights.MeanScale"/> for the weighted mean.</param>
    /// <param name="weights">w: one an item, 0 leaves it out; none for 1 everywhere. Not changed before the backward pass.</param>
    /// <param name="loss">ℓ.</param>
    /// <returns>A single number.</returns>
    /// <exception cref="ArgumentException">Shapes or the number of weights do not fit, or a weight is negative or not finite.</exception>
    /// <exception cref="DataException">A target that counts is not finite, or not one that ℓ can take.</exception>
    public static Tensor Apply(Tape tape, Tensor x, Tensor target, float scale, ReadOnlyMemory<float> weights, TLoss loss)
    {
        int inputs = loss.Inputs, items = target.Shape.Length;
        CheckShapes(loss, x.Shape, target.Shape);
        ItemWeights.Check(loss.Name, weights.Span, items, "item");
        Scratch slopes = tape.Recording ? tape.Arena.TakeScratch(items * inputs) : default;
        Span<float> kept = tape.Recording ? slopes.Span : default;
        Span<double> slope = stackalloc double[inputs];
        ReadOnlySpan<float> values = x.Values, targets = target.Values;
        double sum = 0;
        for (int i = 0; i < items; i++)
        {
            float w = ItemWeights.Of(weights.Span, i);
            if (w == 0)
            {
                continue;
            }

            CheckTarget(loss, targets[i], i);
            sum += w * loss.Evaluate(values.Slice(i * inputs, inputs), targets[i], slope);
            for (int p = 0; tape.Recording && p < inputs; p++)
            {
                kept[(i * inputs) + p] = (float)(w * slope[p]);
            }
        }

        Tensor result = tape.Result(new Shape());
        result.Values[0] = (float)(sum * scale);
        if (tape.Recording)
        {
            ItemLoss<TLoss> op = tape.Record<ItemLoss<TLoss>>();
            (op._x, op._loss, op._slopes, op._weights, op._scale, op._inputs, op._name) = (x, result, slopes, weights, scale, inputs, loss.Name);
        }

        return result;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        if (!_x.HasGradient)
        {
            return;
        }

        float g = _scale * _loss.Gradient[0];
        ReadOnlySpan<float> slopes = _slopes.Span, weights = _weights.Span;
        Span<float> dx = _x.Gradient;
        if (weights.IsEmpty)
        {
            TensorPrimitives.MultiplyAdd(slopes, g, dx, dx);
            return;
        }

        for (int i = 0; i < weights.Length; i++)
        {
            for (int j = i * _inputs; weights[i] > 0 && j < (i + 1) * _inputs; j++)
            {
                dx[j] += g * slopes[j];
            }
        }
    }

    /// <inheritdoc/>
    public override string? FindNonFinite(bool gradient) => !gradient && !float.IsFinite(_loss.Values[0]) ? $"the loss ({_name})" : null;

    private static void CheckShapes(TLoss loss, Shape x, Shape target)
    {
        int p = loss.Inputs;
        if (p is < 1 or > MostInputs)
        {
            throw new ArgumentException($"{loss.Name}: it takes {p} numbers for one target, expected 1 to {MostInputs}.", nameof(loss));
        }

        bool fits = p == 1 && x == target;
        if (!fits && x.Rank == target.Rank + 1 && x.Last == p)
        {
            fits = true;
            for (int axis = 0; axis < target.Rank; axis++)
            {
                fits &= x[axis] == target[axis];
            }
        }

        if (!fits)
        {
            string expected = p == 1 ? "the same shape" : $"the predictions to have the targets' shape and an axis of {p} behind it";
            throw new ArgumentException($"{loss.Name}: the operands are {x} and {target}, expected {expected}. Check the output size of the last layer.", nameof(x));
        }
    }

    private static void CheckTarget(TLoss loss, float target, int item)
    {
        string? expected = float.IsFinite(target) ? loss.Refuse(target) : "a finite number";
        if (expected is not null)
        {
            throw new DataException($"{loss.Name}: the target of item {item} is {target}, expected {expected}. Give a missing target weight 0.");
        }
    }
}
