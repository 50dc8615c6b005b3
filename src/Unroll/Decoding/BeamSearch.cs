namespace Unroll.Decoding;

/// <summary>What a beam search looks for.</summary>
/// <param name="Start">The token that is fed first.</param>
/// <param name="End">The token that ends a sequence, or −1 for none.</param>
/// <param name="MaxLength">The most tokens of a sequence, the end among them.</param>
/// <param name="Width">How many hypotheses of a source go on at each step.</param>
public sealed record BeamSearchOptions(int Start, int End, int MaxLength, int Width = 4) : DecodingOptions(Start, End, MaxLength)
{
    /// <summary>How many hypotheses of a source are returned, the best first.</summary>
    public int Best { get; init; } = 1;

    /// <summary>α of the length penalty ((5 + n) / 6)^α, by which the log-probability is divided; n counts the end. 0: none, short wins.</summary>
    public double LengthPenalty { get; init; }

    /// <summary>β of the coverage penalty β Σ_s ln min(Σ_t a_ts, 1), which is added; needs a model with attention. 0: none.</summary>
    public double CoveragePenalty { get; init; }

    /// <summary>
    /// Stop a source as soon as <see cref="Width"/> hypotheses have ended, which is usual and fast, instead of when no other can become better.
    /// </summary>
    public bool StopWhenFull { get; init; }

    internal void CheckSearch(IStepModel model)
    {
        Check("Beam search", model);
        if (Width < 1 || Best < 1 || !(LengthPenalty >= 0) || !(CoveragePenalty >= 0))
        {
            throw new ArgumentException($"Beam search: width {Width}, best {Best}, length penalty {LengthPenalty} and coverage penalty {CoveragePenalty}, expected a width and a number of at least 1 and penalties of at least 0.");
        }

        if (CoveragePenalty > 0 && model is not IAttentiveStepModel)
        {
            throw new ArgumentException($"Beam search: a coverage penalty of {CoveragePenalty} needs the weights of attention, which {model.GetType().Name} does not give. Set it to 0, or decode a model with attention.");
        }
    }
}

/// <summary>
/// Beam search over all sources of a model side by side, with the score of Wu et al. 2016: ln p / ((5 + n) / 6)^α + β Σ_s ln min(Σ_t a_ts, 1).
/// </summary>
/// <remarks>
/// Within a step all hypotheses are equally long and compete by their log-probability; the penalties rank those that have ended. A source
/// is done when its best live hypothesis could not beat the last of those to be returned even if all that follows had probability 1.
/// </remarks>
public static class BeamSearch
{
    /// <summary>Decodes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">What is looked for.</param>
    /// <returns>For each source up to <see cref="BeamSearchOptions.Best"/> hypotheses, those that ended before the others, each by falling score.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or needs what the model does not give.</exception>
    /// <exception cref="UnrollException">The model gave NaN.</exception>
    public static IReadOnlyList<IReadOnlyList<Hypothesis>> Decode(IStepModel model, BeamSearchOptions options)
    {
        options.CheckSearch(model);
        IAttentiveStepModel? attentive = options.CoveragePenalty > 0 ? (IAttentiveStepModel)model : null;
        int vocabulary = model.VocabularySize;
        Beam[] all = [.. Enumerable.Range(0, model.Sources).Select(i => new Beam(options, vocabulary, i, attentive?.MemoryLength(i) ?? 0))];
        List<Beam> active = [.. all];
        List<int> parents = [], tokens = [];
        float[] logProbabilities = [];
        model.Begin();
        for (int n = 1; n <= options.MaxLength && active.Count > 0; n++)
        {
            parents.Clear();
            tokens.Clear();
            active.ForEach(beam => beam.List(parents, tokens));
            if (logProbabilities.Length < parents.Count * vocabulary)
            {
                logProbabilities = new float[parents.Count * vocabulary];
            }

            Span<float> next = logProbabilities.AsSpan(0, parents.Count * vocabulary);
            model.Step([.. parents], [.. tokens], next);
            int row = 0, steps = attentive?.MemorySteps ?? 0;
            foreach (Beam beam in active)
            {
                int live = beam.Live;
                beam.Advance(next.Slice(row * vocabulary, live * vocabulary), attentive is null ? default : attentive.Weights.Slice(row * steps, live * steps), steps, row);
                row += live;
            }

            active.RemoveAll(static beam => beam.Done);
        }

        return [.. all.Select(static beam => beam.Result())];
    }
}
