using System.Text.RegularExpressions;

namespace Unroll.Tasks.Metrics;

/// <summary>
/// The tokens over which BLEU is counted at WMT, as NIST's script <c>mteval-v13a.pl</c> parts them: symbols stand alone, full stops and commas
/// too unless digits are on both sides, and a hyphen after a digit does. Apostrophes and other hyphens stay in their words.
/// </summary>
internal static partial class Tokenizer13a
{
    private static readonly (string Entity, string Character)[] s_entities = [("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")];

    /// <summary>The tokens of a sentence.</summary>
    public static string[] Split(string sentence)
    {
        string text = sentence.TrimEnd().Replace("<skipped>", "", StringComparison.Ordinal).Replace("-\n", "", StringComparison.Ordinal);
        foreach ((string entity, string character) in s_entities)
        {
            text = text.Replace(entity, character, StringComparison.Ordinal);
        }

        // In this order, each over the whole text, because a blank that one rule writes is what the next one sees.
        text = Symbol().Replace($" {text} ", " $0 ");
        text = StopAfterNoDigit().Replace(text, "$1 $2 ");
        text = StopBeforeNoDigit().Replace(text, " $1 $2");
        text = HyphenAfterDigit().Replace(text, "$1 $2 ");
        return text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"[ -&(-+/:-@\[-`{-~]")]
    private static partial Regex Symbol();

    [GeneratedRegex("([^0-9])([.,])")]
    private static partial Regex StopAfterNoDigit();

    [GeneratedRegex("([.,])([^0-9])")]
    private static partial Regex StopBeforeNoDigit();

    [GeneratedRegex("([0-9])(-)")]
    private static partial Regex HyphenAfterDigit();
}
