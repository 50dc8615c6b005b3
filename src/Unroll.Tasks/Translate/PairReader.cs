using System.Globalization;
using Unroll.Data.Pairs;
using Unroll.Data.Text;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Translate;

/// <summary>Reads pairs in the format that a recipe names.</summary>
internal sealed class PairReader(TranslateDataOptions options)
{
    /// <summary>Reads a file, or two.</summary>
    /// <param name="path">As in the recipe, resolved.</param>
    /// <exception cref="DataException">The pairs cannot be read.</exception>
    public IReadOnlyList<TextPair> Read(string path)
    {
        if (options.Format == "aligned")
        {
            if ((options.Source is null) != (options.Target is null))
            {
                throw new DataException($"'{path}': only one of 'data.source' and 'data.target' is given, expected both, because each says what its file has in its name. Give both, such as \"source\": \"de\", \"target\": \"en\".");
            }

            (string? Source, string? Target) marks = options.Source is null ? AlignedNames.PairOf(options.Train) ?? default : (options.Source, options.Target);
            (string source, string target) = AlignedNames.Of(path, marks.Source, marks.Target);
            return AlignedFiles.Read(source, target, options.Encoding);
        }

        return options.Format switch
        {
            "tsv" => TabSeparatedPairs.Read(path, Column(options.Source, 1), Column(options.Target, 2), options.Encoding),
            "dictionary" => PronunciationDictionary.Read(path, options.Stress, options.Encoding),
            _ => Exchanges(Dialogues.Read(path, options.Encoding)),
        };
    }

    /// <summary>Reads pairs from text that has been read already.</summary>
    /// <exception cref="DataException">The pairs cannot be read, or lie in two files.</exception>
    public IReadOnlyList<TextPair> Parse(Stream data, string name) => options.Format switch
    {
        "aligned" => throw new DataException($"Aligned files: '{name}' is one stream, expected two files, because a pair has a source and a target. Give them as 'val.{{de,en}}.gz'."),
        "tsv" => TabSeparatedPairs.Parse(TextFile.Read(data, name, options.Encoding), name, Column(options.Source, 1), Column(options.Target, 2)),
        "dictionary" => PronunciationDictionary.Parse(TextFile.Read(data, name, options.Encoding), name, options.Stress),
        _ => Exchanges(Dialogues.Parse(TextFile.Read(data, name, options.Encoding), name)),
    };

    /// <summary>What is said again word for word is learned once: a corpus of dialogues repeats a few greetings over and over.</summary>
    private IReadOnlyList<TextPair> Exchanges(IReadOnlyList<Dialogue> dialogues) => [.. dialogues.SelectMany(d => options.Alternatives.Contains(Path.GetFileName(d.Source)) ? d.Alternatives() : d.Exchanges(options.History)).DistinctBy(p => (p.Source, p.Target))];

    private static int Column(string? text, int fallback) => text is null ? fallback - 1
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int column) && column >= 1 ? column - 1
        : throw new DataException($"data.source and data.target: '{text}' is no column, expected a number from 1, because the format is tsv. Columns are counted from the left.");
}
