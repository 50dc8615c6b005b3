using System.Text.Json;
using Unroll.Storage;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.Commands;

[Collection(TrainedModelsCollection.Name)]
public sealed class ExportCommandTests(TrainedModels models) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Original => Path.Combine(models.Folder("char"), "model.safetensors");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("int8", "I8", 1)]
    [InlineData("bf16", "BF16", 2)]
    public void Every_matrix_is_kept_in_fewer_bits_and_the_sizes_are_told(string name, string dtype, int bytes)
    {
        byte[] before = File.ReadAllBytes(Original);
        JsonElement json = JsonLines.One(TinyTraining.Expect(0, UnrollCommand.Run("export", models.Folder("char"), "--quantize", name, "--out", folder.File("q"), "--json")).Out);
        Assert.Equal((name, before.Length, new FileInfo(folder.File("q")).Length), (json.Text("quantization"), json.Number("bytes_before"), json.Number("bytes_after")));
        Assert.Equal(before, File.ReadAllBytes(Original));

        SafeTensorsFile original = SafeTensorsFile.Read(Original), exported = SafeTensorsFile.Read(folder.File("q"));
        foreach (SafeTensor tensor in original.Tensors.Values)
        {
            SafeTensor now = exported.Tensor(tensor.Name);
            Assert.Equal(tensor.Shape, now.Shape);
            Assert.Equal(tensor.Shape.Length == 2 ? (dtype, tensor.Count * bytes) : ("F32", tensor.Count * 4), (now.Dtype, now.Bytes.Length));
        }

        Assert.Equal(original.Metadata.Where(m => m.Key != "unroll.sha256").Append(new("unroll.quantization", name)).Order(Comparer<KeyValuePair<string, string>>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key))),
            exported.Metadata.Where(m => m.Key != "unroll.sha256").OrderBy(m => m.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("char", "int8")]
    [InlineData("word", "int8")]
    [InlineData("bpe", "int8")]
    [InlineData("char", "bf16")]
    public void The_loss_on_a_text_it_has_not_seen_is_at_most_a_hundredth_of_a_nat_away(string kind, string name)
    {
        string quantised = Export(kind, name);
        double loss = Loss(models.Folder(kind), models.Other), now = Loss(quantised, models.Other);
        Assert.InRange(now - loss, -0.01, 0.01);
        Assert.NotEqual(loss, now);
    }

    [Fact]
    public void Every_verb_takes_it_and_no_result_depends_on_the_threads()
    {
        string quantised = Export("char", "int8");
        string[][] lines =
        [
            ["evaluate", quantised, models.Other, "--json"],
            ["generate", quantised, "--prompt", "The ", "--length", "60", "--seed", "1"],
            ["complete", quantised, "The lam"],
        ];
        foreach (string[] line in lines)
        {
            string one = TinyTraining.Expect(0, UnrollCommand.Run([.. line, "--threads", "1"])).Out;
            Assert.Equal(one, TinyTraining.Expect(0, UnrollCommand.Run([.. line, "--threads", "3"])).Out);
        }

        Assert.Contains("The lamp", TinyTraining.Expect(0, UnrollCommand.Run("complete", quantised, "The lam")).Out);
    }

    [Theory]
    [InlineData("int8", "I8", "quantised to int8, one scale a row")]
    [InlineData("bf16", "BF16", "quantised to bf16")]
    public void Inspect_shows_the_quantisation_and_what_its_metrics_are(string name, string dtype, string expected)
    {
        string quantised = Export("char", name);
        string text = TinyTraining.Expect(0, UnrollCommand.Run("inspect", quantised)).Out;
        Assert.Contains(expected, text);
        Assert.Contains($" {dtype} ", text);
        Assert.Contains("before the weights were quantised", text);
        Assert.Equal(name, JsonLines.One(UnrollCommand.Run("inspect", quantised, "--json").Out).Text("quantization"));

        Assert.DoesNotContain("quantised", UnrollCommand.Run("inspect", models.Folder("char")).Out);
        Assert.Equal(JsonValueKind.Null, JsonLines.One(UnrollCommand.Run("inspect", models.Folder("char"), "--json").Out).GetProperty("quantization").ValueKind);
    }

    [Fact]
    public void People_are_told_the_sizes_and_what_to_type_next()
    {
        ProcessResult r = TinyTraining.Expect(0, UnrollCommand.Run("export", models.Folder("char"), "--quantize", "int8", "--out", folder.File("q")));
        Assert.Matches(@"model\.safetensors \(\d+\.\d kB\)", r.Out);
        Assert.Matches(@"q \(\d+\.\d kB, \d\d % of it\)", r.Out);
        Assert.Contains("inspect", r.Error);
    }

    [Theory]
    [InlineData("int8", "int8")]
    [InlineData("bf16", "int8")]
    public void A_model_is_not_quantised_twice(string first, string second)
    {
        string quantised = Export("char", first);
        ProcessResult r = UnrollCommand.Run("export", quantised, "--quantize", second, "--out", folder.File("twice"));
        Assert.Equal((4, ""), (r.ExitCode, r.Out));
        Assert.Contains($"is quantised to {first} already", r.Error);
        Assert.False(File.Exists(folder.File("twice")));
    }

    [Fact]
    public void A_file_is_overwritten_only_by_force_and_the_model_itself_never()
    {
        string there = folder.Write("there", "precious");
        string[] export = ["export", models.Folder("char"), "--quantize", "int8", "--out"];
        ProcessResult r = UnrollCommand.Run([.. export, there]);
        Assert.Equal((2, ""), (r.ExitCode, r.Out));
        Assert.Contains("exists already. Overwrite it (--force)", r.Error);
        Assert.Equal("precious", File.ReadAllText(there));
        TinyTraining.Expect(0, UnrollCommand.Run([.. export, there, "--force"]));
        Assert.Equal("int8", SafeTensorsFile.Read(there).Metadata["unroll.quantization"]);

        r = UnrollCommand.Run([.. export, Original, "--force"]);
        Assert.Equal(2, r.ExitCode);
        Assert.Contains("--out is the model itself", r.Error);
    }

    [Fact]
    public void A_path_that_cannot_be_written_exits_with_1_and_says_why()
    {
        ProcessResult r = UnrollCommand.Run("export", models.Folder("char"), "--quantize", "int8", "--out", folder.File("no/such/file"));
        Assert.Equal((1, ""), (r.ExitCode, r.Out));
        Assert.Contains("does not exist", r.Error);
    }

    [Fact]
    public void Training_does_not_go_on_from_it_and_says_why()
    {
        string quantised = Export("char", "int8");
        Directory.CreateDirectory(folder.File("model-only"));
        File.Copy(quantised, folder.File("model-only/model.safetensors"));
        Directory.CreateDirectory(folder.File("as-checkpoint"));
        File.Copy(quantised, folder.File("as-checkpoint/checkpoint.safetensors"));
        File.Copy(models.Folder("char") + "/recipe.json", folder.File("as-checkpoint/recipe.json"));
        foreach (string path in (string[])[quantised, folder.File("model-only"), folder.File("as-checkpoint")])
        {
            ProcessResult r = UnrollCommand.Run("train", "--resume", path);
            Assert.Equal((4, ""), (r.ExitCode, r.Out));
            Assert.Contains("is a model quantised to int8, and training cannot go on from it: its weights are rounded", r.Error);
        }
    }

    private string Export(string kind, string name)
    {
        string path = folder.File($"{kind}-{name}.safetensors");
        TinyTraining.Expect(0, UnrollCommand.Run("export", models.Folder(kind), "--quantize", name, "--out", path));
        return path;
    }

    private static double Loss(string model, string text) =>
        JsonLines.One(TinyTraining.Expect(0, UnrollCommand.Run("evaluate", model, text, "--json")).Out).Number("metrics", "loss");
}
