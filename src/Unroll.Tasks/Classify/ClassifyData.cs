using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Unroll.Data.Splits;
using Unroll.Tasks.Items;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Classify;

/// <summary>The items of a recipe in their two parts, as read and as numbers.</summary>
internal sealed class ClassifyData
{
    private ClassifyData(LabelledDataOptions options, IReadOnlyList<RawItem> rawTrain, IReadOnlyList<RawItem> rawValid, string validSource)
    {
        (Options, RawTrain, RawValid, ValidSource) = (options, rawTrain, rawValid, validSource);
        Encoding = ItemEncoding.Fit(options, rawTrain);
        Train = Encoding.Encode(rawTrain, options.Lowercase);
        Valid = Encoding.Encode(rawValid, options.Lowercase);
    }

    public LabelledDataOptions Options { get; }

    public IReadOnlyList<RawItem> RawTrain { get; }

    public IReadOnlyList<RawItem> RawValid { get; }

    public string ValidSource { get; }

    public ItemEncoding Encoding { get; }

    public Item[] Train { get; }

    public Item[] Valid { get; }

    /// <summary>What items are called, in the plural.</summary>
    public string Unit => UnitOf(Options);

    /// <summary>What items are called, in the plural.</summary>
    public static string UnitOf(LabelledDataOptions options) => options.Format switch
    {
        _ when options.IsText => "texts",
        "table" => "rows",
        "images" => "images",
        "audio" => "sounds",
        _ => "series",
    };

    /// <summary>Reads the items that a recipe names.</summary>
    /// <exception cref="DataException">They cannot be read, or leave nothing for one of the parts.</exception>
    public static ClassifyData Read(Recipe recipe)
    {
        LabelledDataOptions options = new(recipe.Values);
        ItemReader reader = new(options);
        IReadOnlyList<RawItem> items = reader.Read(recipe.Resolve(options.Train));
        if (options.Valid is not null && options.Folds == 0)
        {
            return new ClassifyData(options, items, reader.Read(recipe.Resolve(options.Valid)), options.Valid);
        }

        DataSplit split = SplitOf(options, items);
        return split.Train.Length > 0 && split.Valid.Length > 0
            ? new ClassifyData(options, [.. split.Train.Select(i => items[i])], [.. split.Valid.Select(i => items[i])], Describe(options))
            : throw new DataException($"'{options.Train}' has {items.Count} {UnitOf(options)}, too few to hold back {options.ValidFraction:P0} of them (data.validFraction) for validation. Give more of them, or name validation data in data.valid.");
    }

    /// <summary>Items that stand in both parts.</summary>
    public LeakageReport Leakage() => Encoding.Vocabulary is not null
        ? LeakageCheck.OfTexts(RawTrain.Select(i => (i.Text!, i.Origin)), RawValid.Select(i => (i.Text!, i.Origin)))
        : LeakageCheck.OfValues(Train.Select(i => ((ReadOnlyMemory<float>)i.Series!.Values, i.Origin)), Valid.Select(i => ((ReadOnlyMemory<float>)i.Series!.Values, i.Origin)));

    /// <summary>A hash of items and labels, by which a run is known again.</summary>
    public static string Digest(IReadOnlyList<Item> items)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Item item in items)
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>([item.Label, item.Length]));
            hash.AppendData(MemoryMarshal.AsBytes<int>(item.Ids));
            hash.AppendData(MemoryMarshal.AsBytes<float>(item.Series?.Values));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static DataSplit SplitOf(LabelledDataOptions options, IReadOnlyList<RawItem> items)
    {
        int[] classes = ClassesOf(items);
        if (options.Folds > 0)
        {
            IReadOnlyList<DataSplit> folds = options.Split == "group"
                ? DataSplit.GroupKFold(GroupsOf(options, items), options.Folds, options.SplitSeed)
                : DataSplit.KFold(classes, options.Folds, options.SplitSeed);
            return folds[options.Fold - 1];
        }

        return options.Split switch
        {
            "time" => DataSplit.ByTime(items.Count, options.ValidFraction),
            "random" => DataSplit.Random(items.Count, options.ValidFraction, options.SplitSeed),
            "group" => DataSplit.ByGroup(GroupsOf(options, items), options.ValidFraction, options.SplitSeed),
            _ => DataSplit.Stratified(classes, options.ValidFraction, options.SplitSeed),
        };
    }

    private static int[] ClassesOf(IReadOnlyList<RawItem> items)
    {
        Dictionary<string, int> ids = new(StringComparer.Ordinal);
        return [.. items.Select(i => ids.TryGetValue(i.Label!, out int id) ? id : ids[i.Label!] = ids.Count)];
    }

    private static string[] GroupsOf(LabelledDataOptions options, IReadOnlyList<RawItem> items)
    {
        // Without groups, equal texts are a group: a copy of a training item proves nothing.
        if (options.Group is null && items[0].Text is null)
        {
            throw new DataException("data.split is \"group\", but nothing says what an item's group is. Name it in data.group: a column of a table, or a name in braces of data.pattern.");
        }

        return [.. items.Select(i => i.Group ?? i.Text!)];
    }

    private static string Describe(LabelledDataOptions o) => o.Folds > 0 ? $"fold {o.Fold} of {o.Folds} of it" : o.Split switch
    {
        "time" => $"the last {o.ValidFraction:P0} of it, held back",
        "group" => $"{o.ValidFraction:P0} of its groups, held back",
        _ => $"{o.ValidFraction:P0} of it, held back at random",
    };
}
