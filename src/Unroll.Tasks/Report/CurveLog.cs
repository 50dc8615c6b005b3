using System.Text.Json;

namespace Unroll.Tasks.Report;

/// <summary>The training log of a run: a JSON object a line, as training writes it.</summary>
public static class CurveLog
{
    /// <summary>Reads a log.</summary>
    /// <param name="path">The file <c>log.jsonl</c>.</param>
    /// <returns>A point a line, in the order of the file. A last line that was cut short by a crash is left out.</returns>
    /// <exception cref="DataException">The file cannot be read, or a line is none of a log.</exception>
    public static IReadOnlyList<CurvePoint> Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The training log '{path}' cannot be read: {e.Message.TrimEnd('.')}. Training writes it beside the model; check the directory.", e);
        }

        List<CurvePoint> points = [];
        string[] lines = text.Split('\n');
        // What stands behind the last line end is either nothing or a line cut short.
        for (int i = 0; i < lines.Length - 1; i++)
        {
            if (!string.IsNullOrWhiteSpace(lines[i]))
                points.Add(Parse(lines[i], path, i + 1));
        }

        return points;
    }

    private static CurvePoint Parse(string line, string path, int number)
    {
        // Losses that are not finite are written as .NET writes them, which is no JSON.
        string json = line.Replace(":NaN", ":null").Replace(":Infinity", ":null").Replace(":-Infinity", ":null");
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return new CurvePoint(root.GetProperty("step").GetInt64(), Value(root, "epoch") ?? double.NaN, Value(root, "trainLoss") ?? double.NaN,
                Value(root, "validLoss"), Value(root, "learningRate") ?? double.NaN, Value(root, "gradientNorm") ?? double.NaN);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            string shown = line.Length <= 60 ? line : line[..60] + "...";
            throw new DataException($"{path}:{number}: got '{shown.Trim()}', expected an object with the number \"step\" and losses, because each line of a training log is one. Remove the line, or train again.", e);
        }
    }

    private static double? Value(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.GetDouble() : null;
}
