using Unroll.Data.Labels;
using Unroll.Data.Scaling;
using Unroll.Data.SeriesFiles;
using Unroll.Data.Tables;
using Unroll.Data.Vocabularies;
using Unroll.Tasks.Items;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Classify;

/// <summary>How items become numbers: labels, vocabulary, columns and scaling, learned from training data only and stored in the model.</summary>
internal sealed class ItemEncoding
{
    private const string LabelsEntry = "unroll.labels", PositiveEntry = "unroll.positive", VocabularyEntry = "unroll.vocabulary", TableEntry = "unroll.table",
        ScalingEntry = "unroll.scaling", InputEntry = "unroll.input";

    private readonly int _maxLength;

    private ItemEncoding(LabelSet labels, int? positive, IVocabulary? vocabulary, TableEncoding? table, ChannelScaling? scaling, int channels, int length, int maxLength) =>
        (Labels, Positive, Vocabulary, Table, Scaling, Channels, Length, _maxLength) = (labels, positive, vocabulary, table, scaling, channels, length, maxLength);

    public LabelSet Labels { get; }

    /// <summary>Of two labels, the number of the one that is looked for.</summary>
    public int? Positive { get; }

    /// <summary>The tokens, where items are texts.</summary>
    public IVocabulary? Vocabulary { get; }

    public TableEncoding? Table { get; }

    public ChannelScaling? Scaling { get; }

    /// <summary>Numbers a step; 0 where items are texts.</summary>
    public int Channels { get; }

    /// <summary>How many steps all items of training have, or 0 where they differ.</summary>
    public int Length { get; }

    /// <summary>Learns from training items.</summary>
    /// <exception cref="DataException">They have one label only, or other channels than each other.</exception>
    public static ItemEncoding Fit(LabelledDataOptions options, IReadOnlyList<RawItem> train)
    {
        LabelSet labels = LabelSet.Of(train.Select(i => i.Label!));
        if (labels.Count < 2)
        {
            throw new DataException($"'{options.Train}': all {train.Count} items have the label '{labels.Names[0]}', expected at least two labels, because there is nothing to tell apart. Add items of another label; check data.label.");
        }

        if (labels.Count == train.Count && train.Count > 2)
        {
            throw new DataException($"'{options.Train}': each of the {train.Count} items has a label of its own ('{train[0].Label}', '{train[1].Label}', ...), expected labels that come again, because there is nothing to learn from one example. Check where the label stands: data.separator, data.labelLast, data.label.");
        }

        int? positive = PositiveOf(options, labels, train);
        if (options.IsText)
        {
            string text = string.Join('\n', train.Select(i => i.Text));
            int size = options.VocabularySize ?? int.MaxValue;
            IVocabulary vocabulary = options.Tokens switch
            {
                "char" => CharVocabulary.Build(options.Lowercase ? text.ToLowerInvariant() : text, size, options.MinCount),
                "word" => WordVocabulary.Build(text, options.Words, size, options.MinCount, options.Lowercase),
                _ => BytePairVocabulary.Train(options.Lowercase ? text.ToLowerInvariant() : text, options.VocabularySize ?? 2048),
            };
            return new ItemEncoding(labels, positive, vocabulary, null, null, 0, 0, options.MaxLength);
        }

        TableEncoding? table = train[0].Table is { } t
            ? TableEncoding.Fit(t, options.Columns, t.Columns[t.ColumnOf(options.Label)], options.Categories, [.. train.Select(i => i.Row)])
            : null;
        Series[] series = [.. SeriesOf(train, table)];
        int channels = series[0].Channels;
        CheckChannels(series, channels, "the first item of training");
        int length = Array.TrueForAll(series, s => s.Length == series[0].Length) ? series[0].Length : 0;
        ChannelScaling? scaling = options.Scaling is { } kind ? ChannelScaling.Fit(kind, channels, series.Select(s => (ReadOnlyMemory<float>)s.Values)) : null;
        return new ItemEncoding(labels, positive, null, table, scaling, channels, length, options.MaxLength);
    }

    /// <summary>Items as numbers.</summary>
    /// <exception cref="DataException">A label was not seen in training, or an item has other channels.</exception>
    public Item[] Encode(IReadOnlyList<RawItem> items, bool lowercase)
    {
        int[] label = [.. items.Select(i => i.Label is null ? -1 : Labels.IdOf(i.Label, i.Origin))];
        if (Vocabulary is not null)
        {
            return [.. items.Select((i, n) => new Item(Tokens(lowercase ? i.Text!.ToLowerInvariant() : i.Text!), null, label[n], i.Origin))];
        }

        Series[] series = [.. SeriesOf(items, Table)];
        CheckChannels(series, Channels, "the model");
        return [.. series.Select((s, n) => new Item([], Scale(s), label[n], items[n].Origin))];
    }

    /// <summary>Adds the entries of the encoding to the metadata of a model.</summary>
    public void Write(Dictionary<string, string> metadata)
    {
        metadata[LabelsEntry] = Labels.ToJson();
        if (Positive is { } positive)
        {
            metadata[PositiveEntry] = Labels.Names[positive];
        }

        if (Vocabulary is not null)
        {
            metadata[VocabularyEntry] = VocabularyJson.Write(Vocabulary);
        }

        if (Table is not null)
        {
            metadata[TableEntry] = Table.ToJson();
        }

        if (Scaling is not null)
        {
            metadata[ScalingEntry] = Scaling.ToJson();
        }

        metadata[InputEntry] = $"{Channels} {Length}";
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static ItemEncoding Read(LabelledDataOptions options, Func<string, string?> entry, string path)
    {
        LabelSet labels = LabelSet.FromJson(entry(LabelsEntry)!, path);
        string[] input = entry(InputEntry)!.Split(' ');
        int? positive = entry(PositiveEntry) is { } name && labels.TryIdOf(name, out int id) ? id : null;
        return new ItemEncoding(labels, positive, entry(VocabularyEntry) is { } v ? VocabularyJson.Read(v, path) : null,
            entry(TableEntry) is { } t ? TableEncoding.FromJson(t, path) : null, entry(ScalingEntry) is { } s ? ChannelScaling.FromJson(s, path) : null,
            int.Parse(input[0], System.Globalization.CultureInfo.InvariantCulture), int.Parse(input[1], System.Globalization.CultureInfo.InvariantCulture), options.MaxLength);
    }

    private static int? PositiveOf(LabelledDataOptions options, LabelSet labels, IReadOnlyList<RawItem> train)
    {
        if (options.Positive is { } name)
        {
            return labels.TryIdOf(name, out int id)
                ? id
                : throw new DataException($"data.positive is '{name}', expected one of the labels of the training data: {string.Join(", ", labels.Names)}.");
        }

        if (labels.Count != 2)
        {
            return null;
        }

        int first = train.Count(i => i.Label == labels.Names[0]);
        return first < train.Count - first ? 0 : 1;
    }

    private int[] Tokens(string text)
    {
        int[] ids = Vocabulary!.Encode(text);
        return ids.Length > _maxLength ? ids[.._maxLength] : ids;
    }

    private Series Scale(Series series)
    {
        int steps = Math.Min(series.Length, _maxLength);
        float[] values = series.Values[..(steps * Channels)];
        Scaling?.Apply(values);
        return new Series(values, Channels, series.Origin);
    }

    private static IEnumerable<Series> SeriesOf(IReadOnlyList<RawItem> items, TableEncoding? encoding)
    {
        if (encoding is null)
        {
            return items.Select(i => i.Series!);
        }

        int width = encoding.Width;
        float[] rows = items.Count > 0 ? encoding.Encode(items[0].Table!) : [];
        return items.Select(i => new Series(rows[(i.Row * width)..((i.Row + 1) * width)], width, i.Origin));
    }

    private static void CheckChannels(Series[] series, int channels, string as_)
    {
        if (Array.Find(series, s => s.Channels != channels) is { } other)
        {
            throw new DataException($"Series {other.Origin}: it has {other.Channels} channels, expected {channels} as {as_} has. Check which columns are read.");
        }
    }
}
