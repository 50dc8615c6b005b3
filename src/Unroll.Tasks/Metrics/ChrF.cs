using System.Text;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Metrics;

/// <summary>
/// chrF of a corpus, from 0 to 100 (Popović 2015), as sacreBLEU defines it: precision and recall of character n-grams, averaged over the orders
/// that occur on both sides, and their F-measure, in which recall weighs <c>beta</c> times as much. With the defaults it is called chrF2.
/// </summary>
/// <remarks>Of several references the one counts with which the sentence alone scores best, the first of equally good ones.</remarks>
/// <param name="order">The longest n-gram.</param>
/// <param name="beta">How much recall weighs beside precision.</param>
/// <param name="lowercase">Whether upper and lower case are the same.</param>
/// <param name="whitespace">Whether blanks count as characters.</param>
public sealed class ChrF(int order = 6, double beta = 2, bool lowercase = false, bool whitespace = false)
{
    private readonly long[] _correct = new long[order];
    private readonly long[] _translated = new long[order];
    private readonly long[] _reference = new long[order];

    /// <summary>Sentences added so far.</summary>
    public long Count { get; private set; }

    /// <summary>chrF, from 0 to 100.</summary>
    public double Score => Of(_correct, _translated, _reference);

    /// <summary>What was counted, in the words of sacreBLEU's signatures; the version says that this is our own implementation.</summary>
    public string Signature =>
        $"case:{(lowercase ? "lc" : "mixed")}|eff:yes|nc:{order}|nw:0|space:{(whitespace ? "yes" : "no")}|version:unroll-{ModelMetadata.Version}";

    /// <summary>Counts a sentence.</summary>
    /// <param name="translation">What the model wrote, as plain text.</param>
    /// <param name="references">Right translations as plain text, at least one.</param>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public void Add(string translation, params IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(translation);
        ArgumentNullException.ThrowIfNull(references);
        if (references.Count == 0)
        {
            throw new ArgumentException("ChrF: got no reference, expected at least one to compare the translation with.", nameof(references));
        }

        Dictionary<string, int>[] found = NGrams(translation);
        (long[] Correct, long[] Reference)[] compared = [.. references.Select(r => Compare(found, NGrams(r)))];
        long[] translated = [.. found.Select(g => g.Values.Sum(n => (long)n))];
        (long[] correct, long[] reference) = compared.MaxBy(c => Of(c.Correct, translated, c.Reference));
        Count++;
        for (int n = 0; n < order; n++)
        {
            _correct[n] += correct[n];
            _translated[n] += translated[n];
            _reference[n] += reference[n];
        }
    }

    private static (long[] Correct, long[] Reference) Compare(Dictionary<string, int>[] found, Dictionary<string, int>[] right) => (
        [.. found.Select((grams, n) => grams.Sum(g => (long)Math.Min(g.Value, right[n].GetValueOrDefault(g.Key))))],
        [.. right.Select(grams => grams.Values.Sum(n => (long)n))]);

    private double Of(long[] correct, long[] translated, long[] reference)
    {
        double precision = 0, recall = 0;
        int orders = 0;
        for (int n = 0; n < order; n++)
        {
            if (translated[n] > 0 && reference[n] > 0)
            {
                precision += (double)correct[n] / translated[n];
                recall += (double)correct[n] / reference[n];
                orders++;
            }
        }

        return precision + recall == 0 ? 0 : 100.0 / orders * (1 + (beta * beta)) * precision * recall / ((beta * beta * precision) + recall);
    }

    // By character, not by half of a surrogate pair.
    private Dictionary<string, int>[] NGrams(string sentence)
    {
        string text = lowercase ? sentence.ToLowerInvariant() : sentence;
        string[] characters = [.. text.EnumerateRunes().Where(r => whitespace || !Rune.IsWhiteSpace(r)).Select(r => r.ToString())];
        Dictionary<string, int>[] grams = new Dictionary<string, int>[order];
        for (int n = 0; n < order; n++)
        {
            grams[n] = new Dictionary<string, int>(StringComparer.Ordinal);
            for (int start = 0; start + n < characters.Length; start++)
            {
                string gram = string.Concat(characters.AsSpan(start, n + 1));
                grams[n][gram] = grams[n].GetValueOrDefault(gram) + 1;
            }
        }

        return grams;
    }
}
