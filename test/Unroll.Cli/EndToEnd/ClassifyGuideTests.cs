using System.Text.RegularExpressions;
using Unroll.Cli.Tests.SmallData;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

/// <summary>Writes the files of docs/how-to/classify.md and runs its commands, in their order.</summary>
public sealed partial class ClassifyGuideTests
{
    private static readonly Dictionary<string, Func<TemporaryFolder, SmallSet>> Folders = new()
    {
        ["walks"] = SmallSeries.Walks,
        ["windows"] = SmallSeries.Windows,
        ["digits"] = SmallImages.Idx,
        ["words"] = SmallSounds.Tones,
    };

    [Fact]
    public void Every_command_of_the_page_does_what_it_should()
    {
        if (OperatingSystem.IsWindows())
            return;
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "how-to", "classify.md")).ReplaceLineEndings("\n");
        using TemporaryFolder folder = new();
        int commands = 0;
        foreach (Match block in Block().Matches(page))
        {
            string name = block.Groups["name"].Value, text = block.Groups["text"].Value;
            if (block.Groups["kind"].Value == "file")
                folder.Write(name, AndSoOn(text));
            else if (block.Groups["kind"].Value == "folder")
                MakeFolder(folder, name, text);
            else if (block.Groups["language"].Value == "sh")
                commands += Run(folder, text);
        }

        Assert.Equal(page.Split('\n').Count(l => l.StartsWith("unroll ", StringComparison.Ordinal) || l.Contains("| unroll ")), commands);
        Assert.InRange(commands, 15, 60);
    }

    /// <summary>Runs the lines as one script, which ends at the first that fails.</summary>
    private static int Run(TemporaryFolder folder, string script)
    {
        // The first block changes into the folder that it makes; every block begins where the page does.
        string shell = $"set -euo pipefail\nunroll() {{ '{ProcessRunner.DotNet}' '{UnrollCommand.Dll}' \"$@\"; }}\n{script}";
        TinyTraining.Expect(0, ProcessRunner.Run("bash", ["-c", shell], folder.Path, seconds: 600));
        return script.Split('\n').Count(l => l.Contains("unroll "));
    }

    /// <summary>Three dots at the end stand for more of the same; what has commas has a header.</summary>
    private static string AndSoOn(string text)
    {
        if (!text.EndsWith("...\n", StringComparison.Ordinal))
            return text;
        string shown = text[..^4];
        bool header = shown.Contains(',');
        string rows = header ? shown[(shown.IndexOf('\n') + 1)..] : shown;
        return shown + string.Concat(Enumerable.Repeat(rows, 9));
    }

    private static void MakeFolder(TemporaryFolder folder, string name, string recipe)
    {
        Folders[name](folder);
        Directory.Move(folder.File("data"), folder.File(name));
        folder.Write(name + ".jsonc", recipe);
    }

    [GeneratedRegex("(<!-- (?<kind>file|folder): (?<name>[^ ]+) -->\n)?```(?<language>[a-z]+)\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
