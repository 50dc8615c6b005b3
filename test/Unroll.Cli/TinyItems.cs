using Unroll.Kernels;
using Unroll.TestKit;

namespace Unroll.Cli.Tests;

/// <summary>A folder with texts of two labels and a recipe with ranges, whose trainings take a fraction of a second each.</summary>
internal sealed class TinyItems : IDisposable
{
    public const string Recipe = """
        { "task": "classify", "data": { "train": "items.tsv" },
          "model": { "cell": "gru", "hidden": 8, "embedding": 8 },
          "train": { "epochs": 6, "batch": 16, "shards": 2 },
          "tune": { "train.learningRate": [1e-6, 0.03], "model.hidden": [8, 16] } }
        """;

    private static readonly string[][] s_words = [["red", "blue", "green", "pink"], ["dog", "cat", "cow", "hen"]];
    private readonly TemporaryFolder folder = new();

    public TinyItems(int items = 120)
    {
        CounterRandom random = new(5);
        folder.Write("items.tsv", string.Concat(Enumerable.Range(0, items).Select(i => $"{(i % 2 == 0 ? "colour" : "animal")}\tthe {s_words[i % 2][random.NextInt32(4)]} {s_words[i % 2][random.NextInt32(4)]} of it\n")));
        folder.Write("r.jsonc", Recipe);
    }

    public string File(string name) => folder.File(name);

    public string Write(string name, string text) => folder.Write(name, text);

    public string Read(string name) => System.IO.File.ReadAllText(File(name));

    /// <summary>Runs <c>unroll train</c> in the folder, which must end with a code.</summary>
    public ProcessResult Train(int code, params string[] arguments) => TinyTraining.Expect(code, UnrollCommand.RunIn(folder.Path, Line(arguments)));

    /// <summary>Starts <c>unroll train</c> in the folder.</summary>
    public RunningProcess Start(params string[] arguments) => RunningProcess.Start(ProcessRunner.DotNet, [UnrollCommand.Dll, .. Line(arguments)], folder.Path);

    /// <summary>One thread, unless a test asks for others: so small a network only waits for them.</summary>
    private static string[] Line(string[] arguments) => ["train", .. arguments, .. (arguments.Contains("--threads") ? (string[])[] : ["--threads", "1"])];

    public void Dispose() => folder.Dispose();
}
