using Unroll.Data.Files;
using Unroll.Data.Text;

namespace Unroll.Data.Pairs;

/// <summary>
/// Dialogues as lists of texts, the way the ChatterBot corpus has them: YAML with a key <c>conversations</c>, whose value is a list of lists of
/// texts; or the same in JSON, where the outer object may be left out. Other keys are passed over.
/// </summary>
public static class Dialogues
{
    /// <summary>The key of the dialogues.</summary>
    internal const string Key = "conversations";

    private const string What = "Dialogues";
    private static readonly string[] s_extensions = [".yml", ".yaml", ".json"];

    /// <summary>Reads dialogues.</summary>
    /// <remarks>Blanks around a turn are dropped; line breaks in it are kept.</remarks>
    /// <param name="path">A file, a <c>.gz</c> of one, or a folder, of which all files that end in .yml, .yaml or .json are read.</param>
    /// <param name="encoding">How characters are stored.</param>
    /// <returns>The dialogues in order; those of a folder in the ordinal order of its files.</returns>
    /// <exception cref="DataException">It cannot be read, is not in the encoding, is malformed, or has no dialogues.</exception>
    public static IReadOnlyList<Dialogue> Read(string path, TextEncoding encoding = TextEncoding.Utf8)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!Directory.Exists(path))
        {
            return Parse(TextFile.Read(path, encoding, What), path);
        }

        string[] files = [.. Directory.GetFiles(path).Where(f => s_extensions.Contains(ExtensionOf(f))).Order(StringComparer.Ordinal)];
        return files.Length > 0
            ? [.. files.SelectMany(f => Parse(TextFile.Read(f, encoding, What), f))]
            : throw new DataException($"{What} '{path}': no file of this folder ends in {string.Join(", ", s_extensions)}. Name the folder of the dialogues, or a file.");
    }

    /// <summary>Reads dialogues from text that has been read already.</summary>
    /// <param name="text">The YAML, or the JSON where the name ends in <c>.json</c>.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>The dialogues in order.</returns>
    /// <exception cref="DataException">It is malformed, or has no dialogues.</exception>
    public static IReadOnlyList<Dialogue> Parse(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(name);
        Node root = ExtensionOf(name) is ".json" ? JsonNodes.Parse(text, name, What) : YamlNodes.Parse(text, name, What);
        Node list = root.IsMap
            ? root.Items.FirstOrDefault(item => item.Key == Key)
                ?? throw Wrong(root, name, $"there is no key '{Key}' (got {string.Join(", ", root.Items.Select(i => $"'{i.Key}'"))})", $"'{Key}:' with a list of dialogues")
            : root;
        if (!list.IsList || list.Items.Count == 0)
        {
            throw Wrong(list, name, $"there is {list.Kind}", $"a list of dialogues under '{Key}'");
        }

        return [.. list.Items.Select(item => Read(item, name))];
    }

    private static Dialogue Read(Node item, string name)
    {
        if (!item.IsList || item.Items.Count < 2)
        {
            throw Wrong(item, name, item.IsList && item.Items.Count == 1 ? "the dialogue has one turn" : $"there is {item.Kind}", "a dialogue, which is a list of two texts or more");
        }

        foreach (Node turn in item.Items)
        {
            if (string.IsNullOrWhiteSpace(turn.Text))
            {
                throw Wrong(turn, name, turn.Text is null ? $"there is {turn.Kind}" : "the turn is empty", "a text; put one that holds ': ' or begins with [ or { in quotes");
            }
        }

        return new Dialogue([.. item.Items.Select(t => t.Text!.Trim())], [.. item.Items.Select(t => t.Line)], name);
    }

    private static string ExtensionOf(string path) =>
        Path.GetExtension(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path).ToLowerInvariant();

    private static DataException Wrong(Node node, string name, string got, string expected) =>
        new($"{What} {new Origin(name, node.Line)}: {got}, expected {expected}. A dialogue is a list of what is said, the question first. Correct the file.");
}
