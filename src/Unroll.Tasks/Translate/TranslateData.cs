using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Unroll.Data.Files;
using Unroll.Data.Pairs;
using Unroll.Data.Splits;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Translate;

/// <summary>The pairs of a recipe in their two parts, as read and as numbers.</summary>
internal sealed class TranslateData
{
    private TranslateData(TranslateDataOptions options, ulong seed, IReadOnlyList<TextPair> shown, IReadOnlyList<TextPair> valid, string validSource)
    {
        (Options, ValidSource, Shown) = (options, validSource, shown);
        Encoding = PairEncoding.Fit(options, shown);
        IReadOnlyList<TextPair> train = NoisyCopies.Add(shown, options.Noise, seed, options.History);
        EncodedPairs all = Encoding.Encode(train);
        int[] kept = [.. Enumerable.Range(0, all.Count).Where(i => all.Sources[i].Length - 1 <= options.MaxLength && all.Targets[i].Length <= options.MaxLength)];
        TooLong = [.. Enumerable.Range(0, all.Count).Except(kept).Select(i => train[i].Origin)];
        Train = kept.Length > 0 ? all.Only(kept) : throw new DataException(
            $"'{options.Train}': all {all.Count:N0} pairs are longer than data.maxLength = {options.MaxLength} tokens, expected shorter ones. Raise it.");
        Valid = Encoding.Encode(valid);
    }

    public TranslateDataOptions Options { get; }

    public string ValidSource { get; }

    public PairEncoding Encoding { get; }

    /// <summary>The training pairs as they were read, those that are too long among them and no copies.</summary>
    public IReadOnlyList<TextPair> Shown { get; }

    public EncodedPairs Train { get; }

    public EncodedPairs Valid { get; }

    /// <summary>Where training pairs stand that are left out, because a side has too many tokens.</summary>
    public IReadOnlyList<Origin> TooLong { get; }

    /// <summary>Reads the pairs that a recipe names.</summary>
    /// <exception cref="DataException">They cannot be read, or leave nothing for one of the parts.</exception>
    public static TranslateData Read(Recipe recipe)
    {
        TranslateDataOptions options = new(recipe.Values);
        PairReader reader = new(options);
        IReadOnlyList<TextPair> all = reader.Read(recipe.Resolve(options.Train));
        if (options.Valid is { } valid)
        {
            return new TranslateData(options, recipe.Train.Seed, all, reader.Read(recipe.Resolve(valid)), valid);
        }

        if (options.Paraphrases)
        {
            return new TranslateData(options, recipe.Train.Seed, all, OtherWords.Of(all, OtherWords.ValidationSeed), "the same questions in other words");
        }

        DataSplit split = DataSplit.ByHash([.. all.Select(p => p.Source)], options.ValidFraction);
        return new TranslateData(options, recipe.Train.Seed, [.. split.Train.Select(i => all[i])], [.. split.Valid.Select(i => all[i])], $"{options.ValidFraction:P0} of it, held back by source");
    }

    /// <summary>The training pairs of a recipe as text.</summary>
    public static IReadOnlyList<TextPair> ReadTraining(Recipe recipe)
    {
        TranslateDataOptions options = new(recipe.Values);
        IReadOnlyList<TextPair> all = new PairReader(options).Read(recipe.Resolve(options.Train));
        return options.Valid is not null || options.Paraphrases ? all : [.. DataSplit.ByHash([.. all.Select(p => p.Source)], options.ValidFraction).Train.Select(i => all[i])];
    }

    /// <summary>A hash of pairs, by which a run is known again.</summary>
    public static string Digest(EncodedPairs pairs)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < pairs.Count; i++)
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>([pairs.Sources[i].Length, pairs.Targets[i].Length]));
            hash.AppendData(MemoryMarshal.AsBytes<int>(pairs.Sources[i]));
            hash.AppendData(MemoryMarshal.AsBytes<int>(pairs.Targets[i]));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
