namespace Unroll.Data.Pairs;

/// <summary>A part of a YAML or JSON file, and where it begins.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Text">The text; null of a list or a map.</param>
internal sealed record Node(int Line, string? Text)
{
    /// <summary>The key that it has in a map.</summary>
    public string? Key { get; init; }

    /// <summary>Whether it is a map, whose items have keys.</summary>
    public bool IsMap { get; init; }

    /// <summary>Whether it is a list.</summary>
    public bool IsList => Text is null && !IsMap;

    /// <summary>What a list or map holds.</summary>
    public List<Node> Items { get; } = [];

    /// <summary>What messages call it.</summary>
    public string Kind => Text is not null ? $"the text '{(Text.Length <= 40 ? Text : Text[..40] + "...")}'"
        : IsMap ? "a map" : Items.Count == 0 ? "an empty list" : "a list";
}
