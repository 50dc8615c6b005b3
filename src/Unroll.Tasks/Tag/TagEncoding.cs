using Unroll.Data.Labels;
using Unroll.Data.Scaling;
using Unroll.Data.SeriesFiles;
using Unroll.Data.Vocabularies;
using Unroll.Tasks.Items;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Tag;

/// <summary>How sequences become numbers: tags, words and their characters, channels and scaling, learned from training data only and stored in the model.</summary>
internal sealed class TagEncoding
{
    private const string LabelsEntry = "unroll.labels", PositiveEntry = "unroll.positive", WordsEntry = "unroll.vocabulary", CharactersEntry = "unroll.characters",
        ScalingEntry = "unroll.scaling", ColumnsEntry = "unroll.columns";

    /// <summary>The most characters of a word that are read. Of longer ones, such as addresses of pages, the beginning and the end say enough.</summary>
    private const int LongestSpelling = 24;

    private TagEncoding(LabelSet labels, int? positive, WordVocabulary? words, CharVocabulary? characters, ChannelScaling? scaling, LabelSet? columns) =>
        (Labels, Positive, Words, Characters, Scaling, _columns) = (labels, positive, words, characters, scaling, columns);

    /// <summary>The names of channels are kept as a set of labels is: a list of different texts.</summary>
    private readonly LabelSet? _columns;

    /// <summary>The tags.</summary>
    public LabelSet Labels { get; }

    /// <summary>Of two tags, the number of the one that is looked for.</summary>
    public int? Positive { get; }

    /// <summary>The words, where sequences are sentences.</summary>
    public WordVocabulary? Words { get; }

    /// <summary>The characters of words, where they are spelled out.</summary>
    public CharVocabulary? Characters { get; }

    public ChannelScaling? Scaling { get; }

    /// <summary>The names of the channels, where sequences are series.</summary>
    public IReadOnlyList<string>? Columns => _columns?.Names;

    /// <summary>Numbers a step; 0 where sequences are sentences.</summary>
    public int Channels => Columns?.Count ?? 0;

    /// <summary>Whether tags mark entities: O, B-type and I-type.</summary>
    public bool IsBio => Words is not null && Labels.Names.All(n => n is "O" or ['B' or 'I', '-', _, ..]) && Labels.Names.Any(n => n[0] == 'B');

    /// <summary>Learns from training sequences.</summary>
    /// <exception cref="DataException">They have one tag only, or other channels than each other.</exception>
    public static TagEncoding Fit(LabelledDataOptions options, bool spelled, IReadOnlyList<RawSequence> train)
    {
        LabelSet labels = LabelSet.Of(train.SelectMany(s => s.Tags));
        if (labels.Count < 2)
        {
            throw new DataException($"'{options.Train}': every step has the tag '{labels.Names[0]}', expected at least two tags, because there is nothing to tell apart. Check data.{(options.Format == "series" ? "label" : "tagColumn")}.");
        }

        int? positive = PositiveOf(options, labels, train);
        if (train[0].Sentence is not null)
        {
            IEnumerable<string> words = train.SelectMany(s => s.Sentence!.Words);
            WordVocabulary vocabulary = WordVocabulary.OfWords(words, options.VocabularySize ?? int.MaxValue, options.MinCount, options.Lowercase);

            // A character that stood once becomes the unknown one, so that the network has met it.
            CharVocabulary? characters = spelled ? CharVocabulary.Build(string.Concat(words), minCount: 2) : null;
            return new TagEncoding(labels, positive, vocabulary, characters, null, null);
        }

        LabelSet columns = new(train[0].Columns);
        CheckChannels(train, columns.Names);
        ChannelScaling? scaling = options.Scaling is { } kind
            ? ChannelScaling.Fit(kind, columns.Count, train.Select(s => (ReadOnlyMemory<float>)s.Series!.Values))
            : null;
        return new TagEncoding(labels, positive, null, null, scaling, columns);
    }

    /// <summary>Sequences as numbers.</summary>
    /// <exception cref="DataException">A tag was not seen in training, or a series has other channels.</exception>
    public TagPart Encode(IReadOnlyList<RawSequence> raw)
    {
        int[][] tags = [.. raw.Select(s => s.Tags.Select((tag, step) => Labels.IdOf(tag, s.OriginOf(step))).ToArray())];
        if (Words is null)
        {
            CheckChannels(raw, Columns!);
            return new TagPart { Raw = raw, Inputs = [.. raw.Select(s => new Item([], Scale(s.Series!), -1, s.Origin))], Tags = tags, Forms = [.. raw.Select(_ => Array.Empty<int>())] };
        }

        Item[] inputs = [.. raw.Select(s => new Item([.. s.Sentence!.Words.Select(w => Words.IdOf(w))], null, -1, s.Origin))];
        if (Characters is null)
        {
            return new TagPart { Raw = raw, Inputs = inputs, Tags = tags, Forms = [.. raw.Select(_ => Array.Empty<int>())] };
        }

        Dictionary<string, int> formOf = new(StringComparer.Ordinal);
        List<int[]> spellings = [];
        int Form(string word)
        {
            if (!formOf.TryGetValue(word, out int form))
            {
                formOf.Add(word, form = spellings.Count);
                spellings.Add(Spell(word));
            }

            return form;
        }

        int[][] forms = [.. raw.Select(s => s.Sentence!.Words.Select(Form).ToArray())];
        return new TagPart { Raw = raw, Inputs = inputs, Tags = tags, Forms = forms, Spellings = spellings };
    }

    /// <summary>Adds the entries of the encoding to the metadata of a model.</summary>
    public void Write(Dictionary<string, string> metadata)
    {
        void Add(string entry, string? text)
        {
            if (text is not null)
            {
                metadata[entry] = text;
            }
        }

        Add(LabelsEntry, Labels.ToJson());
        Add(PositiveEntry, Positive is { } positive ? Labels.Names[positive] : null);
        Add(WordsEntry, Words is { } words ? VocabularyJson.Write(words) : null);
        Add(CharactersEntry, Characters is { } characters ? VocabularyJson.Write(characters) : null);
        Add(ScalingEntry, Scaling?.ToJson());
        Add(ColumnsEntry, _columns?.ToJson());
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static TagEncoding Read(Func<string, string?> entry, string path)
    {
        LabelSet labels = LabelSet.FromJson(entry(LabelsEntry) ?? throw new KeyNotFoundException($"the entry '{LabelsEntry}' is missing."), path);
        int? positive = entry(PositiveEntry) is { } name && labels.TryIdOf(name, out int id) ? id : null;
        return new TagEncoding(labels, positive,
            entry(WordsEntry) is { } w ? (WordVocabulary)VocabularyJson.Read(w, path) : null,
            entry(CharactersEntry) is { } c ? (CharVocabulary)VocabularyJson.Read(c, path) : null,
            entry(ScalingEntry) is { } s ? ChannelScaling.FromJson(s, path) : null,
            entry(ColumnsEntry) is { } n ? LabelSet.FromJson(n, path) : null);
    }

    private static int? PositiveOf(LabelledDataOptions options, LabelSet labels, IReadOnlyList<RawSequence> train)
    {
        if (options.Positive is { } name)
        {
            return labels.TryIdOf(name, out int id)
                ? id
                : throw new DataException($"data.positive is '{name}', expected one of the tags of the training data: {string.Join(", ", labels.Names)}.");
        }

        if (labels.Count != 2)
        {
            return null;
        }

        long first = train.Sum(s => (long)s.Tags.Count(t => t == labels.Names[0])), all = train.Sum(s => (long)s.Tags.Count);
        return first < all - first ? 0 : 1;
    }

    private int[] Spell(string word)
    {
        int[] characters = Characters!.Encode(word);
        return characters.Length <= LongestSpelling ? characters : [.. characters[..(LongestSpelling / 2)], .. characters[^(LongestSpelling / 2)..]];
    }

    private Series Scale(Series series)
    {
        float[] values = [.. series.Values];
        Scaling?.Apply(values);
        return new Series(values, series.Channels, series.Origin);
    }

    private static void CheckChannels(IReadOnlyList<RawSequence> sequences, IReadOnlyList<string> columns)
    {
        if (sequences.FirstOrDefault(s => s.Series!.Channels != columns.Count) is { } other)
        {
            throw new DataException($"Series {other.Origin}: it has {other.Series!.Channels} channels ({string.Join(", ", other.Columns.Take(8))}), expected {columns.Count} ({string.Join(", ", columns.Take(8))}) as training has. Check which columns are read.");
        }
    }
}
