using Unroll.Data.Pairs;

namespace Unroll.Tasks.Translate;

/// <summary>The questions that a chat was shown, in other words: what tells whether it found the question or only its letters.</summary>
internal static class OtherWords
{
    /// <summary>Paraphrases for choosing the best model while it trains, and others for measuring it.</summary>
    public const ulong ValidationSeed = 1, MeasurementSeed = 2;

    /// <summary>
    /// For every question one paraphrase by each rule that applies (<see cref="Paraphrases"/>), of its last turn, paired with every right answer of the
    /// question. What happens to be another question that was shown is left out, whatever its case.
    /// </summary>
    public static IReadOnlyList<TextPair> Of(IReadOnlyList<TextPair> shown, ulong seed)
    {
        HashSet<string> questions = new(shown.Select(p => p.Source), StringComparer.OrdinalIgnoreCase);
        List<TextPair> pairs = [];
        foreach (RightAnswers question in RightAnswers.Of(shown))
        {
            int last = question.Source.LastIndexOf(Dialogue.Separator, StringComparison.Ordinal);
            int start = last < 0 ? 0 : last + Dialogue.Separator.Length;
            IEnumerable<string> texts = Paraphrases.Of(question.Source[start..], seed).Select(p => question.Source[..start] + p.Text).Where(t => !questions.Contains(t));
            pairs.AddRange(texts.SelectMany(text => question.Targets.Select(target => new TextPair(text, target, question.Origin))));
        }

        return pairs;
    }
}
