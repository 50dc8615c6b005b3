using Unroll.Autodiff;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>
/// Linear-chain conditional random field (Lafferty et al. 2001): loss = s Σ_b w_b (ln Z_b − score(y_b)), where
/// score(y) = a[y_1] + Σ_t x_t[y_t] + Σ_t A[y_t−1, y_t] + b[y_T] and Z = Σ over all sequences of tags y of e^score(y).
/// </summary>
/// <remarks>
/// With P the probabilities under the field: dx_t[j] += P(y_t = j) − [j is the tag of t],   dA[i, j] += Σ_t P(y_t−1 = i, y_t = j) − the count of i, j
/// in the tags;   the same for a and b at the ends. How P is found: <see cref="CrfLattice"/>.
/// </remarks>
public sealed class CrfLoss : Op
{
    private Tensor _x, _dx, _loss;
    private ChainScores _chain;
    private Scratch _dTransitions, _dStart, _dEnd;
    private ReadOnlyMemory<int> _lengths;
    private ReadOnlyMemory<float> _weights;

    /// <summary>The negative log likelihood of a batch of tag sequences.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="emissions">x [T, B, K]: how well each tag fits each step.</param>
    /// <param name="chain">A, a and b; each gets its gradient where it keeps one.</param>
    /// <param name="tags">y: T · B tag numbers, time by time as the emissions; not read behind the end of a row.</param>
    /// <param name="lengths">How many steps each row has [B]; 0 is legal and costs nothing. Not changed before the backward pass.</param>
    /// <param name="scale">s: 1 / B for the mean over the rows.</param>
    /// <param name="weights">w: one a row, 0 leaves it out; none for 1 everywhere. Not changed before the backward pass.</param>
    /// <returns>A single number, in nats.</returns>
    /// <exception cref="ArgumentException">Shapes, lengths or weights do not fit.</exception>
    /// <exception cref="DataException">A tag that counts is out of range.</exception>
    public static Tensor Apply(
        Tape tape, Tensor emissions, ChainScores chain, ReadOnlyMemory<int> tags, ReadOnlyMemory<int> lengths, float scale, ReadOnlyMemory<float> weights = default)
    {
        chain.Check("CRF", emissions.Shape, lengths.Span);
        int time = emissions.Shape[0], batch = emissions.Shape[1], count = emissions.Shape[2];
        if (tags.Length != time * batch)
        {
            throw new ArgumentException($"CRF: got {tags.Length} tags for emissions {emissions.Shape}, expected {time * batch}, one a step and row. Fill up short rows with any number.", nameof(tags));
        }

        ItemWeights.Check("CRF", weights.Span, batch, "row");
        Tensor dx = tape.Recording ? tape.Arena.Take(emissions.Shape, gradient: false) : default;
        CrfLattice lattice = new(tape.Arena, emissions, chain, dx, gradients: tape.Recording);
        double sum = 0;
        for (int b = 0; b < batch; b++)
        {
            float share = scale * ItemWeights.Of(weights.Span, b);
            int steps = ItemWeights.Of(weights.Span, b) > 0 ? lengths.Span[b] : 0;
            CheckTags(tags.Span, b, batch, steps, count);
            if (steps > 0)
            {
                double log = lattice.Filter(b, steps);
                sum += share * (log - lattice.Score(b, steps, tags.Span));
                if (tape.Recording)
                {
                    lattice.Smooth(b, steps, log, share);
                    lattice.TakeOff(b, steps, tags.Span, share);
                }
            }
        }

        Tensor loss = tape.Result(new Shape());
        loss.Values[0] = (float)sum;
        if (tape.Recording)
        {
            CrfLoss op = tape.Record<CrfLoss>();
            (op._x, op._dx, op._loss, op._chain, op._lengths, op._weights) = (emissions, dx, loss, chain, lengths, weights);
            (op._dTransitions, op._dStart, op._dEnd) = lattice.KeepGradients(tape.Arena);
        }

        return loss;
    }

    /// <summary>P(y_t = j) for every step: what the field believes of each tag, all others considered.</summary>
    /// <param name="tape">Gives the memory.</param>
    /// <param name="emissions">x [T, B, K].</param>
    /// <param name="chain">A, a and b.</param>
    /// <param name="lengths">How many steps each row has [B].</param>
    /// <returns>[T, B, K] without gradient; zeros behind the end of a row.</returns>
    /// <exception cref="ArgumentException">Shapes or lengths do not fit.</exception>
    public static Tensor Marginals(Tape tape, Tensor emissions, ChainScores chain, ReadOnlySpan<int> lengths)
    {
        chain.Check("CRF", emissions.Shape, lengths);
        Tensor marginals = tape.Arena.Take(emissions.Shape, gradient: false);
        marginals.Values.Clear();
        CrfLattice lattice = new(tape.Arena, emissions, chain, marginals, gradients: false);
        for (int b = 0; b < lengths.Length; b++)
        {
            if (lengths[b] > 0)
            {
                lattice.Smooth(b, lengths[b], lattice.Filter(b, lengths[b]), 1);
            }
        }

        return marginals;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        int batch = _x.Shape[1], tags = _x.Shape[2];
        float g = _loss.Gradient[0];
        for (int b = 0; _x.HasGradient && b < batch; b++)
        {
            int steps = ItemWeights.Of(_weights.Span, b) > 0 ? _lengths.Span[b] : 0;
            for (int t = 0; t < steps; t++)
            {
                int at = ((t * batch) + b) * tags;
                Span<float> d = _x.Gradient.Slice(at, tags);
                TensorPrimitives.MultiplyAdd(_dx.Values.Slice(at, tags), g, d, d);
            }
        }

        AddScaled(_dStart.Span, g, _chain.Start);
        AddScaled(_dEnd.Span, g, _chain.End);
        AddScaled(_dTransitions.Span, g, _chain.Transitions);
    }

    /// <inheritdoc/>
    public override string? FindNonFinite(bool gradient) => !gradient && !float.IsFinite(_loss.Values[0]) ? "the loss (CRF)" : null;

    private static void AddScaled(ReadOnlySpan<float> gradient, float g, Tensor to)
    {
        if (to.HasGradient)
        {
            TensorPrimitives.MultiplyAdd(gradient, g, to.Gradient, to.Gradient);
        }
    }

    private static void CheckTags(ReadOnlySpan<int> tags, int row, int batch, int steps, int count)
    {
        for (int t = 0; t < steps; t++)
        {
            int tag = tags[(t * batch) + row];
            if ((uint)tag >= (uint)count)
            {
                throw new DataException($"CRF: the tag of row {row} at step {t} is {tag}, expected 0 to {count - 1}, because the emissions have {count} tags. Shorten the row's length if this is padding.");
            }
        }
    }
}
