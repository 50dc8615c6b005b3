using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>Which row of a memory [S, B, M] each row of a query reads, and how many of its steps there are.</summary>
/// <param name="Lengths">Steps of each of the B rows, 0 to S; empty when all are full. What lies behind is never read.</param>
/// <param name="Rows">The row of the memory for each of the N rows of a query; empty when N = B and each reads its own.</param>
public readonly record struct MemoryRows(ReadOnlyMemory<int> Lengths = default, ReadOnlyMemory<int> Rows = default)
{
    /// <summary>The row of the memory that a row of a query reads.</summary>
    /// <param name="query">0 to N − 1.</param>
    /// <returns>0 to B − 1.</returns>
    public int RowOf(int query) => Rows.IsEmpty ? query : Rows.Span[query];

    /// <summary>The steps that a row of a query may read.</summary>
    /// <param name="query">0 to N − 1.</param>
    /// <param name="steps">S.</param>
    /// <returns>0 to S.</returns>
    public int LengthFor(int query, int steps) => Lengths.IsEmpty ? steps : Lengths.Span[RowOf(query)];

    /// <summary>Fails unless lengths and rows fit a memory and a query.</summary>
    internal void Check(string op, int queries, int steps, int batch)
    {
        CheckLengths(op, Lengths.Span, steps, batch);
        if (Rows.IsEmpty ? queries != batch : queries != Rows.Length)
        {
            throw new ArgumentException(Rows.IsEmpty
                ? $"{op}: the query has {queries} rows and the memory {batch}, expected as many. Say which row each one reads, or check the batches."
                : $"{op}: the query has {queries} rows, but {Rows.Length} rows of the memory are named, expected one for each.");
        }

        foreach (int row in Rows.Span)
        {
            if ((uint)row >= (uint)batch)
            {
                throw new ArgumentException($"{op}: row {row} of the memory is asked for, expected 0 to {batch - 1}.");
            }
        }
    }

    /// <summary>Fails unless there are no lengths or one for each row, 0 to <paramref name="steps"/>.</summary>
    internal static void CheckLengths(string op, ReadOnlySpan<int> lengths, int steps, int batch)
    {
        if (!lengths.IsEmpty && lengths.Length != batch)
        {
            throw new ArgumentException($"{op}: got {lengths.Length} lengths, expected {batch}, one for each row of the batch.");
        }

        for (int i = 0; i < lengths.Length; i++)
        {
            if ((uint)lengths[i] > (uint)steps)
            {
                throw new ArgumentException($"{op}: the length of row {i} is {lengths[i]}, expected 0 to {steps} because there are {steps} time steps.");
            }
        }
    }

    /// <summary>Fails unless a query is [T, N, D] and a memory [S, B, D].</summary>
    internal void Check(string op, Tensor query, Tensor memory)
    {
        if (query.Shape.Rank != 3 || memory.Shape.Rank != 3 || query.Shape.Last != memory.Shape.Last)
        {
            throw new ArgumentException($"{op}: the query is {query.Shape} and the keys are {memory.Shape}, expected [time, rows, size] and [steps, batch, size] of one size. Project the keys, or make the layers equally wide.");
        }

        Check(op, query.Shape[1], memory.Shape[0], memory.Shape[1]);
    }
}
