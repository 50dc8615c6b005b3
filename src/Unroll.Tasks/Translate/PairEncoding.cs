using Unroll.Data.Pairs;
using Unroll.Data.Vocabularies;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Translate;

/// <summary>How pairs become numbers: the tokens of both sides.</summary>
internal sealed class PairEncoding
{
    private const string SourceEntry = "unroll.source", TargetEntry = "unroll.target";

    private PairEncoding(TextSide source, TextSide target) => (Source, Target) = (source, target);

    public TextSide Source { get; }

    /// <summary>The same object where both sides have one vocabulary.</summary>
    public TextSide Target { get; }

    public bool IsShared => ReferenceEquals(Source, Target);

    /// <summary>Learns vocabularies of training pairs.</summary>
    public static PairEncoding Fit(TranslateDataOptions options, IReadOnlyList<TextPair> train)
    {
        // A text that is there for several partners counts once.
        IEnumerable<string> sources = train.Select(p => p.Source).Distinct(StringComparer.Ordinal), targets = train.Select(p => p.Target).Distinct(StringComparer.Ordinal);
        if (options.SharedVocabulary)
        {
            TextSide both = TextSide.Learn(sources.Concat(targets), options.SourceTokens, options.VocabularySize, options.MinCount, options.Lowercase);
            return new PairEncoding(both, both);
        }

        return new PairEncoding(
            TextSide.Learn(sources, options.SourceTokens, options.VocabularySize, options.MinCount, options.Lowercase),
            TextSide.Learn(targets, options.TargetTokens, options.VocabularySize, options.MinCount, options.Lowercase));
    }

    /// <summary>Encodes pairs.</summary>
    public EncodedPairs Encode(IReadOnlyList<TextPair> pairs) => new(pairs, [.. pairs.Select(p => EncodeSource(p.Source))], [.. pairs.Select(p => Target.Encode(p.Target))]);

    /// <summary>The tokens of a source with the end, so that none is empty.</summary>
    public int[] EncodeSource(string text) => [.. Source.Encode(text), Source.End];

    /// <summary>Where a translator looks while it writes a target, with the tokens of both sides; null without attention.</summary>
    public AttentionWeights? AttentionOf(Translator translator, string source, IReadOnlyList<int> target)
    {
        int[] ids = EncodeSource(source);
        return translator.Attention(ids, target) is { } weights
            ? new AttentionWeights([.. Source.Pieces(source), AttentionWeights.End], [.. target.Select(Target.Vocabulary.Token), AttentionWeights.End],
                [.. weights.Chunk(ids.Length).Select(row => (IReadOnlyList<float>)row)])
            : null;
    }

    /// <summary>Adds the entries of the encoding to the metadata of a model.</summary>
    public void Write(Dictionary<string, string> metadata)
    {
        metadata[SourceEntry] = VocabularyJson.Write(Source.Vocabulary);
        if (!IsShared)
        {
            metadata[TargetEntry] = VocabularyJson.Write(Target.Vocabulary);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static PairEncoding Read(Func<string, string?> entry, string path, bool lowercase)
    {
        TextSide source = new(VocabularyJson.Read(entry(SourceEntry) ?? throw new KeyNotFoundException($"the entry '{SourceEntry}' is missing."), path), lowercase);
        return new PairEncoding(source, entry(TargetEntry) is { } target ? new TextSide(VocabularyJson.Read(target, path), lowercase) : source);
    }
}

/// <summary>Pairs as a network reads them.</summary>
/// <param name="Pairs">The texts.</param>
/// <param name="Sources">The tokens of each source, with the end.</param>
/// <param name="Targets">The tokens of each target, without the end.</param>
internal sealed record EncodedPairs(IReadOnlyList<TextPair> Pairs, IReadOnlyList<int[]> Sources, IReadOnlyList<int[]> Targets)
{
    public int Count => Pairs.Count;

    /// <summary>Tokens that are predicted: those of the targets and their ends.</summary>
    public long TargetTokens => Targets.Sum(t => (long)t.Length + 1);

    public long SourceTokens => Sources.Sum(s => (long)s.Length);

    /// <summary>Some of the pairs.</summary>
    public EncodedPairs Only(IReadOnlyList<int> which) => new([.. which.Select(i => Pairs[i])], [.. which.Select(i => Sources[i])], [.. which.Select(i => Targets[i])]);
}
