using Unroll.Data.Music;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Compose;

/// <summary>The styles that a model knows; none where pieces have no style.</summary>
internal sealed class StyleSet(IReadOnlyList<string> names)
{
    /// <summary>The styles, by their numbers.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>The styles of pieces, in ordinal order.</summary>
    public static StyleSet Of(IReadOnlyList<PianoRoll> pieces) => new([.. pieces.Select(p => p.Style).OfType<string>().Distinct().Order(StringComparer.Ordinal)]);

    /// <summary>Gives pieces the style that a recipe says they have.</summary>
    /// <exception cref="DataException">A file does not name its pieces' styles, and should.</exception>
    public static IReadOnlyList<PianoRoll> Name(ComposeOptions options, IReadOnlyList<PianoRoll> pieces) => [.. pieces.Select(piece => piece with
    {
        Style = options.Style switch
        {
            "names" => piece.Style ?? throw new DataException($"Music {piece.Place}: it has no style, expected a JSON object such as {{\"waltz\": [pieces], \"march\": [pieces]}}, because data.style is \"names\". Name the styles, or set \"style\": \"none\"."),
            "file" => BareName(piece.File),
            "folder" => Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(piece.File))),
            _ => null,
        },
    })];

    /// <summary>The number of the style of a piece.</summary>
    /// <exception cref="DataException">It is none that training had.</exception>
    public int NumberOf(PianoRoll piece) => Names.Count == 0 ? 0 : NumberOf(piece.Style, $"Music {piece.Place}");

    /// <summary>The number of a style.</summary>
    /// <param name="style">Its name, or null for the first.</param>
    /// <param name="who">Who asks, for the message.</param>
    /// <exception cref="DataException">There is no such style.</exception>
    public int NumberOf(string? style, string who)
    {
        int number = style is null ? 0 : Names.ToList().IndexOf(style);
        return number >= 0
            ? number
            : throw new DataException($"{who}: the style is '{style}', expected {(Names.Count == 0 ? "none, because the model was trained on music without styles (data.style)" : $"one of those that the model was trained on: {string.Join(", ", Names)}")}.{Spelling.DidYouMean(style!, Names)}");
    }

    private static string BareName(string file)
    {
        string name = Path.GetFileName(file);
        int dot = name.IndexOf('.', 1);
        return dot < 0 ? name : name[..dot];
    }
}
