using Unroll.Storage;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

/// <summary>What is wrong with a model file: exit code 4, one message that names it, nothing on stdout.</summary>
[Collection(TrainedModelsCollection.Name)]
public sealed class BadModelFileTests(TrainedModels models) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private byte[] Good => File.ReadAllBytes(models.Folder("char") + "/model.safetensors");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.0005)]
    [InlineData(0.1)]
    [InlineData(0.7)]
    [InlineData(0.9999)]
    public void A_file_cut_short_anywhere_is_told(double share) => AssertFails(Good[..(int)(Good.Length * share)], "damaged or no .safetensors file");

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(2000)]
    [InlineData(-1)]
    [InlineData(-3000)]
    public void A_file_with_one_altered_byte_is_told(int at)
    {
        byte[] altered = Good;
        altered[at < 0 ? altered.Length + at : at] ^= 4;
        AssertFails(altered, "damaged or no .safetensors file");
    }

    [Fact]
    public void A_file_of_another_kind_is_told() => AssertFails([.. "PK\x03\x04 this is some archive, not a model"u8], "damaged or no .safetensors file");

    [Fact]
    public void A_model_of_somebody_else_is_told()
    {
        string other = folder.File("other.safetensors");
        SafeTensorsFile.Write(other, new Dictionary<string, string> { ["format"] = "pt" }, [SafeTensor.FromSingle("lm_head.weight", [2, 2], [1, 2, 3, 4])]);
        AssertFails(File.ReadAllBytes(other), "is not a model of Unroll");
    }

    [Fact]
    public void A_checkpoint_is_no_model() =>
        AssertFails(File.ReadAllBytes(models.Folder("char") + "/checkpoint.safetensors"), "is not a model of Unroll");

    [Fact]
    public void A_checkpoint_that_is_damaged_is_told_and_the_model_beside_it_stays()
    {
        using TinyTraining training = new();
        training.Train("run", "--set", "train.steps=20");
        byte[] model = training.Model("run");
        File.WriteAllBytes(training.File("run/checkpoint.safetensors"), training.Checkpoint("run")[..5000]);
        ProcessResult r = training.Unroll("train", "--resume", "run");
        Assert.Equal((4, ""), (r.ExitCode, r.Out));
        Assert.Contains("run/checkpoint.safetensors' is damaged", r.Error);
        Assert.Equal(model, training.Model("run"));
    }

    private void AssertFails(byte[] content, string expected)
    {
        string file = folder.File("bad.safetensors");
        File.WriteAllBytes(file, content);
        ProcessResult r = UnrollCommand.Run("inspect", file);
        Assert.Equal((4, ""), (r.ExitCode, r.Out));
        Assert.StartsWith("unroll: ", r.Error);
        Assert.Contains("bad.safetensors", r.Error);
        Assert.Contains(expected, r.Error);
        Assert.DoesNotContain("internal error", r.Error);
    }
}
