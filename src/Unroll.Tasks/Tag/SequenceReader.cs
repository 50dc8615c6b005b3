using System.Globalization;
using Unroll.Data.Files;
using Unroll.Data.SeriesFiles;
using Unroll.Data.Tables;
using Unroll.Data.Tagging;
using Unroll.Data.Text;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Tag;

/// <summary>Reads sequences in the format that a recipe names.</summary>
/// <param name="options">The format and what belongs to it.</param>
/// <param name="labelled">Whether every step must have a tag; else tags are passed over, and there may be none.</param>
/// <param name="columns">The channels of a series by name, as a model knows them; null to choose them by the recipe.</param>
internal sealed class SequenceReader(LabelledDataOptions options, bool labelled = true, IReadOnlyList<string>? columns = null)
{
    /// <summary>Reads a file, or those of a folder that fit the pattern.</summary>
    /// <exception cref="DataException">It cannot be read, or is malformed.</exception>
    public IReadOnlyList<RawSequence> Read(string path)
    {
        if (!Directory.Exists(path))
        {
            return ReadFile(path);
        }

        string[] patterns = (options.Pattern ?? "*").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return [.. patterns.SelectMany(p => FilePattern.Find(path, p)).Select(f => f.Path).Distinct(StringComparer.Ordinal).SelectMany(ReadFile)];
    }

    /// <summary>Reads text that has been read already, such as that of a pipe.</summary>
    /// <exception cref="DataException">It is malformed.</exception>
    public IReadOnlyList<RawSequence> Parse(string text, string source) => options.Format switch
    {
        // Features may be empty, which tags to learn from may not.
        "conllu" => [.. Conllu.Parse(text, source, labelled ? TreebankColumn() : ConlluColumn.Feats).Select(Of)],
        "conll" => [.. ConllColumns.Parse(text, source, options.WordColumn, labelled ? TagColumn() : null).Select(Of)],
        _ => FromTable(ParseTable(text, source)),
    };

    private IReadOnlyList<RawSequence> ReadFile(string path) => Parse(TextFile.Read(path, options.Encoding, options.Format == "series" ? "Table" : "Sentences"), path);

    private DelimitedTable ParseTable(string text, string source)
    {
        DelimitedTable table = DelimitedTable.Parse(text, source);

        // Names such as 1, 2, 3 over numbers do not look like a header, but a model knows the names of its channels.
        bool isHeader = !table.HasHeader && columns is not null && table.Columns.Count >= columns.Count
            && columns.All(name => Enumerable.Range(0, table.Columns.Count).Any(c => table.Field(0, c).SequenceEqual(name)));
        return isHeader ? DelimitedTable.Parse(text, source, new DelimitedOptions(Header: true)) : table;
    }

    private RawSequence Of(TaggedSentence sentence) => new(sentence.OriginOf(0), labelled ? sentence.Tags : []) { Sentence = sentence };

    private RawSequence[] FromTable(DelimitedTable table)
    {
        ColumnChoice choice = columns is null ? options.Columns : new ColumnChoice(columns);
        if (!labelled && options.Group is null)
        {
            Series whole = SeriesSteps.Read(table, choice);
            return [new RawSequence(whole.Origin, []) { Series = whole, HasLines = true, Columns = Names(table, choice) }];
        }

        // Without labels the group stands in for them, and is then dropped.
        string label = labelled ? options.Label : options.Group!;
        return [.. SeriesSteps.ReadLabelled(table, label, choice, options.Group).Select(s => new RawSequence(s.Series.Origin, labelled ? s.Labels : [])
        {
            Series = s.Series,
            HasLines = options.Group is null,
            Columns = Names(table, choice, label, options.Group),
        })];
    }

    private static string[] Names(DelimitedTable table, ColumnChoice choice, params ReadOnlySpan<string?> used) => [.. choice.Of(table, used).Select(c => table.Columns[c])];

    private int TagColumn() => int.TryParse(options.TagColumn, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int column)
        ? column
        : throw new DataException($"data.tagColumn is '{options.TagColumn}', expected the number of a column, from 0, or -1 for the last one, because data.format is conll. Names of columns are for conllu.");

    private ConlluColumn TreebankColumn() => options.TagColumn.ToLowerInvariant() switch
    {
        "upos" or "-1" => ConlluColumn.Upos,
        "xpos" => ConlluColumn.Xpos,
        "lemma" => ConlluColumn.Lemma,
        "feats" => ConlluColumn.Feats,
        "deprel" => ConlluColumn.Deprel,
        _ => throw new DataException($"data.tagColumn is '{options.TagColumn}', expected upos, xpos, lemma, feats or deprel, because data.format is conllu."),
    };
}
