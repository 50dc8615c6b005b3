using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>y = E[ids], a row a token.      dE[id] += dy of every place where id stands</summary>
public sealed class Embedding : Op
{
    private Tensor _weight, _y;
    private ReadOnlyMemory<int> _ids;

    /// <summary>Looks up rows.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="name">The layer's name, for messages.</param>
    /// <param name="weight">E [V, I].</param>
    /// <param name="ids">T · B token numbers in 0 … V − 1, time by time; not changed before the backward pass.</param>
    /// <param name="time">T.</param>
    /// <param name="batch">B.</param>
    /// <returns>[T, B, I].</returns>
    public static Tensor Apply(Tape tape, string name, Tensor weight, ReadOnlyMemory<int> ids, int time, int batch)
    {
        int count = weight.Shape[0], size = weight.Shape[1];
        if (ids.Length != time * batch)
        {
            throw new ArgumentException($"Embedding '{name}': got {ids.Length} token numbers, expected time × batch = {time} × {batch}.", nameof(ids));
        }

        Tensor y = tape.Result(new Shape(time, batch, size));
        Span<float> values = y.Values;
        ReadOnlySpan<float> table = weight.Values;
        ReadOnlySpan<int> tokens = ids.Span;
        for (int i = 0; i < tokens.Length; i++)
        {
            if ((uint)tokens[i] >= (uint)count)
            {
                throw new ArgumentOutOfRangeException(nameof(ids), tokens[i], $"Embedding '{name}': token {tokens[i]} at place {i}, expected 0 to {count - 1}. Was the text encoded with another vocabulary?");
            }

            table.Slice(tokens[i] * size, size).CopyTo(values[(i * size)..]);
        }

        if (tape.Recording)
        {
            Embedding op = tape.Record<Embedding>();
            (op._weight, op._y, op._ids) = (weight, y, ids);
        }

        return y;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        if (!_weight.HasGradient)
        {
            return;
        }

        int size = _weight.Shape[1];
        Span<float> table = _weight.Gradient;
        ReadOnlySpan<float> dy = _y.Gradient;
        ReadOnlySpan<int> tokens = _ids.Span;
        for (int i = 0; i < tokens.Length; i++)
        {
            Span<float> row = table.Slice(tokens[i] * size, size);
            TensorPrimitives.Add(row, dy.Slice(i * size, size), row);
        }
    }
}
