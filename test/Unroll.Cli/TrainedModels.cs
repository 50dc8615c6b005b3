using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests;

/// <summary>A character, a word and a byte-pair model, each trained once by the command line, for all tests that use a model.</summary>
public sealed class TrainedModels : IDisposable
{
    private readonly TinyTraining training = new();

    public TrainedModels()
    {
        Output["char"] = training.Train("char", [.. Changes, "--json"]);
        Output["word"] = training.Train("word", [.. Changes, "--set", "data.tokens=word"]);
        Output["bpe"] = training.Train("bpe", [.. Changes, "--set", "data.tokens=bpe", "--set", "data.vocabularySize=300"]);
        Other = training.Write("other.txt", GrammarText.Write(4000, seed: 2));
    }

    /// <summary>To learn more than the recipe of <see cref="TinyTraining"/> does.</summary>
    public static IReadOnlyList<string> Changes { get; } = ["--set", "train.steps=240", "--set", "model.dropout=0"];

    /// <summary>What training said, by kind of token; that of "char" is in JSON lines.</summary>
    public Dictionary<string, ProcessResult> Output { get; } = [];

    /// <summary>A text that no model has seen.</summary>
    public string Other { get; }

    public string Directory => training.Directory;

    public string Text => training.File("text.txt");

    public string Folder(string kind) => training.File(kind);

    public string File(string name) => training.File(name);

    public string Write(string name, string text) => training.Write(name, text);

    public void Dispose() => training.Dispose();
}

/// <summary>Tests of one collection share the models and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class TrainedModelsCollection : ICollectionFixture<TrainedModels>
{
    public const string Name = "trained models";
}
