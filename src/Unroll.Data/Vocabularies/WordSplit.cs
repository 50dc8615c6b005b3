using System.Text;

namespace Unroll.Data.Vocabularies;

/// <summary>How a line of text becomes words.</summary>
public enum WordSplit
{
    /// <summary>At blanks only, for text that is tokenised already, such as WikiText.</summary>
    Blanks,

    /// <summary>
    /// At blanks, and between words and marks. A mark that touches its neighbour says so by a joiner (U+FFED) on that side, so that
    /// the text can be put together again: <c>f(x, y).</c> is <c>f ￭(￭ x ￭, y ￭) ￭.</c>
    /// </summary>
    /// <remarks>The joiner annotation of OpenNMT's tokenizer (Klein et al. 2017).</remarks>
    Marks,
}

/// <summary>Cuts text into words and line ends, and puts words together.</summary>
internal static class WordSplitter
{
    public const char Joiner = '\uFFED';

    public delegate void Visitor(ReadOnlySpan<char> word);

    /// <summary>Calls <paramref name="word"/> for each word, and with an empty span at each LF.</summary>
    public static void Split(ReadOnlySpan<char> text, WordSplit how, Visitor word)
    {
        int i = 0;
        while (i < text.Length)
        {
            if (text[i] == '\n')
            {
                word([]);
                i++;
            }
            else if (char.IsWhiteSpace(text[i]))
            {
                i++;
            }
            else
            {
                int end = i + 1;
                while (end < text.Length && !char.IsWhiteSpace(text[end])) end++;
                if (how == WordSplit.Blanks)
                {
                    word(text[i..end]);
                }
                else
                {
                    SplitMarks(text[i..end], word);
                }

                i = end;
            }
        }
    }

    /// <summary>Adds a word to a text that ends in a whole word or in nothing.</summary>
    public static void Append(StringBuilder text, ReadOnlySpan<char> word, WordSplit how, ref bool joinNext)
    {
        bool joined = how == WordSplit.Marks && word.Length > 1;
        bool left = joined && word[0] == Joiner;
        bool right = joined && word[^1] == Joiner;
        if (text.Length > 0 && text[^1] != '\n' && !joinNext && !left)
        {
            text.Append(' ');
        }

        text.Append(word[(left ? 1 : 0)..^(right ? 1 : 0)]);
        joinNext = right;
    }

    private static void SplitMarks(ReadOnlySpan<char> chunk, Visitor word)
    {
        Span<char> marked = stackalloc char[4];
        for (int i = 0; i < chunk.Length;)
        {
            int end = i;
            while (end < chunk.Length && IsWordAt(chunk, end)) end++;
            if (end > i)
            {
                word(chunk[i..end]);
                i = end;
                continue;
            }

            // A mark joins to whatever touches it on the left, and to a word on the right; two marks are joined once.
            end = i + (i + 1 < chunk.Length && char.IsSurrogatePair(chunk[i], chunk[i + 1]) ? 2 : 1);
            int n = 0;
            if (i > 0) marked[n++] = Joiner;
            for (int k = i; k < end; k++) marked[n++] = chunk[k];
            if (end < chunk.Length && IsWordAt(chunk, end)) marked[n++] = Joiner;
            word(marked[..n]);
            i = end;
        }
    }

    // Letters, digits, combining marks, underscores, and an apostrophe between two letters (don't).
    private static bool IsWordAt(ReadOnlySpan<char> text, int i)
    {
        char c = text[i];
        return char.IsLetterOrDigit(c) || c == '_' || IsCombining(c)
            || (c is '\'' or '\u2019' && i > 0 && i + 1 < text.Length && char.IsLetter(text[i - 1]) && char.IsLetter(text[i + 1]));
    }

    private static bool IsCombining(char c) => c > 0x2FF && char.GetUnicodeCategory(c) is
        System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;
}
