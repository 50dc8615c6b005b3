using System.Text.Json;

namespace Unroll.Data.Music;

/// <summary>
/// Piano rolls as JSON: a list of pieces, each a list of steps, each a list of MIDI pitches; or one such piece alone; or an object whose
/// names are styles and whose values are lists of pieces. A pitch of −1 stands for a silent voice.
/// </summary>
internal static class RollJson
{
    private const string What = "Piano rolls";

    /// <summary>A list, or a number, and where it stands.</summary>
    private sealed record Node(long At, int Number, List<Node>? Items)
    {
        public int Depth => Items is null ? 0 : 1 + Items.Select(i => i.Depth).DefaultIfEmpty(0).Max();
    }

    /// <summary>Reads pieces.</summary>
    /// <param name="utf8">A whole file.</param>
    /// <param name="source">What messages call it.</param>
    /// <returns>The pieces in order; those of an object have their style.</returns>
    /// <exception cref="DataException">It is no JSON, or JSON of another shape; the message says the line.</exception>
    public static IReadOnlyList<PianoRoll> Parse(byte[] utf8, string source)
    {
        ReadOnlySpan<byte> text = utf8.AsSpan(utf8 is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0);
        Utf8JsonReader json = new(text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            json.Read();
            List<(string? Style, Node Node)> parts = json.TokenType == JsonTokenType.StartObject ? ReadStyles(ref json, text, source) : [(null, ReadNode(ref json, text, source))];
            json.Read();
            List<PianoRoll> rolls = [];
            foreach ((string? style, Node node) in parts)
            {
                AddPieces(rolls, style, node, text, source);
            }

            return rolls.Count > 0 ? rolls : throw new DataException($"{What} '{source}': there is no piece in it, expected a list of pieces, each a list of steps, each a list of MIDI pitches.");
        }
        catch (JsonException e)
        {
            throw new DataException($"{What} '{source}', line {(e.LineNumber ?? 0) + 1}: this is no JSON ({e.Message.Split(" LineNumber")[0].TrimEnd('.')}), expected a list of pieces, each a list of steps, each a list of MIDI pitches. Is the file cut off, or of another kind?", e);
        }
    }

    private static List<(string? Style, Node Node)> ReadStyles(ref Utf8JsonReader json, ReadOnlySpan<byte> text, string source)
    {
        List<(string? Style, Node Node)> parts = [];
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string style = json.GetString()!;
            json.Read();
            parts.Add((style, ReadNode(ref json, text, source)));
        }

        return parts;
    }

    private static Node ReadNode(ref Utf8JsonReader json, ReadOnlySpan<byte> text, string source)
    {
        long at = json.TokenStartIndex;
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt32(out int number))
        {
            return new Node(at, number, null);
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw new DataException($"{What} '{source}', {Line(text, at)}: got {Got(ref json)}, expected lists of whole numbers: pieces of steps of MIDI pitches.");
        }

        List<Node> items = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadNode(ref json, text, source));
        }

        return new Node(at, 0, items);
    }

    private static void AddPieces(List<PianoRoll> rolls, string? style, Node node, ReadOnlySpan<byte> text, string source)
    {
        int depth = node.Depth;
        if (node.Items is null || (depth is not (2 or 3) && node.Items.Count > 0))
        {
            throw new DataException($"{What} '{source}', {Line(text, node.At)}: got lists {depth} deep, expected 3 (pieces of steps of MIDI pitches), or 2 for one piece.");
        }

        foreach (Node piece in depth == 2 ? [node] : node.Items)
        {
            rolls.Add(Piece(piece, rolls.Count + 1, text, source) with { Style = style });
        }
    }

    private static PianoRoll Piece(Node piece, int number, ReadOnlySpan<byte> text, string source)
    {
        if (piece.Items is not { Count: > 0 })
        {
            throw new DataException($"{What} '{source}', {Line(text, piece.At)}: piece {number} {(piece.Items is null ? $"is the number {piece.Number}" : "is empty")}, expected a list of at least one step, each a list of MIDI pitches. Remove it.");
        }

        int[][] steps = new int[piece.Items.Count][];
        for (int t = 0; t < steps.Length; t++)
        {
            Node step = piece.Items[t];
            if (step.Items is null)
            {
                throw new DataException($"{What} '{source}', {Line(text, step.At)}: step {t + 1} of piece {number} is the number {step.Number}, expected a list of MIDI pitches, such as [{step.Number}].");
            }

            foreach (Node note in step.Items)
            {
                if (note.Items is not null || (note.Number != -1 && !PianoRoll.HasKey(note.Number)))
                {
                    throw new DataException($"{What} '{source}', {Line(text, note.At)}: step {t + 1} of piece {number} has the note {(note.Items is null ? note.Number : "[...]")}, expected a MIDI pitch from {PianoRoll.Lowest} to {PianoRoll.Highest}, the keys of a piano, or -1 for a silent voice. Transpose the piece or leave the note out.");
                }
            }

            steps[t] = [.. step.Items.Select(n => n.Number).Where(n => n >= 0).Distinct().Order()];
        }

        return new PianoRoll(steps, source, number);
    }

    private static string Line(ReadOnlySpan<byte> text, long at) => $"line {text[..(int)at].Count((byte)'\n') + 1}";

    private static string Got(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.String => $"the text \"{json.GetString()}\"",
        _ => System.Text.Encoding.UTF8.GetString(json.ValueSpan),
    };
}
