using Unroll.Tensors;

namespace Unroll.Decoding;

/// <summary>What a CTC prefix beam search looks for.</summary>
/// <param name="Width">How many beginnings are kept at each time step.</param>
public sealed record CtcBeamSearchOptions(int Width = 16)
{
    /// <summary>How many labellings are returned, the best first.</summary>
    public int Best { get; init; } = 1;

    /// <summary>The class that stands for no label.</summary>
    public int Blank { get; init; }

    /// <summary>A class is no way to go on at a step where its log-probability is below this; −∞ tries all.</summary>
    public double LeastLogProbability { get; init; } = double.NegativeInfinity;

    /// <summary>A beginning whose score is further than this below the best one's does not go on; ∞ keeps as many as the width allows.</summary>
    public double Margin { get; init; } = double.PositiveInfinity;

    /// <summary>
    /// A label of the best beginning that its likeliest path entered so many time steps ago is settled: beginnings without it do not go on. 0: never. It
    /// bounds how long <see cref="CtcBeamStream"/> waits, at the price of what would have been found out later.
    /// </summary>
    public int Settle { get; init; }

    /// <summary>The language model, or null.</summary>
    public IPrefixLanguageModel? LanguageModel { get; init; }

    /// <summary>α: how much the language model counts.</summary>
    public double LanguageModelWeight { get; init; } = 1;

    /// <summary>β: added for every label, against the liking of a language model for short answers.</summary>
    public double InsertionBonus { get; init; }
}

/// <summary>
/// Prefix beam search (Hannun et al. 2014): beginnings of labellings compete by ln p(labels | input) + α ln p(labels) + β |labels|, where the first
/// term sums over all paths that were followed.
/// </summary>
/// <remarks>
/// For each beginning ℓ two sums are kept: over paths that end in a blank and over those that end in its last label c. At a step, ℓ stays by
/// a blank (after either) or by c (after c), and becomes ℓ + k by k (after either; if k = c, after a blank only).
/// </remarks>
public static class CtcBeamSearch
{
    /// <summary>Decodes a batch, row by row.</summary>
    /// <param name="logProbabilities">[T, B, C], normalised: see <see cref="LogProbabilities.Normalize(Span{float}, int)"/>.</param>
    /// <param name="options">What is looked for.</param>
    /// <param name="lengths">Steps of each row, 0 to T; empty when all are full.</param>
    /// <returns>For each row up to <see cref="CtcBeamSearchOptions.Best"/> labellings, by falling score.</returns>
    /// <exception cref="ArgumentException">The shape, a length or an option does not fit.</exception>
    /// <exception cref="UnrollException">There is a NaN.</exception>
    public static IReadOnlyList<IReadOnlyList<CtcHypothesis>> Decode(Tensor logProbabilities, CtcBeamSearchOptions options, ReadOnlySpan<int> lengths = default)
    {
        CtcInput.Check("CTC beam search", logProbabilities.Shape, lengths, options.Blank);
        Check(options);
        int time = logProbabilities.Shape[0], batch = logProbabilities.Shape[1], classes = logProbabilities.Shape[2];
        IReadOnlyList<CtcHypothesis>[] result = new IReadOnlyList<CtcHypothesis>[batch];
        for (int b = 0; b < batch; b++)
        {
            PrefixBeam beam = new(options, classes);
            for (int t = 0; t < (lengths.IsEmpty ? time : lengths[b]); t++)
            {
                ReadOnlySpan<float> step = logProbabilities.Values.Slice(((t * batch) + b) * classes, classes);
                NonFinite.Check("CTC beam search", step, classes);
                beam.Advance(step);
            }

            result[b] = beam.Result();
        }

        return result;
    }

    /// <summary>Refuses options that mean nothing.</summary>
    internal static void Check(CtcBeamSearchOptions options)
    {
        if (options.Width < 1 || options.Best < 1 || !double.IsFinite(options.LanguageModelWeight) || !double.IsFinite(options.InsertionBonus) || !(options.Margin > 0) || options.Settle < 0)
        {
            throw new ArgumentException($"CTC beam search: width {options.Width}, best {options.Best}, margin {options.Margin}, settle {options.Settle}, language model weight {options.LanguageModelWeight} and insertion bonus {options.InsertionBonus}, expected a width and a number of at least 1, a margin above 0, steps to settle of at least 0 and finite weights.", nameof(options));
        }
    }
}
