using Unroll.Data.Files;
using Unroll.Data.Text;

namespace Unroll.Data.Pairs;

/// <summary>
/// The CMU Pronouncing Dictionary's format: a word and its phonemes with blanks between, <c>word(2)</c> for another pronunciation, a comment
/// after <c>#</c>, and lines that begin with <c>;;;</c> passed over.
/// </summary>
public static class PronunciationDictionary
{
    private const string What = "Pronunciation dictionary";

    /// <summary>Reads words and their pronunciations.</summary>
    /// <param name="path">The file, or a <c>.gz</c> of it.</param>
    /// <param name="stress">Whether phonemes keep the digits at their ends, which say how much a vowel is stressed.</param>
    /// <param name="encoding">How characters are stored.</param>
    /// <returns>
    /// A pair a pronunciation: the word as it is written, and phonemes with one blank between. Those of a word stand together, where it first
    /// occurs; pronunciations that are equal without stress are given once.
    /// </returns>
    /// <exception cref="DataException">It cannot be read, is not in the encoding, has no words, or a line is malformed.</exception>
    public static IReadOnlyList<TextPair> Read(string path, bool stress = false, TextEncoding encoding = TextEncoding.Utf8)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Parse(TextFile.Read(path, encoding, What), path, stress);
    }

    /// <summary>Reads text that has been read already.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="stress">As in <see cref="Read"/>.</param>
    /// <returns>As from <see cref="Read"/>.</returns>
    /// <exception cref="DataException">It has no words, or a line is malformed.</exception>
    public static IReadOnlyList<TextPair> Parse(string text, string name, bool stress = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<List<TextPair>> words = [];
        Dictionary<string, int> placeOf = new(StringComparer.Ordinal);
        LineReader lines = new(text);
        while (lines.MoveNextItem(What, name))
        {
            if (!lines.Line.StartsWith(";;;"))
            {
                TextPair entry = ParseLine(lines.Line, new Origin(name, lines.Number), stress);
                if (!placeOf.TryGetValue(entry.Source, out int place))
                {
                    placeOf.Add(entry.Source, place = words.Count);
                    words.Add([]);
                }

                if (!words[place].Exists(p => p.Target == entry.Target))
                {
                    words[place].Add(entry);
                }
            }
        }

        return words.Count > 0
            ? [.. words.SelectMany(w => w)]
            : throw new DataException($"{What} '{name}': there are no words in it, but a word and its phonemes a line were expected. Give a file such as cmudict.dict.");
    }

    private static TextPair ParseLine(ReadOnlySpan<char> line, Origin origin, bool stress)
    {
        // A word may itself begin with '#'; a comment has a blank before it.
        int comment = line.IndexOf(" #");
        ReadOnlySpan<char> entry = (comment < 0 ? line : line[..comment]).Trim();
        int blank = entry.IndexOfAny(' ', '\t');
        if (blank < 0)
        {
            throw new DataException(
                $"{What} {origin}: there is a word without phonemes (got '{line}'), expected a word, a blank and phonemes. Fill them in, or remove the line.");
        }

        return new TextPair(WordOf(entry[..blank], origin), PhonemesOf(entry[blank..], stress, origin), origin);
    }

    private static string WordOf(ReadOnlySpan<char> word, Origin origin)
    {
        int open = word.LastIndexOf('(');
        if (open <= 0 || !word.EndsWith(")"))
        {
            return word.ToString();
        }

        ReadOnlySpan<char> number = word[(open + 1)..^1];
        return number.Length > 0 && !number.ContainsAnyExceptInRange('0', '9')
            ? word[..open].ToString()
            : throw new DataException(
                $"{What} {origin}: the word is '{word}', expected a number in its parentheses, as in 'word(2)' for a second pronunciation. Correct the line.");
    }

    private static string PhonemesOf(ReadOnlySpan<char> text, bool stress, Origin origin)
    {
        List<string> phonemes = [];
        foreach (Range range in text.SplitAny(' ', '\t'))
        {
            ReadOnlySpan<char> phoneme = text[range];
            if (!phoneme.IsEmpty)
            {
                ReadOnlySpan<char> kept = stress ? phoneme : phoneme.TrimEnd("0123456789");
                phonemes.Add(kept.Length > 0 ? kept.ToString() : throw new DataException(
                    $"{What} {origin}: '{phoneme}' is a stress without a phoneme, expected one such as AH0. Remove the blank before it."));
            }
        }

        return string.Join(' ', phonemes);
    }
}
