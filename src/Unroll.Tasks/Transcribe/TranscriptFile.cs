using Unroll.Data.Files;
using Unroll.Data.Text;

namespace Unroll.Tasks.Transcribe;

/// <summary>A file that says what is said in the sounds of its folder: a file's name, a tab and the text on every line.</summary>
internal static class TranscriptFile
{
    /// <summary>The name that is looked for where the recipe names none.</summary>
    public const string DefaultName = "transcripts.tsv";

    /// <summary>Reads the transcripts by the names of the files.</summary>
    /// <exception cref="DataException">A line has no tab, a name stands twice, or a text is empty.</exception>
    public static IReadOnlyDictionary<string, (string Text, Origin Origin)> Read(string path)
    {
        Dictionary<string, (string, Origin)> texts = new(StringComparer.Ordinal);
        string[] lines = TextFile.Read(path, what: "Transcripts").TrimEnd('\n').Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            Origin origin = new(path, i + 1);
            int tab = lines[i].IndexOf('\t', StringComparison.Ordinal);
            string name = tab < 0 ? "" : lines[i][..tab].Trim(), text = tab < 0 ? "" : lines[i][(tab + 1)..].Trim();
            if (name.Length == 0 || text.Length == 0)
            {
                throw new DataException($"Transcripts {origin}: the line has {(tab < 0 ? "no tab" : name.Length == 0 ? "no name" : "no text")}, expected a file's name, a tab and what is said, as in 'a.wav<TAB>three one four'. Correct or remove it.");
            }

            if (!texts.TryAdd(name, (text, origin)))
            {
                throw new DataException($"Transcripts {origin}: '{name}' stands here for the second time (first {texts[name].Item2}), expected once, because only one text can be right. Remove one.");
            }
        }

        return texts;
    }
}
