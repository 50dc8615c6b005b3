using Unroll.Autodiff;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// What a linear-chain conditional random field learns beside the network below it (Lafferty et al. 2001): how well tag j follows tag i, and
/// how well a sequence begins and ends with a tag.
/// </summary>
/// <remarks>Names as in pytorch-crf: <c>transitions</c> [K, K], from row to column, <c>start_transitions</c> and <c>end_transitions</c> [K]; they start uniform in ±0.1.</remarks>
public sealed class CrfTransitions
{
    /// <summary>Makes the parameters.</summary>
    /// <param name="parameters">Where they are added.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="tags">K.</param>
    public CrfTransitions(Parameters parameters, string name, int tags)
    {
        Transitions = parameters.Add($"{name}.transitions", new Shape(tags, tags), Initializers.Uniform(0.1));
        Start = parameters.Add($"{name}.start_transitions", new Shape(tags), Initializers.Uniform(0.1));
        End = parameters.Add($"{name}.end_transitions", new Shape(tags), Initializers.Uniform(0.1));
    }

    /// <summary>A [K, K]: from row to column.</summary>
    public Parameter Transitions { get; }

    /// <summary>a [K].</summary>
    public Parameter Start { get; }

    /// <summary>b [K].</summary>
    public Parameter End { get; }

    /// <summary>The scores as operations read them.</summary>
    /// <param name="tape">The tape.</param>
    /// <returns>Views of the parameters.</returns>
    public ChainScores On(Tape tape) => new(Transitions.On(tape), Start.On(tape), End.On(tape));
}

/// <summary>What a chain of tags scores beside its emissions: score(y) = a[y_1] + Σ_t A[y_t−1, y_t] + b[y_T].</summary>
/// <param name="Transitions">A [K, K]: from row to column.</param>
/// <param name="Start">a [K].</param>
/// <param name="End">b [K].</param>
public readonly record struct ChainScores(Tensor Transitions, Tensor Start, Tensor End)
{
    /// <summary>Refuses scores and lengths that do not fit the emissions.</summary>
    internal void Check(string who, Shape emissions, ReadOnlySpan<int> lengths)
    {
        if (emissions.Rank != 3)
        {
            throw new ArgumentException($"{who}: the emissions are {emissions}, expected [time, batch, tags].", nameof(emissions));
        }

        int tags = emissions[2];
        if (Transitions.Shape != new Shape(tags, tags) || Start.Shape != new Shape(tags) || End.Shape != new Shape(tags))
        {
            throw new ArgumentException($"{who}: transitions are {Transitions.Shape}, start {Start.Shape} and end {End.Shape}, expected [{tags}, {tags}], [{tags}] and [{tags}] because the emissions are {emissions}.");
        }

        if (lengths.Length != emissions[1])
        {
            throw new ArgumentException($"{who}: got {lengths.Length} lengths for emissions {emissions}, expected one for each of the {emissions[1]} rows.", nameof(lengths));
        }

        for (int b = 0; b < lengths.Length; b++)
        {
            if ((uint)lengths[b] > (uint)emissions[0])
            {
                throw new ArgumentException($"{who}: row {b} has length {lengths[b]}, expected 0 to {emissions[0]} because the emissions are {emissions}.", nameof(lengths));
            }
        }
    }
}
