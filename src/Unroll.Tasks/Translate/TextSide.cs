using System.Text;
using Unroll.Data.Vocabularies;

namespace Unroll.Tasks.Translate;

/// <summary>
/// How texts of one side become tokens and back. Behind the vocabulary's own tokens there is one more, which ends a text and also begins
/// it. Byte-pair texts get a blank in front, so that a word is the same tokens wherever it stands; decoding takes it away again.
/// </summary>
/// <param name="vocabulary">The tokens.</param>
/// <param name="lowercase">Whether capitals are folded.</param>
internal sealed class TextSide(IVocabulary vocabulary, bool lowercase)
{
    public IVocabulary Vocabulary { get; } = vocabulary;

    public bool Lowercase { get; } = lowercase;

    /// <summary>Tokens, the end among them.</summary>
    public int Count => Vocabulary.Count + 1;

    /// <summary>The token that ends a text.</summary>
    public int End => Vocabulary.Count;

    /// <summary>Whether a token may stand for any word that is not in the vocabulary.</summary>
    public bool HasUnknown => Vocabulary is WordVocabulary;

    /// <summary>Learns the vocabulary of texts.</summary>
    /// <param name="texts">The texts of one side, or of both.</param>
    /// <param name="tokens">The kind, as in the recipe.</param>
    /// <param name="size">The most tokens, or null.</param>
    /// <param name="minCount">How often a token must occur.</param>
    /// <param name="lowercase">Whether to fold capitals.</param>
    public static TextSide Learn(IEnumerable<string> texts, string tokens, int? size, int minCount, bool lowercase)
    {
        StringBuilder all = new();
        foreach (string text in texts)
        {
            all.Append(tokens == "bpe" ? " " : "").Append(Fold(text, lowercase));
            if (tokens != "char")
            {
                all.Append('\n');
            }
        }

        string corpus = all.ToString();
        return new TextSide(tokens switch
        {
            "bpe" => BytePairVocabulary.Train(corpus, size!.Value),
            "char" => CharVocabulary.Build(corpus, size ?? int.MaxValue, minCount),
            _ => WordVocabulary.Build(corpus, tokens == "word" ? WordSplit.Marks : WordSplit.Blanks, size ?? int.MaxValue, minCount),
        }, lowercase);
    }

    /// <summary>The tokens of a text, without the end.</summary>
    public int[] Encode(string text) => Vocabulary switch
    {
        BytePairVocabulary => Vocabulary.Encode(" " + Fold(text, Lowercase)),
        CharVocabulary characters => Encode(characters, Fold(text, Lowercase)),
        _ => Vocabulary.Encode(Fold(text, Lowercase)),
    };

    /// <summary>The text of tokens without the end.</summary>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        string text = Vocabulary.Decode(tokens);
        return Vocabulary is BytePairVocabulary && text.StartsWith(' ') ? text[1..] : text;
    }

    /// <summary>The tokens of a text as text, for people: words that are not in the vocabulary as they stand there.</summary>
    public IReadOnlyList<string> Pieces(string text) => Vocabulary is WordVocabulary words
        ? words.Cut(Fold(text, Lowercase))
        : [.. Encode(text).Select(Vocabulary.Token)];

    /// <summary>Puts pieces together: the words of <see cref="Pieces"/>.</summary>
    public string Join(IReadOnlyList<string> words) => ((WordVocabulary)Vocabulary).Join(words);

    /// <summary>A capital that never occurred is its small letter: dictionaries are often written in small letters, names seldom.</summary>
    private static int[] Encode(CharVocabulary characters, string text) =>
        [.. text.EnumerateRunes().Select(c => characters.IdOf(c) is var id and not CharVocabulary.UnknownId ? id : characters.IdOf(Rune.ToLowerInvariant(c)))];

    private static string Fold(string text, bool lowercase) => lowercase ? text.ToLowerInvariant() : text;
}
