using System.IO.Compression;
using System.Text.Json;
using Unroll.Kernels;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

/// <summary>Every recipe of the task compose, on a few pieces of our own in the format of the real ones.</summary>
public sealed class ComposeRecipeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("jsb-chorales", "json")]
    [InlineData("nottingham", "json.gz")]
    public void A_recipe_is_checked_trained_measured_and_used(string name, string ending)
    {
        string recipe = Path.Combine(Repository.Root, "recipes", $"{name}.jsonc"), train = Music($"train.{ending}", 12), valid = Music($"valid.{ending}", 4), output = _folder.File("out");
        string[] set = [.. new[] { $"data.train={train}", $"data.valid={valid}", "train.epochs=null", "train.steps=6", "model.hidden=16", "model.chainHidden=16" }.SelectMany(c => (string[])["--set", c])];
        JsonElement check = JsonLines.One(Run("check", [recipe, "--json", .. set]));
        Assert.Equal("compose", check.Text("task"));
        Run("train", [recipe, "--out", output, "--threads", "1", .. set]);
        Assert.True(File.Exists(Path.Combine(output, "report.html")));

        JsonElement report = JsonLines.One(Run("evaluate", [output, valid, "--json"]));
        Assert.Equal(["nll", "accuracy", "loss"], report.GetProperty("metrics").EnumerateObject().Select(m => m.Name));
        Assert.Equal(report.GetProperty("metrics").ToString(), JsonLines.One(Run("evaluate", [output, "--json"])).GetProperty("metrics").ToString());
        Assert.InRange(report.Number("metrics", "nll"), 1, 88 * Math.Log(2));
        Run("evaluate", [output, "--fail-under", "nll=100"]);
        Assert.Equal(5, UnrollCommand.Run("evaluate", output, "--fail-under", "nll=0.1").ExitCode);
        Assert.Contains("notes in a chain", Run("inspect", [output]));
        Run("export", [output, "--quantize", "int8", "--out", _folder.File("small.safetensors")]);
        Assert.Equal(3, Run("compose", [_folder.File("small.safetensors"), "--steps", "3", "--seed", "1"]).TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public void No_recipe_of_the_task_is_left_out()
    {
        string[] recipes = [.. Directory.GetFiles(Path.Combine(Repository.Root, "recipes"), "*.jsonc")
            .Where(f => File.ReadAllText(f).Contains("\"task\": \"compose\"")).Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];
        Assert.Equal(["jsb-chorales", "nottingham"], recipes);
    }

    [Theory]
    [InlineData("[[[60],\n[200]]]", "line 2: step 2 of piece 1 has the note 200")]
    [InlineData("[[[60],\n[61]", "line 2: this is no JSON")]
    public void Bad_music_ends_with_exit_code_3_a_file_and_a_line_and_leaves_nothing(string text, string expected)
    {
        _folder.Write("bad.json", text);
        _folder.Write("recipe.jsonc", """{ "task": "compose", "data": { "train": "bad.json" } }""");
        foreach (string verb in (string[])["check", "train"])
        {
            ProcessResult r = TinyTraining.Expect(3, UnrollCommand.RunIn(_folder.Path, [verb, "recipe.jsonc", .. verb == "train" ? ["--out", "run"] : (string[])[]]));
            Assert.Contains("bad.json'", r.Error);
            Assert.Contains(expected, r.Error);
            Assert.Empty(r.Out);
        }

        Assert.False(Directory.Exists(_folder.File("run")));
    }

    private string Music(string name, int pieces)
    {
        CounterRandom random = new((ulong)pieces);
        string json = "[" + string.Join(',', Enumerable.Range(0, pieces).Select(_ => "[" + string.Join(',', Enumerable.Range(0, 20 + random.NextInt32(80)).Select(t => $"[{48 + random.NextInt32(4)},{60 + (t % 7)}]")) + "]")) + "]";
        string path = _folder.Write(name, json);
        if (name.EndsWith(".gz"))
        {
            using GZipStream gzip = new(File.Create(path), CompressionLevel.Fastest);
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(json));
        }

        return path;
    }

    private static string Run(string verb, string[] arguments) => TinyTraining.Expect(0, UnrollCommand.Run([verb, .. arguments])).Out;
}
