using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;
using Unroll.Data.Vocabularies;
using Unroll.Decoding;

namespace Unroll.Tasks.Translate;

/// <summary>Tokens of a target as text; unknown words are copied from the source where the decoder looked (Luong et al. 2015).</summary>
/// <param name="encoding">The tokens of both sides.</param>
/// <param name="translator">Says where the decoder looked.</param>
/// <param name="copyUnknown">Whether unknown words are copied.</param>
internal sealed class TranslationText(PairEncoding encoding, Translator translator, bool copyUnknown)
{
    private readonly bool _copies = copyUnknown && encoding.Source.HasUnknown && encoding.Target.HasUnknown;

    /// <summary>The text of a hypothesis.</summary>
    /// <param name="source">The source as text.</param>
    /// <param name="tokens">The tokens of the target, without the end.</param>
    public string Of(string source, IReadOnlyList<int> tokens)
    {
        if (!_copies || !tokens.Contains(WordVocabulary.UnknownId) || translator.Attention(encoding.EncodeSource(source), tokens) is not { } weights)
        {
            return encoding.Target.Decode([.. tokens]);
        }

        IReadOnlyList<string> words = encoding.Source.Pieces(source);
        int steps = words.Count + 1;
        return encoding.Target.Join([.. tokens.Select((token, t) => Word(token, words, TensorPrimitives.IndexOfMax(weights.AsSpan(t * steps, words.Count))))]);
    }

    /// <summary>The texts of the best hypotheses of some sources.</summary>
    public string[] Of(IEnumerable<string> sources, IReadOnlyList<IReadOnlyList<Hypothesis>> found) => [.. sources.Select((source, i) => Of(source, found[i][0].Tokens))];

    /// <summary>A text as it comes.</summary>
    /// <param name="source">The source as text.</param>
    /// <param name="maxLength">The most tokens.</param>
    /// <returns>Pieces that make up the text; none ends within a character.</returns>
    public IEnumerable<string> Stream(string source, int maxLength)
    {
        IReadOnlyList<string> words = _copies ? encoding.Source.Pieces(source) : [];
        List<int> tokens = [];
        List<string> written = [];
        int given = 0;
        foreach ((int token, int lookedAt) in translator.Stream(encoding.EncodeSource(source), maxLength))
        {
            tokens.Add(token);
            written.Add(_copies ? Word(token, words, lookedAt) : "");
            string text = _copies ? encoding.Target.Join(written) : encoding.Target.Decode([.. tokens]);
            if (text.Length > given && !text.EndsWith('\uFFFD'))
            {
                yield return text[given..];
                given = text.Length;
            }
        }

        string all = _copies ? encoding.Target.Join(written) : encoding.Target.Decode([.. tokens]);
        if (all.Length > given)
        {
            yield return all[given..];
        }
    }

    private string Word(int token, IReadOnlyList<string> words, int lookedAt) =>
        token == WordVocabulary.UnknownId && (uint)lookedAt < (uint)words.Count ? words[lookedAt] : encoding.Target.Vocabulary.Token(token);
}
