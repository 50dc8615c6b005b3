using System.Text.Json;
using Xunit;

namespace Unroll.Cli.Tests;

/// <summary>Reads what <c>--json</c> printed.</summary>
internal static class JsonLines
{
    /// <summary>One object on one line.</summary>
    public static JsonElement One(string output) => Assert.Single(All(output));

    /// <summary>Objects, one a line, each with the version of its schema.</summary>
    public static JsonElement[] All(string output)
    {
        Assert.EndsWith("\n", output);
        JsonElement[] lines = [.. output.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.All(lines, l => Assert.Equal(1, l.GetProperty("schema_version").GetInt32()));
        return lines;
    }

    public static double Number(this JsonElement json, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
            json = json.GetProperty(name);
        return json.GetDouble();
    }

    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
