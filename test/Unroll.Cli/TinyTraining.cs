using System.Text.Json;
using Unroll.TestKit;

namespace Unroll.Cli.Tests;

/// <summary>A folder with a small text and a recipe that learns it in about a second.</summary>
internal sealed class TinyTraining : IDisposable
{
    public const string Recipe = """
        {
          "task": "language-model",
          "data": { "train": "text.txt", "validFraction": 0.1 },
          "model": { "cell": "gru", "hidden": 32, "embedding": 16, "dropout": 0.1 },
          "train": { "steps": 120, "batch": 8, "context": 24, "learningRate": 0.02, "validateEvery": 20, "checkpointEvery": 15, "shards": 4 },
        }
        """;

    private readonly TemporaryFolder folder = new();

    public TinyTraining(int characters = 20_000)
    {
        folder.Write("text.txt", GrammarText.Write(characters));
        folder.Write("tiny.jsonc", Recipe);
    }

    public string Directory => folder.Path;

    public string File(string name) => folder.File(name);

    public string Write(string name, string text) => folder.Write(name, text);

    /// <summary>Runs <c>unroll</c> in the folder.</summary>
    public ProcessResult Unroll(params string[] arguments) => UnrollCommand.RunIn(folder.Path, arguments);

    /// <summary>Runs <c>unroll train tiny.jsonc --out DIR</c>, which must succeed.</summary>
    public ProcessResult Train(string output, params string[] more) => Expect(0, Unroll(["train", "tiny.jsonc", "--out", output, .. more]));

    /// <summary>Starts <c>unroll</c> in the folder.</summary>
    public RunningProcess Start(params string[] arguments) =>
        RunningProcess.Start(ProcessRunner.DotNet, [UnrollCommand.Dll, .. arguments], folder.Path);

    public byte[] Model(string output) => System.IO.File.ReadAllBytes(File($"{output}/model.safetensors"));

    public byte[] Checkpoint(string output) => System.IO.File.ReadAllBytes(File($"{output}/checkpoint.safetensors"));

    /// <summary>Whether a line of <c>train --json</c> says that a step has been reached.</summary>
    public static Predicate<string> ReachedStep(long step) => line =>
        line.StartsWith('{') && JsonDocument.Parse(line).RootElement is var state && state.TryGetProperty("step", out JsonElement at) && at.GetInt64() >= step;

    /// <summary>Checks an exit code, and shows what was said when it is another.</summary>
    public static ProcessResult Expect(int code, ProcessResult result) => result.ExitCode == code
        ? result
        : throw new Xunit.Sdk.XunitException($"Exit code {result.ExitCode}, expected {code}.\nstdout: {result.Out}\nstderr: {result.Error}");

    public void Dispose() => folder.Dispose();
}
