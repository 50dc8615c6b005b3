using System.Text.Json;
using Unroll.Cli.Tests.SmallData;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

/// <summary>Every recipe of the task transcribe, on a little data of our own in the format of the real one.</summary>
public sealed class TranscribeRecipeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static readonly string[] s_recipes = ["fsdd-digits", "fsdd-digits-streaming", "pendigits-strings"];

    public static TheoryData<string> Recipes => [.. s_recipes];

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_recipe_is_checked_trained_measured_and_used(string name)
    {
        (string data, string[] settings) = SmallStrings.Make(name, _folder);
        string recipe = Path.Combine(Repository.Root, "recipes", $"{name}.jsonc"), output = _folder.File("out");
        string[] set = [.. settings.Prepend($"data.train={data}").SelectMany(s => (string[])["--set", s])];
        JsonElement check = JsonLines.One(Run("check", [recipe, "--json", .. set]));
        Assert.Equal("transcribe", check.Text("task"));
        Run("train", [recipe, "--out", output, "--threads", "1", .. set]);
        Assert.True(File.Exists(Path.Combine(output, "report.html")));

        JsonElement held = JsonLines.One(Run("evaluate", [output, "--json"])), other = JsonLines.One(Run("evaluate", [output, data, "--json"]));
        Assert.Equal(["der", "cer", "wer", "exact", "loss"], held.GetProperty("metrics").EnumerateObject().Select(m => m.Name));
        Assert.Equal((6, 6), (held.Number("count"), other.Number("count")));
        Assert.StartsWith("most frequent", held.Text("baseline_name"));
        Assert.Equal(other.GetProperty("metrics").ToString(), JsonLines.One(Run("evaluate", [output, data, "--json"])).GetProperty("metrics").ToString());
        Assert.NotEmpty(Run("transcribe", [output, data]));
        Assert.Contains("gru", Run("inspect", [output]));
    }

    [Fact]
    public void No_recipe_of_the_task_is_left_out()
    {
        string[] recipes = [.. Directory.GetFiles(Path.Combine(Repository.Root, "recipes"), "*.jsonc")
            .Where(f => File.ReadAllText(f).Contains("\"task\": \"transcribe\"")).Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];
        Assert.Equal(recipes, s_recipes);
    }

    [Fact]
    public void The_starter_is_learned_from_its_files_alone()
    {
        TinyTraining.Expect(0, UnrollCommand.RunIn(_folder.Path, "new", "transcribe", "--out", "my"));
        string my = _folder.File("my");
        ProcessResult trained = TinyTraining.Expect(0, UnrollCommand.RunIn(my, "train"));
        Assert.Contains("transcribe runs/recipe words.jsonl", trained.Error);
        JsonElement report = JsonLines.One(TinyTraining.Expect(0, UnrollCommand.RunIn(my, "evaluate", "runs/recipe", "--json", "--fail-under", "cer=0.2")).Out);
        Assert.True(report.Number("metrics", "cer") < report.Number("baseline", "cer"));
        string[] lines = TinyTraining.Expect(0, UnrollCommand.RunIn(my, "transcribe", "runs/recipe", "words.jsonl")).Out.TrimEnd('\n').Split('\n');
        string[] texts = [.. File.ReadLines(_folder.File("my/words.jsonl")).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("text").GetString()!)];
        Assert.Equal(texts.Length, lines.Length);
        Assert.True(lines.Zip(texts).Count(p => p.First == p.Second) > 0.8 * texts.Length);
    }

    [Theory]
    [InlineData("missing", 3, "there is no sound 'c.wav'")]
    [InlineData("silent", 3, "have no line, such as 'b.wav'")]
    [InlineData("long", 3, "transcripts.tsv', line 1: its 60 symbols need at least 119 steps")]
    [InlineData("cut", 3, "b.wav': the chunk 'data'")]
    [InlineData("empty", 3, "b.wav': it holds no samples")]
    public void Bad_data_ends_with_exit_code_3_and_leaves_nothing(string kind, int code, string expected)
    {
        byte[] sound = SmallSounds.Wav(SmallSounds.Tone(300, 4000));
        Directory.CreateDirectory(_folder.File("sounds"));
        File.WriteAllBytes(_folder.File("sounds/a.wav"), sound);
        File.WriteAllBytes(_folder.File("sounds/b.wav"), kind == "cut" ? sound[..^500] : kind == "empty" ? SmallSounds.Wav([]) : sound);
        _folder.Write("sounds/transcripts.tsv", $"a.wav\t{(kind == "long" ? new string('x', 60) : "x")}\n" + (kind == "silent" ? "" : "b.wav\tx\n") + (kind == "missing" ? "c.wav\tx\n" : ""));
        _folder.Write("recipe.jsonc", """{ "task": "transcribe", "data": { "train": "sounds", "sampleRate": 8000 } }""");
        foreach (string verb in (string[])["check", "train"])
        {
            ProcessResult r = TinyTraining.Expect(code, UnrollCommand.RunIn(_folder.Path, verb == "check" ? [verb, "recipe.jsonc"] : [verb, "recipe.jsonc", "--out", "out"]));
            Assert.Empty(r.Out);
            Assert.Contains(expected, r.Error);
            Assert.False(Directory.Exists(_folder.File("out")));
        }
    }

    private static string Run(string verb, string[] arguments) => TinyTraining.Expect(0, UnrollCommand.Run([verb, .. arguments])).Out;
}
