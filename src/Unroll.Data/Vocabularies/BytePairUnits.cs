namespace Unroll.Data.Vocabularies;

/// <summary>Cuts text into the units that byte-pair merges do not cross; the units put together are the text.</summary>
internal static class BytePairUnits
{
    // A bound on the work for text without blanks; such a unit is simply cut.
    private const int MaxLength = 64;

    /// <summary>The most bytes of UTF-8 in a unit, and so in a token: three a character, and one more for a surrogate pair.</summary>
    public const int MaxBytes = 3 * (MaxLength + 1);

    private enum Class
    {
        Blank,
        Letter,
        Digit,
        Mark,
    }

    /// <summary>The length of the unit that a text begins with; the text is not empty.</summary>
    public static int NextLength(ReadOnlySpan<char> text)
    {
        int start = text[0] == ' ' && text.Length > 1 && ClassOf(text[1]) != Class.Blank ? 1 : 0;
        Class kind = ClassOf(text[start]);
        int end = start + 1;
        while (end < text.Length && end < MaxLength && ClassOf(text[end]) == kind) end++;

        // The last blank of several belongs to the word behind it.
        if (kind == Class.Blank && end > 1 && end < text.Length && text[end - 1] == ' ' && ClassOf(text[end]) != Class.Blank)
        {
            end--;
        }

        // Never between the halves of a surrogate pair, which would not decode to itself.
        return end < text.Length && char.IsSurrogatePair(text[end - 1], text[end]) ? end + 1 : end;
    }

    private static Class ClassOf(char c) =>
        char.IsWhiteSpace(c) ? Class.Blank
        : char.IsLetter(c) ? Class.Letter
        : char.IsDigit(c) ? Class.Digit
        : Class.Mark;
}
