using Unroll.Tasks.Metrics;

namespace Unroll.Tasks.Transcribe;

/// <summary>The metrics of a transcriber; the first of them decides which model is the best.</summary>
internal static class TranscribeMetrics
{
    /// <summary>
    /// Edits over symbols of the right texts: <c>der</c> of digits where there are only digits, <c>cer</c> of characters (blanks count), <c>wer</c> of what stands
    /// between blanks; <c>exact</c>, the share of texts without an error; <c>loss</c>, nats a symbol.
    /// </summary>
    /// <param name="symbols">The symbols of the model.</param>
    /// <param name="right">The right texts.</param>
    /// <param name="given">The texts that are judged, as many.</param>
    /// <param name="loss">NaN where there is none.</param>
    public static IReadOnlyDictionary<string, double> Of(SymbolSet symbols, IReadOnlyList<string> right, IReadOnlyList<string> given, double loss)
    {
        Dictionary<string, double> metrics = new(StringComparer.Ordinal);
        double characters = Rate(right, given, EditRate.Characters), words = Rate(right, given, EditRate.Words);
        if (symbols.AreDigits)
        {
            metrics["der"] = Rate(right, given, static t => EditRate.Characters(t.Replace(" ", "", StringComparison.Ordinal)));
        }

        (string first, double one, string second, double other) = symbols.IsCharacters ? ("cer", characters, "wer", words) : ("wer", words, "cer", characters);
        (metrics[first], metrics[second]) = (one, other);
        metrics["exact"] = right.Zip(given).Count(p => p.First == p.Second) / (double)Math.Max(1, right.Count);
        if (!double.IsNaN(loss))
        {
            metrics["loss"] = loss;
        }

        return metrics;
    }

    /// <summary>Edits over all texts by the units of the right ones.</summary>
    private static double Rate(IReadOnlyList<string> right, IReadOnlyList<string> given, Func<string, string[]> unitsOf)
    {
        EditRate rate = new();
        for (int i = 0; i < right.Count; i++)
        {
            rate.Add(unitsOf(given[i]), unitsOf(right[i]));
        }

        return rate.Rate;
    }
}
