using System.Text;

namespace Unroll.Data.Vocabularies;

/// <summary>
/// One token for each character (Unicode scalar value) of the text, in the order of their code points. Id 0 stands for every character
/// that is not in the vocabulary and reads as U+FFFD.
/// </summary>
public sealed class CharVocabulary : IVocabulary
{
    /// <summary>The id of a character that is not in the vocabulary.</summary>
    public const int UnknownId = 0;

    private readonly Rune[] _characters;
    private readonly int[] _idOfBasic;
    private readonly Dictionary<Rune, int> _idOfOther = [];

    internal CharVocabulary(IEnumerable<Rune> sortedCharacters)
    {
        _characters = [Rune.ReplacementChar, .. sortedCharacters];
        _idOfBasic = new int[1 + _characters.Where(c => c.IsBmp).Max(c => c.Value)];
        for (int id = 1; id < _characters.Length; id++)
        {
            if (_characters[id].IsBmp)
            {
                _idOfBasic[_characters[id].Value] = id;
            }
            else
            {
                _idOfOther[_characters[id]] = id;
            }
        }
    }

    /// <inheritdoc/>
    public string Kind => "char";

    /// <inheritdoc/>
    public int Count => _characters.Length;

    /// <summary>The characters of ids 1 and up.</summary>
    public IEnumerable<Rune> Characters => _characters.Skip(1);

    /// <summary>Takes the characters of a text.</summary>
    /// <param name="text">The text to learn from.</param>
    /// <param name="maxSize">The most tokens, the unknown one counted; the rarest characters are left out.</param>
    /// <param name="minCount">Characters that occur less often are left out.</param>
    /// <returns>The vocabulary.</returns>
    public static CharVocabulary Build(ReadOnlySpan<char> text, int maxSize = int.MaxValue, int minCount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(minCount, 1);
        // A text that holds U+FFFD means "unknown" by it, as we do.
        int[] counts = CountByCodePoint(text);
        counts[Rune.ReplacementChar.Value] = 0;
        int[] kept = [.. Enumerable.Range(0, counts.Length).Where(c => counts[c] >= minCount)
            .OrderByDescending(c => counts[c]).ThenBy(c => c).Take(maxSize - 1)];
        Array.Sort(kept);
        return new CharVocabulary(kept.Select(c => new Rune(c)));
    }

    /// <inheritdoc/>
    public int[] Encode(ReadOnlySpan<char> text)
    {
        int[] ids = new int[text.Length];
        int n = 0;
        foreach (Rune c in text.EnumerateRunes())
        {
            ids[n++] = IdOf(c);
        }

        Array.Resize(ref ids, n);
        return ids;
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids)
    {
        StringBuilder text = new(ids.Length);
        foreach (int id in ids)
        {
            text.Append(Character(id).ToString());
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public string Token(int id) => Character(id).ToString();

    /// <summary>The id of one character.</summary>
    /// <param name="character">Any character.</param>
    /// <returns>Its id, or <see cref="UnknownId"/>.</returns>
    public int IdOf(Rune character) =>
        (uint)character.Value < (uint)_idOfBasic.Length ? _idOfBasic[character.Value] : _idOfOther.GetValueOrDefault(character);

    private Rune Character(int id) => (uint)id < (uint)_characters.Length ? _characters[id] : throw VocabularyErrors.NoSuchId(this, id);

    private static int[] CountByCodePoint(ReadOnlySpan<char> text)
    {
        int[] counts = new int[0x110000];
        foreach (Rune c in text.EnumerateRunes())
        {
            counts[c.Value]++;
        }

        return counts;
    }
}
