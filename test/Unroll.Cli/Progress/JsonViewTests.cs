using System.Text.Json;
using Xunit;

namespace Unroll.Cli.Tests.Progress;

[Collection(TrainedModelsCollection.Name)]
public sealed class JsonViewTests(TrainedModels models)
{
    private static readonly string[] Members =
    [
        "schema_version", "event", "phase", "step", "steps", "epoch", "train_loss", "valid_loss", "tokens_per_second", "elapsed_seconds",
        "remaining_seconds", "sample",
    ];

    [Fact]
    public void Training_prints_a_line_for_each_validation_and_ends_with_the_result()
    {
        JsonElement[] lines = JsonLines.All(models.Output["char"].Out);
        JsonElement[] progress = lines[..^1];
        Assert.All(progress, l => Assert.Equal(Members, l.EnumerateObject().Select(m => m.Name)));
        Assert.All(progress, l => Assert.Equal("progress", l.Text("event")));
        double[] validated = [.. progress.Where(l => l.Text("phase") == "training" && l.GetProperty("valid_loss").ValueKind == JsonValueKind.Number).Select(l => l.Number("step"))];
        Assert.Equal(Enumerable.Range(1, 12).Select(i => 20.0 * i), validated.Distinct());
        Assert.Equal(progress.Select(l => l.Number("elapsed_seconds")).Order(), progress.Select(l => l.Number("elapsed_seconds")));
        Assert.All(progress.Where(l => l.Number("step") >= 20), l => Assert.False(string.IsNullOrEmpty(l.Text("sample"))));

        JsonElement done = lines[^1];
        Assert.Equal(("done", "char", "char/model.safetensors", "char/checkpoint.safetensors"), (done.Text("event"), done.Text("directory"), done.Text("model"), done.Text("checkpoint")));
        Assert.Equal(240, done.Number("steps"));
        Assert.True(done.Number("validation", "metrics", "loss") < progress.First(l => l.Number("step") == 20).Number("valid_loss"));
    }

    [Fact]
    public void Nothing_else_is_on_stdout_and_nothing_at_all_on_stderr() => Assert.Empty(models.Output["char"].Error);

    [Fact]
    public void The_log_beside_the_model_has_one_line_a_validation_with_what_people_plot()
    {
        JsonElement[] log = [.. File.ReadLines(models.Folder("char") + "/log.jsonl").Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.Equal(Enumerable.Range(1, 12).Select(i => 20.0 * i), log.Select(l => l.Number("step")));
        Assert.True(log[^1].Number("validLoss") < log[0].Number("validLoss"));
        Assert.All(log, l => Assert.InRange(l.Number("gradientNorm"), 1e-6, 1e3));
        Assert.All(log, l => Assert.Equal(0.02, l.Number("learningRate"), 6));
    }
}
