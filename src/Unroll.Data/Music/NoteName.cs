namespace Unroll.Data.Music;

/// <summary>Names of notes: a letter, sharps (#) or flats (b), and the octave, in which C4 is the middle C (MIDI pitch 60).</summary>
public static class NoteName
{
    private const string Letters = "CDEFGAB";
    private static readonly int[] s_semitones = [0, 2, 4, 5, 7, 9, 11];
    private static readonly string[] s_names = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

    /// <summary>The name of a pitch, such as <c>C#4</c>.</summary>
    /// <param name="pitch">A MIDI pitch, at least 0.</param>
    /// <returns>The name, with sharps.</returns>
    public static string Of(int pitch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pitch);
        return $"{s_names[pitch % 12]}{(pitch / 12) - 1}";
    }

    /// <summary>The pitch of a name such as <c>C4</c>, <c>F#3</c> or <c>Bb5</c>, or of a MIDI number.</summary>
    /// <param name="text">The name.</param>
    /// <param name="pitch">A MIDI pitch that a piano has a key for.</param>
    /// <returns>Whether there is such a key.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out int pitch)
    {
        if (int.TryParse(text, System.Globalization.NumberStyles.None, null, out pitch))
        {
            return PianoRoll.HasKey(pitch);
        }

        int letter = text.IsEmpty ? -1 : Letters.IndexOf(char.ToUpperInvariant(text[0]), StringComparison.Ordinal), at = 1, shift = 0;
        while (letter >= 0 && at < text.Length && text[at] is '#' or 'b' or '♯' or '♭')
        {
            shift += text[at++] is '#' or '♯' ? 1 : -1;
        }

        if (letter < 0 || !int.TryParse(text[at..], System.Globalization.NumberStyles.AllowLeadingSign, null, out int octave) || octave is < -1 or > 9)
        {
            return false;
        }

        pitch = (12 * (octave + 1)) + s_semitones[letter] + shift;
        return PianoRoll.HasKey(pitch);
    }
}
