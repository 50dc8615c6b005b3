using Unroll.Data.Files;
using Unroll.Data.Tables;
using Unroll.Data.Text;

namespace Unroll.Data.SeriesFiles;

/// <summary>
/// Series in one text file: a step a line with its numbers between blanks or commas, and a blank line or several between two series. The
/// first line of a block may name its label, as in <c># speaker 3</c>.
/// </summary>
public static class SeriesBlocks
{
    private const string What = "Series";

    /// <summary>Reads labelled series.</summary>
    /// <remarks>
    /// Labels come from the <c>#</c> lines; or, where there are none, from how many series each label has, in order: in the file
    /// <c>size_NAME</c> beside the file NAME (as in the Japanese vowels of UCI), else as given. The labels are then <c>1</c>, <c>2</c>, ...
    /// </remarks>
    /// <param name="path">The file, or a <c>.gz</c> of it.</param>
    /// <param name="counts">How many series each label has, or null.</param>
    /// <returns>The series in order, all with the same number of channels.</returns>
    /// <exception cref="DataException">It cannot be read, is malformed, or has no labels.</exception>
    public static IReadOnlyList<LabelledSeries> ReadLabelled(string path, IReadOnlyList<int>? counts = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        List<(Series Series, string? Label)> blocks = ParseBlocks(TextFile.Read(path, what: What), path);
        return blocks[0].Label is null ? ByCounts(blocks, CountsBeside(path) ?? counts, path) : ByNames(blocks);
    }

    /// <summary>Reads series; labels are passed over.</summary>
    /// <param name="path">The file, or a <c>.gz</c> of it.</param>
    /// <returns>The series in order, all with the same number of channels.</returns>
    /// <exception cref="DataException">It cannot be read, or is malformed.</exception>
    public static IReadOnlyList<Series> Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Parse(TextFile.Read(path, what: What), path);
    }

    /// <summary>Reads series from text that has been read already; labels are passed over.</summary>
    /// <param name="text">The text, with LF line ends.</param>
    /// <param name="source">What messages call it.</param>
    /// <returns>The series in order, all with the same number of channels.</returns>
    /// <exception cref="DataException">It is malformed.</exception>
    public static IReadOnlyList<Series> Parse(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. ParseBlocks(text, source).Select(b => b.Series)];
    }

    private static List<(Series Series, string? Label)> ParseBlocks(string text, string source)
    {
        List<(Series, string?)> blocks = [];
        List<float> values = [];
        string? label = null;
        int channels = 0, firstLine = 0;
        LineReader lines = new(text);
        while (lines.MoveNext())
        {
            Origin origin = new(source, lines.Number);
            if (lines.IsBlank)
            {
                EndBlock(origin);
            }
            else if (lines.Line.TrimStart() is ['#', .. var name])
            {
                EndBlock(origin);
                label = name.Trim().ToString();
            }
            else
            {
                firstLine = values.Count == 0 ? lines.Number : firstLine;
                int got = NumberText.ParseRow(lines.Line, values, What, origin);
                channels = channels == 0 ? got : channels;
                if (got != channels)
                {
                    throw new DataException(
                        $"{What} {origin}: the line has {got} numbers, expected {channels} as in the lines before, because every step must have "
                        + "a number for every channel. Fill in what is missing, or remove what is too much.");
                }
            }
        }

        EndBlock(new Origin(source, lines.Number));
        return blocks.Count > 0
            ? blocks
            : throw new DataException($"{What} '{source}': there are no numbers in it, but a step a line was expected. Give a file with series in it.");

        void EndBlock(Origin origin)
        {
            if (values.Count > 0)
            {
                blocks.Add((new Series([.. values], channels, new Origin(source, firstLine)), label));
                values.Clear();
            }
            else if (label is not null)
            {
                throw new DataException($"{What} {origin}: the series '{label}' has no steps; expected a line of numbers below its name. Remove the name, or fill in the numbers.");
            }

            label = null;
        }
    }

    private static List<LabelledSeries> ByNames(List<(Series Series, string? Label)> blocks) => [.. blocks.Select(b => b.Label is { Length: > 0 } label
        ? new LabelledSeries(b.Series, label)
        : throw new DataException($"{What} {b.Series.Origin}: this block has no label, but the first one has. Begin every block with a line '# label'."))];

    private static List<LabelledSeries> ByCounts(List<(Series Series, string? Label)> blocks, IReadOnlyList<int>? counts, string path)
    {
        if (counts is null || counts.Sum() != blocks.Count || counts.Any(c => c < 0))
        {
            string got = counts is null ? "nothing says which" : $"the counts {string.Join(" ", counts)} are for {counts.Sum()}";
            throw new DataException(
                $"{What} '{path}': there are {blocks.Count} series that need a label, and {got}. Begin every block with a line '# label'; or put the "
                + $"number of series of each label, in order, into a file 'size_{Path.GetFileName(path)}' beside it.");
        }

        List<LabelledSeries> items = new(blocks.Count);
        for (int label = 0; label < counts.Count; label++)
        {
            for (int i = 0; i < counts[label]; i++)
            {
                items.Add(new LabelledSeries(blocks[items.Count].Series, $"{label + 1}"));
            }
        }

        return items;
    }

    private static int[]? CountsBeside(string path)
    {
        string sizes = Path.Combine(Path.GetDirectoryName(path) ?? "", $"size_{Path.GetFileName(path)}");
        if (!File.Exists(sizes))
        {
            return null;
        }

        string[] words = TextFile.Read(sizes, what: "Counts").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return [.. words.Select(w => int.TryParse(w, out int count) ? count : throw new DataException(
            $"Counts '{sizes}': got '{w}', expected whole numbers: how many series of '{Path.GetFileName(path)}' each label has. Correct or remove the file."))];
    }
}
