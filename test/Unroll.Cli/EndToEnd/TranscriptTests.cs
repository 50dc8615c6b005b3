using System.Text.RegularExpressions;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

/// <summary>
/// Replays the transcripts of README.md that have a comment such as <c>replay: recipe=recipes/autocomplete.jsonc set=train.steps=300</c>
/// directly above them, against a model trained so.
/// </summary>
public sealed partial class TranscriptTests
{
    [ReadmeTranscriptFact]
    public void What_the_readme_shows_is_what_comes()
    {
        using TemporaryFolder folder = new();
        Dictionary<string, string> trained = [];
        foreach (Transcript transcript in Transcript.OfReadme())
        {
            if (!trained.TryGetValue(transcript.Training, out string? model))
            {
                trained[transcript.Training] = model = folder.File($"model{trained.Count}");
                TinyTraining.Expect(0, ProcessRunner.Run(ProcessRunner.DotNet, [UnrollCommand.Dll, .. transcript.TrainArguments(model)], Repository.Root, seconds: 600));
            }

            // The model stands where the transcript has its own.
            string[] arguments = [.. transcript.Arguments];
            arguments[1] = model;
            string[] got = TinyTraining.Expect(0, UnrollCommand.Run(arguments)).Out.TrimEnd('\n').Split('\n');
            Assert.Equal(transcript.Output.Length, got.Length);
            if (arguments[0] == "complete")
                Assert.Equal(Completion(transcript.Output[0]), Completion(got[0]));
        }
    }

    [Fact]
    public void A_transcript_is_found_with_its_training_command_and_output()
    {
        Transcript t = Assert.Single(Transcript.Find(
            """
            ```console
            $ unroll complete runs/x "not this one"
            ```
            <!-- replay: recipe=recipes/a.jsonc set=train.steps=300 set=model.hidden=64 -->
            ```console
            $ unroll complete runs/a "Returns the num"
             93.1 %  Returns the number
            ```
            """));
        Assert.Equal(["complete", "runs/a", "Returns the num"], t.Arguments);
        Assert.Equal([" 93.1 %  Returns the number"], t.Output);
        Assert.Equal(["train", "recipes/a.jsonc", "--out", "m", "--set", "train.steps=300", "--set", "model.hidden=64"], t.TrainArguments("m"));
    }

    /// <summary>What stands behind the percentage.</summary>
    private static string Completion(string line) => line[(line.IndexOf('%') + 1)..].Trim();

    internal sealed partial record Transcript(string Training, string[] Arguments, string[] Output)
    {
        public static string ReadmePath => Path.Combine(Repository.Root, "README.md");

        public static IReadOnlyList<Transcript> OfReadme() => File.Exists(ReadmePath) ? Find(File.ReadAllText(ReadmePath)) : [];

        public static IReadOnlyList<Transcript> Find(string markdown) =>
        [
            .. Block().Matches(markdown.ReplaceLineEndings("\n")).Select(m => new Transcript(
                m.Groups["training"].Value,
                [.. Word().Matches(m.Groups["command"].Value).Select(w => w.Value.Trim('"'))],
                m.Groups["output"].Value.TrimEnd('\n').Split('\n'))),
        ];

        public IEnumerable<string> TrainArguments(string output)
        {
            string[] parts = Training.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string recipe = parts.Single(p => p.StartsWith("recipe=", StringComparison.Ordinal))["recipe=".Length..];
            return ["train", recipe, "--out", output, .. parts.Where(p => p.StartsWith("set=", StringComparison.Ordinal)).SelectMany(p => (string[])["--set", p["set=".Length..]])];
        }

        [GeneratedRegex("<!-- replay: (?<training>[^>]*?) -->\\s*```console\n\\$ unroll (?<command>(complete|generate) [^\n]*)\n(?<output>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Block();

        [GeneratedRegex("\"[^\"]*\"|\\S+", RegexOptions.None, 1000)]
        private static partial Regex Word();
    }

    /// <summary>Skipped while README.md has no transcript to replay.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class ReadmeTranscriptFactAttribute : FactAttribute
    {
        public ReadmeTranscriptFactAttribute()
        {
            if (Transcript.OfReadme().Count == 0)
                Skip = "README.md has no transcript with a replay comment above it.";
        }
    }
}
