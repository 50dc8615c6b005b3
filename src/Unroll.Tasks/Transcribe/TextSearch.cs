using Unroll.Decoding;
using Unroll.Kernels;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Transcribe;

/// <summary>What the search found.</summary>
/// <param name="Labels">The symbols.</param>
/// <param name="Steps">For each the step at which it begins.</param>
/// <param name="Score">What texts are ranked by.</param>
internal sealed record FoundText(int[] Labels, int[] Steps, double Score);

/// <summary>Prefix beam search with the n-gram of the training transcripts.</summary>
/// <param name="options">Width and margin.</param>
/// <param name="language">The n-gram, or null.</param>
/// <param name="weight">How much it counts.</param>
/// <param name="bonus">Added for every symbol.</param>
internal sealed class TextSearch(TranscribeDecodeOptions options, IPrefixLanguageModel? language, double weight, double bonus)
{
    private static readonly double[] s_weights = [0, 0.25, 0.5, 0.75, 1, 1.5], s_bonuses = [0, 0.5, 1, 2];

    /// <summary>Recordings that weights are chosen by.</summary>
    private const int ChosenBy = 200;

    /// <summary>How much the n-gram counts.</summary>
    public double Weight => weight;

    /// <summary>Added for every symbol.</summary>
    public double Bonus => bonus;

    /// <summary>Begins a search.</summary>
    /// <param name="classes">Symbols and the blank.</param>
    /// <param name="beam">Another width than the recipe's, or null.</param>
    public CtcBeamStream Begin(int classes, int? beam = null) => new(
        new CtcBeamSearchOptions(beam ?? options.Beam)
        {
            Blank = SymbolSet.Blank,
            Margin = options.Margin,
            Settle = options.Settle,
            LanguageModel = weight > 0 ? language : null,
            LanguageModelWeight = weight,
            InsertionBonus = bonus,
        },
        classes);

    /// <summary>Decodes recordings, step by step as a stream would, so that both give the same.</summary>
    /// <param name="logProbabilities">[T, K] for each.</param>
    /// <param name="classes">K.</param>
    /// <param name="team">The threads.</param>
    /// <param name="beam">Another width than the recipe's, or null.</param>
    public FoundText[] Decode(IReadOnlyList<float[]> logProbabilities, int classes, WorkerTeam team, int? beam = null)
    {
        FoundText[] found = new FoundText[logProbabilities.Count];
        int groups = Math.Min(team.Size, found.Length);
        team.Run(groups, group =>
        {
            for (int i = group; i < found.Length; i += groups)
            {
                found[i] = Decode(logProbabilities[i], classes, beam);
            }
        });
        return found;
    }

    private FoundText Decode(ReadOnlySpan<float> logProbabilities, int classes, int? beam)
    {
        CtcBeamStream search = Begin(classes, beam);
        List<(int Label, int Step)> sure = [];
        for (int t = 0; t < logProbabilities.Length / classes; t++)
        {
            sure.AddRange(search.Advance(logProbabilities.Slice(t * classes, classes)));
        }

        CtcHypothesis best = search.Result()[0];
        return new FoundText([.. best.Labels], [.. sure.Select(s => s.Step), .. best.Steps.Skip(sure.Count)], best.Score);
    }

    /// <summary>The weights that a recipe gives, or those that make the fewest errors on validation data; of equal ones the smallest.</summary>
    public static TextSearch Choose(TranscribeDecodeOptions options, IPrefixLanguageModel? language, IReadOnlyList<float[]> logProbabilities, IReadOnlyList<int[]> labels, int classes, WorkerTeam team)
    {
        double[] weights = language is null ? [0] : options.NGramWeight is { } w ? [w] : s_weights;
        double[] bonuses = options.InsertionBonus is { } b ? [b] : language is null ? [0] : s_bonuses;
        TextSearch best = new(options, language, weights[0], bonuses[0]);
        if (weights.Length * bonuses.Length == 1)
        {
            return best;
        }

        float[][] some = [.. logProbabilities.Take(ChosenBy)];
        long fewest = long.MaxValue;
        foreach (double weight in weights)
        {
            foreach (double bonus in bonuses)
            {
                TextSearch search = new(options, language, weight, bonus);
                FoundText[] found = search.Decode(some, classes, team);
                long errors = found.Select((f, i) => (long)Metrics.EditRate.Distance(labels[i], f.Labels)).Sum();
                (best, fewest) = errors < fewest ? (search, errors) : (best, fewest);
            }
        }

        return best;
    }
}
