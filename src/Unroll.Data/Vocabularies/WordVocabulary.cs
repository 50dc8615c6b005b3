using System.Runtime.InteropServices;
using System.Text;

namespace Unroll.Data.Vocabularies;

/// <summary>
/// One token for each word. Id 0 is <c>&lt;unk&gt;</c>, a word that is not in the vocabulary; id 1 is <c>&lt;eos&gt;</c>, a line end
/// (also that of a blank line); the others follow by falling count, then ordinally.
/// </summary>
/// <remarks>A word <c>&lt;unk&gt;</c> or <c>&lt;eos&gt;</c> that stands in the text, as in WikiText-2, is the token of that name.</remarks>
public sealed class WordVocabulary : IVocabulary
{
    /// <summary>The id of a word that is not in the vocabulary.</summary>
    public const int UnknownId = 0;

    /// <summary>The id of a line end.</summary>
    public const int EndOfLineId = 1;

    private const string Unknown = "<unk>";
    private const string EndOfLine = "<eos>";
    private readonly string[] _words;
    private readonly Dictionary<string, int> _idOf;

    internal WordVocabulary(IEnumerable<string> words, WordSplit split, bool lowercase)
    {
        _words = [Unknown, EndOfLine, .. words];
        _idOf = new Dictionary<string, int>(_words.Length, StringComparer.Ordinal);
        for (int id = 0; id < _words.Length; id++)
        {
            _idOf.Add(_words[id], id);
        }

        Split = split;
        Lowercase = lowercase;
    }

    /// <inheritdoc/>
    public string Kind => "word";

    /// <inheritdoc/>
    public int Count => _words.Length;

    /// <summary>How text is cut into words.</summary>
    public WordSplit Split { get; }

    /// <summary>Whether text is put into lower case (invariant) first.</summary>
    public bool Lowercase { get; }

    /// <summary>The words of ids 2 and up.</summary>
    public IEnumerable<string> Words => _words.Skip(2);

    /// <summary>Takes the words of a text.</summary>
    /// <param name="text">The text to learn from.</param>
    /// <param name="split">How to cut it into words.</param>
    /// <param name="maxSize">The most tokens, <c>&lt;unk&gt;</c> and <c>&lt;eos&gt;</c> counted; the rarest words are left out.</param>
    /// <param name="minCount">Words that occur less often are left out.</param>
    /// <param name="lowercase">Whether to put text into lower case first.</param>
    /// <returns>The vocabulary.</returns>
    public static WordVocabulary Build(
        ReadOnlySpan<char> text, WordSplit split = WordSplit.Blanks, int maxSize = int.MaxValue, int minCount = 1, bool lowercase = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSize, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(minCount, 1);
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        var bySpan = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        WordSplitter.Split(lowercase ? ToLower(text) : text, split, word =>
        {
            CollectionsMarshal.GetValueRefOrAddDefault(bySpan, word, out _)++;
        });
        return new WordVocabulary(MostFrequent(counts, maxSize, minCount), split, lowercase);
    }

    /// <summary>Takes words that are cut already, such as those of tagged sentences. A word may then hold blanks.</summary>
    /// <param name="words">The words to learn from, each as often as it occurs.</param>
    /// <param name="maxSize">The most tokens, <c>&lt;unk&gt;</c> and <c>&lt;eos&gt;</c> counted; the rarest words are left out.</param>
    /// <param name="minCount">Words that occur less often are left out.</param>
    /// <param name="lowercase">Whether to put words into lower case first.</param>
    /// <returns>The vocabulary; it cuts texts at blanks.</returns>
    public static WordVocabulary OfWords(IEnumerable<string> words, int maxSize = int.MaxValue, int minCount = 1, bool lowercase = false)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSize, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(minCount, 1);
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (string word in words)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, lowercase ? word.ToLowerInvariant() : word, out _)++;
        }

        return new WordVocabulary(MostFrequent(counts, maxSize, minCount), WordSplit.Blanks, lowercase);
    }

    /// <summary>The id of one word.</summary>
    /// <param name="word">The word, as it stands in the text.</param>
    /// <returns>Its id, or <see cref="UnknownId"/>.</returns>
    public int IdOf(ReadOnlySpan<char> word) =>
        _idOf.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(Lowercase ? ToLower(word) : word, out int id) ? id : UnknownId;

    /// <inheritdoc/>
    public int[] Encode(ReadOnlySpan<char> text)
    {
        List<int> ids = new(text.Length / 4);
        var idOf = _idOf.GetAlternateLookup<ReadOnlySpan<char>>();
        WordSplitter.Split(Lowercase ? ToLower(text) : text, Split, word =>
        {
            ids.Add(word.IsEmpty ? EndOfLineId : idOf.TryGetValue(word, out int id) ? id : UnknownId);
        });
        return [.. ids];
    }

    /// <summary>Cuts a text into its words as they stand there, known or not; joiners mark what touched (see <see cref="WordSplit.Marks"/>).</summary>
    /// <param name="text">The text; a line end is the word <c>&lt;eos&gt;</c>.</param>
    /// <returns>As many words as <see cref="Encode"/> has ids.</returns>
    public IReadOnlyList<string> Cut(ReadOnlySpan<char> text)
    {
        List<string> words = [];
        WordSplitter.Split(Lowercase ? ToLower(text) : text, Split, word => words.Add(word.IsEmpty ? EndOfLine : word.ToString()));
        return words;
    }

    /// <summary>Puts words together as <see cref="Decode"/> does, known or not.</summary>
    /// <param name="words">Words as <see cref="Cut"/> gives them.</param>
    /// <returns>The text.</returns>
    public string Join(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        StringBuilder text = new();
        bool joinNext = false;
        foreach (string word in words)
        {
            Append(text, word, ref joinNext);
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    /// <remarks>Words are put together with one blank, or with none where a joiner says so; <c>&lt;eos&gt;</c> is LF.</remarks>
    public string Decode(ReadOnlySpan<int> ids)
    {
        StringBuilder text = new();
        bool joinNext = false;
        foreach (int id in ids)
        {
            Append(text, Token(id), ref joinNext);
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public string Token(int id) => (uint)id < (uint)_words.Length ? _words[id] : throw VocabularyErrors.NoSuchId(this, id);

    private void Append(StringBuilder text, string word, ref bool joinNext)
    {
        if (word == EndOfLine)
        {
            text.Append('\n');
            joinNext = false;
        }
        else
        {
            WordSplitter.Append(text, word, Split, ref joinNext);
        }
    }

    private static IEnumerable<string> MostFrequent(Dictionary<string, int> counts, int maxSize, int minCount)
    {
        foreach (string special in (string[])["", Unknown, EndOfLine])
        {
            counts.Remove(special);
        }

        return counts.Where(w => w.Value >= minCount).OrderByDescending(w => w.Value).ThenBy(w => w.Key, StringComparer.Ordinal)
            .Take(maxSize - 2).Select(w => w.Key);
    }

    private static ReadOnlySpan<char> ToLower(ReadOnlySpan<char> text)
    {
        char[] lower = new char[text.Length];
        text.ToLowerInvariant(lower);
        return lower;
    }
}
