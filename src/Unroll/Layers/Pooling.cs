using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>How a sequence becomes one row.</summary>
public enum PoolingKind
{
    /// <summary>Its last step: what the network remembers at the end; of a direction that reads backwards, its first.</summary>
    Last,

    /// <summary>The mean over its steps.</summary>
    Mean,

    /// <summary>The largest over its steps, for each number by itself.</summary>
    Max,

    /// <summary>A weighted mean whose weights are learned from the steps themselves (Yang et al. 2016, "Hierarchical attention networks").</summary>
    Attention,
}

/// <summary>Many to one: makes a row of every sequence. Only attention has parameters.</summary>
public sealed class Pooling
{
    private readonly PoolingKind _kind;
    private readonly int _forward;
    private readonly Attention? _attention;
    private readonly Embedding? _query;

    /// <summary>Makes the layer and its parameters.</summary>
    /// <param name="parameters">Where the parameters are added.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="kind">How.</param>
    /// <param name="size">F, the numbers of a step.</param>
    /// <param name="forward">How many of them were read forwards; the others, behind them, backwards.</param>
    public Pooling(Parameters parameters, string name, PoolingKind kind, int size, int forward)
    {
        (_kind, _forward, Size) = (kind, forward, size);
        if (kind == PoolingKind.Attention)
        {
            _query = new Embedding(parameters, $"{name}.query", 1, size, 0.1);
            _attention = new Attention(parameters, $"{name}.attention", AttentionKind.Additive, size, size);
        }
    }

    /// <summary>F.</summary>
    public int Size { get; }

    /// <summary>Pools.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[T, B, F].</param>
    /// <param name="lengths">Steps of each row, 0 to T; empty when all are full. What lies behind changes nothing.</param>
    /// <returns>[B, F]; zeros for a row without steps.</returns>
    public Tensor Forward(Tape tape, Tensor x, ReadOnlyMemory<int> lengths = default)
    {
        if (_attention is null)
        {
            TimePooling kind = _kind switch { PoolingKind.Last => TimePooling.Last, PoolingKind.Mean => TimePooling.Mean, _ => TimePooling.Max };
            return PoolOverTime.Apply(tape, x, kind, lengths, _forward);
        }

        int batch = x.Shape[1];
        Tensor query = _query!.Forward(tape, new int[batch], 1, batch);
        return _attention.Attend(tape, query, _attention.Remember(tape, x, lengths)).Context.Reshape(new Shape(batch, Size));
    }
}
