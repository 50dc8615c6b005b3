using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>How attention compares a query with a step of the memory.</summary>
public enum AttentionKind
{
    /// <summary>v · tanh(W_q q + W_m m) (Bahdanau, Cho and Bengio 2015).</summary>
    Additive,

    /// <summary>q · m (Luong, Pham and Manning 2015, "dot"); the two must be equally wide.</summary>
    Dot,

    /// <summary>q · W_m m (Luong, Pham and Manning 2015, "general").</summary>
    General,
}

/// <summary>
/// Attention over a memory: weights a_ts = softmax_s(score(q_t, m_s)), context c_t = Σ_s a_ts m_s. Parameters <c>query.weight</c> [A, Q],
/// <c>memory.weight</c> [A, M] and <c>score.weight</c> [1, A] for additive, <c>memory.weight</c> [Q, M] for general, none for dot.
/// </summary>
public sealed class Attention
{
    private readonly string _name;
    private readonly Linear? _query, _memory;
    private readonly Parameter? _score;

    /// <summary>Makes the layer and its parameters.</summary>
    /// <param name="parameters">Where the parameters are added.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="kind">How queries and memory are compared.</param>
    /// <param name="querySize">Q.</param>
    /// <param name="memorySize">M.</param>
    /// <param name="size">A, the width of the comparison of <see cref="AttentionKind.Additive"/>; 0 for Q.</param>
    /// <exception cref="ArgumentException">Dot attention between different sizes.</exception>
    public Attention(Parameters parameters, string name, AttentionKind kind, int querySize, int memorySize, int size = 0)
    {
        if (kind == AttentionKind.Dot && querySize != memorySize)
        {
            throw new ArgumentException($"Attention '{name}': dot attention compares a query of {querySize} with a memory of {memorySize}, expected the same size. Use general attention, which projects the memory.", nameof(memorySize));
        }

        (_name, Kind, QuerySize, MemorySize) = (name, kind, querySize, memorySize);
        size = size == 0 ? querySize : size;
        if (kind == AttentionKind.Additive)
        {
            _query = new Linear(parameters, $"{name}.query", querySize, size, bias: false);
            _memory = new Linear(parameters, $"{name}.memory", memorySize, size, bias: false);
            _score = parameters.Add($"{name}.score.weight", new Shape(1, size), Initializers.GlorotUniform);
        }
        else if (kind == AttentionKind.General)
        {
            _memory = new Linear(parameters, $"{name}.memory", memorySize, querySize, bias: false);
        }
    }

    /// <summary>How queries and memory are compared.</summary>
    public AttentionKind Kind { get; }

    /// <summary>Q.</summary>
    public int QuerySize { get; }

    /// <summary>M.</summary>
    public int MemorySize { get; }

    /// <summary>Projects the keys of a memory, once for all queries that follow.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="memory">[S, B, M], such as the outputs of an encoder.</param>
    /// <param name="lengths">Steps of each row, 0 to S; empty when all are full. What lies behind changes nothing, even NaN.</param>
    /// <returns>The memory, to be given to <see cref="Attend"/>.</returns>
    /// <exception cref="ArgumentException">The shape or the lengths do not fit.</exception>
    public AttentionMemory Remember(Tape tape, Tensor memory, ReadOnlyMemory<int> lengths = default)
    {
        if (memory.Shape.Rank != 3 || memory.Shape.Last != MemorySize)
        {
            throw new ArgumentException($"Attention '{_name}': the memory is {memory.Shape}, expected [steps, batch, {MemorySize}] because memorySize = {MemorySize}. Check the size of the encoder.", nameof(memory));
        }

        // The gradient of the projection sums over all rows: a NaN in the padding must be gone before.
        Tensor values = ZeroPadding.Apply(tape, memory, lengths);
        return new AttentionMemory(values, _memory?.Forward(tape, values) ?? values, new MemoryRows(lengths));
    }

    /// <summary>Looks up queries in a memory.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="query">[T, N, Q].</param>
    /// <param name="memory">What <see cref="Remember"/> gave; N is its number of rows, or of the rows that it is read by.</param>
    /// <returns>The contexts [T, N, M] and the weights [T, N, S].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Attended Attend(Tape tape, Tensor query, in AttentionMemory memory)
    {
        if (query.Shape.Rank != 3 || query.Shape.Last != QuerySize)
        {
            throw new ArgumentException($"Attention '{_name}': the query is {query.Shape}, expected [time, batch, {QuerySize}] because querySize = {QuerySize}. Check the size of the decoder.", nameof(query));
        }

        Tensor scores = _score is null
            ? DotScores.Apply(tape, query, memory.Keys, memory.Rows)
            : AdditiveScores.Apply(tape, _query!.Forward(tape, query), memory.Keys, _score.On(tape), memory.Rows);
        Tensor weights = Softmax.Apply(tape, scores, memory.Rows);
        return new Attended(WeightedSum.Apply(tape, weights, memory.Values, memory.Rows), weights);
    }
}

/// <summary>A memory that attention reads: values and the keys made of them.</summary>
/// <param name="Values">[S, B, M]; zeros behind the end of a row.</param>
/// <param name="Keys">[S, B, A]: what queries are compared with.</param>
/// <param name="Rows">The lengths, and which row each query reads.</param>
public readonly record struct AttentionMemory(Tensor Values, Tensor Keys, MemoryRows Rows)
{
    /// <summary>S.</summary>
    public int Steps => Values.Shape[0];

    /// <summary>B.</summary>
    public int Batch => Values.Shape[1];

    /// <summary>The same memory, read by other rows: those of a beam share the row of their sentence.</summary>
    /// <param name="rows">The row of the memory for each row of the queries; not changed before the backward pass.</param>
    /// <returns>A view.</returns>
    public AttentionMemory ReadBy(ReadOnlyMemory<int> rows) => this with { Rows = Rows with { Rows = rows } };

    /// <summary>A copy without gradients that outlives the pass.</summary>
    /// <returns>The copy.</returns>
    public AttentionMemory Keep()
    {
        Tensor values = Copy(Values);
        return new AttentionMemory(values, Keys.Shape == Values.Shape && Keys.Values == Values.Values ? values : Copy(Keys), new MemoryRows(Rows.Lengths.ToArray(), Rows.Rows.ToArray()));
    }

    private static Tensor Copy(Tensor x)
    {
        AlignedBuffer buffer = new(x.Shape.Length);
        x.Values.CopyTo(buffer.Span);
        return new Tensor(x.Shape, buffer);
    }
}

/// <summary>What attention found.</summary>
/// <param name="Context">[T, N, M].</param>
/// <param name="Weights">[T, N, S]: how much of each step each context is; rows sum to 1, or to 0 where the memory is empty.</param>
public readonly record struct Attended(Tensor Context, Tensor Weights);
