using System.Text.Json;
using Unroll.Data.Files;
using Unroll.Data.Text;

namespace Unroll.Data.Strokes;

/// <summary>
/// Online handwriting as JSON lines, a writing a line: <c>{"text": "on", "strokes": [[[0, 3], [1, 4]], [[2, 4], [2, 0]]]}</c>. A stroke is a list of
/// points, a point x and y; more numbers of a point, such as time and pressure, are passed over.
/// </summary>
public static class InkFile
{
    private const string What = "Strokes";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, or a <c>.gz</c> of it.</param>
    /// <returns>The writings, at least one.</returns>
    /// <exception cref="DataException">It cannot be read or is malformed; the message names the line.</exception>
    public static IReadOnlyList<LabelledInk> Read(string path) => Parse(TextFile.Read(path, TextEncoding.Utf8, What), path);

    /// <summary>Reads text that has been read already.</summary>
    /// <param name="text">JSON lines.</param>
    /// <param name="source">What messages call it.</param>
    /// <returns>The writings, at least one.</returns>
    /// <exception cref="DataException">It is malformed; the message names the line.</exception>
    public static IReadOnlyList<LabelledInk> Parse(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<LabelledInk> all = [];
        LineReader lines = new(text);
        while (lines.MoveNextItem(What, source))
        {
            Origin origin = new(source, lines.Number);
            try
            {
                using JsonDocument line = JsonDocument.Parse(lines.Line.ToString());
                all.Add(Of(line.RootElement, origin));
            }
            catch (JsonException e)
            {
                throw new DataException($"{What} {origin}: the line is not JSON ({e.Message.Split(" LineNumber:", 2)[0].TrimEnd('.')}). {Expected}", e);
            }
        }

        return all.Count > 0 ? all : throw new DataException($"{What} '{source}': there is no line. {Expected}");
    }

    private const string Expected = "Expected a writing a line, as in {\"text\": \"on\", \"strokes\": [[[0, 3], [1, 4]], [[2, 4], [2, 0]]]}.";

    private static LabelledInk Of(JsonElement line, Origin origin)
    {
        if (line.ValueKind != JsonValueKind.Object || !line.TryGetProperty("strokes", out JsonElement strokes) || strokes.ValueKind != JsonValueKind.Array)
        {
            throw new DataException($"{What} {origin}: there is no list \"strokes\". {Expected}");
        }

        string? text = null;
        if (line.TryGetProperty("text", out JsonElement given))
        {
            text = given.ValueKind == JsonValueKind.String ? given.GetString() : throw new DataException($"{What} {origin}: \"text\" is {given.GetRawText()}, expected a text. {Expected}");
        }

        float[][] points = [.. strokes.EnumerateArray().Select((stroke, i) => Stroke(stroke, i + 1, origin))];
        return points.Length > 0
            ? new LabelledInk(new Ink(points, origin), text)
            : throw new DataException($"{What} {origin}: there is no stroke, expected at least one. Remove the line, or write it again.");
    }

    private static float[] Stroke(JsonElement stroke, int number, Origin origin)
    {
        if (stroke.ValueKind != JsonValueKind.Array || stroke.GetArrayLength() == 0)
        {
            throw new DataException($"{What} {origin}: stroke {number} is no list of points, or an empty one. {Expected}");
        }

        float[] values = new float[2 * stroke.GetArrayLength()];
        int i = 0;
        foreach (JsonElement point in stroke.EnumerateArray())
        {
            if (point.ValueKind != JsonValueKind.Array || point.GetArrayLength() < 2 || !TryGet(point[0], out values[i]) || !TryGet(point[1], out values[i + 1]))
            {
                throw new DataException($"{What} {origin}: point {(i / 2) + 1} of stroke {number} is {point.GetRawText()}, expected two finite numbers, x and y. {Expected}");
            }

            i += 2;
        }

        return values;
    }

    private static bool TryGet(JsonElement number, out float value)
    {
        value = 0;
        return number.ValueKind == JsonValueKind.Number && number.TryGetSingle(out value) && float.IsFinite(value);
    }
}
