using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Unroll.Data.Splits;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Tag;

/// <summary>The sequences of a recipe in their two parts, as read and as numbers.</summary>
internal sealed class TagData
{
    private TagData(LabelledDataOptions options, bool spelled, IReadOnlyList<RawSequence> train, IReadOnlyList<RawSequence> valid, string validSource)
    {
        (Options, ValidSource) = (options, validSource);
        Encoding = TagEncoding.Fit(options, spelled, train);
        Train = Encoding.Encode(train);
        Valid = Encoding.Encode(valid);
    }

    public LabelledDataOptions Options { get; }

    public string ValidSource { get; }

    public TagEncoding Encoding { get; }

    public TagPart Train { get; }

    public TagPart Valid { get; }

    /// <summary>What sequences are called, in the plural.</summary>
    public string SequenceUnit => Encoding.Words is null ? "series" : "sentences";

    /// <summary>What steps are called, in the plural.</summary>
    public string StepUnit => Encoding.Words is null ? "steps" : "words";

    /// <summary>Reads the sequences that a recipe names.</summary>
    /// <exception cref="DataException">They cannot be read, or leave nothing for one of the parts.</exception>
    public static TagData Read(Recipe recipe)
    {
        LabelledDataOptions options = new(recipe.Values);
        bool spelled = new SequenceModelOptions(recipe.Values).CharacterEmbedding > 0;
        IReadOnlyList<RawSequence> all = new SequenceReader(options).Read(recipe.Resolve(options.Train));
        if (options.Valid is { } valid)
        {
            return new TagData(options, spelled, all, new SequenceReader(options, columns: NamesOf(all)).Read(recipe.Resolve(valid)), valid);
        }

        if (all.Count == 1 && all[0].Series is { Length: > 1 } series)
        {
            int train = series.Length - Math.Clamp((int)Math.Round(series.Length * options.ValidFraction), 1, series.Length - 1);
            return new TagData(options, spelled, [all[0].Part(0, train)], [all[0].Part(train, series.Length)], $"the last {options.ValidFraction:P0} of its steps, held back");
        }

        if (all.Count < 2)
        {
            throw new DataException($"'{options.Train}' has {all.Count} sequence, too few to hold back {options.ValidFraction:P0} (data.validFraction) for validation. Give more of them, or name validation data in data.valid.");
        }

        DataSplit split = options.Split == "time" ? DataSplit.ByTime(all.Count, options.ValidFraction) : DataSplit.Random(all.Count, options.ValidFraction, options.SplitSeed);
        return new TagData(options, spelled, [.. split.Train.Select(i => all[i])], [.. split.Valid.Select(i => all[i])],
            options.Split == "time" ? $"the last {options.ValidFraction:P0} of it, held back" : $"{options.ValidFraction:P0} of it, held back at random");
    }

    /// <summary>Sequences that stand in both parts.</summary>
    public LeakageReport Leakage() => Encoding.Words is not null
        ? LeakageCheck.OfTexts(Train.Raw.Select(s => (string.Join(' ', s.Sentence!.Words), s.Origin)), Valid.Raw.Select(s => (string.Join(' ', s.Sentence!.Words), s.Origin)))
        : LeakageCheck.OfValues(Train.Raw.Select(s => ((ReadOnlyMemory<float>)s.Series!.Values, s.Origin)), Valid.Raw.Select(s => ((ReadOnlyMemory<float>)s.Series!.Values, s.Origin)));

    /// <summary>A hash of sequences and tags, by which a run is known again.</summary>
    public static string Digest(TagPart part)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < part.Inputs.Count; i++)
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>([part.Inputs[i].Length]));
            hash.AppendData(MemoryMarshal.AsBytes<int>(part.Inputs[i].Ids));
            hash.AppendData(MemoryMarshal.AsBytes<float>(part.Inputs[i].Series?.Values));
            hash.AppendData(MemoryMarshal.AsBytes<int>(part.Tags[i]));
            foreach (int form in part.Forms[i])
            {
                hash.AppendData(MemoryMarshal.AsBytes<int>(part.Spellings[form]));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IReadOnlyList<string>? NamesOf(IReadOnlyList<RawSequence> sequences) => sequences[0].Series is null ? null : sequences[0].Columns;
}
