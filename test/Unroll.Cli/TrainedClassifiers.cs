using System.Collections.Concurrent;
using Unroll.Cli.Tests.SmallData;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests;

/// <summary>Models of the recipes of the task classify, each trained for a few steps by the command line when a test first asks for it.</summary>
public sealed class TrainedClassifiers : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<(TemporaryFolder Folder, SmallSet Data)>> trained = new();

    /// <summary>The folder of the model.</summary>
    public string Model(string recipe) => Of(recipe).Folder.File("run");

    /// <summary>The file or folder that it was trained on.</summary>
    public string Data(string recipe) => Of(recipe).Data.Train;

    /// <summary>A file beside it.</summary>
    public string Write(string recipe, string name, string text) => Of(recipe).Folder.Write(name, text);

    public void Dispose()
    {
        foreach (Lazy<(TemporaryFolder Folder, SmallSet Data)> t in trained.Values)
            t.Value.Folder.Dispose();
    }

    private (TemporaryFolder Folder, SmallSet Data) Of(string recipe) => trained.GetOrAdd(recipe, name => new(() =>
    {
        TemporaryFolder folder = new();
        SmallSet data = SmallSets.Make(name, folder);
        string path = Path.Combine(Repository.Root, "recipes", name + ".jsonc");
        TinyTraining.Expect(0, UnrollCommand.Run(["train", path, "--out", folder.File("run"), .. data.Settings, "--set", "train.steps=20", "--set", "model.hidden=16"]));
        return (folder, data);
    })).Value;
}

/// <summary>Tests of one collection share the models and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class TrainedClassifiersCollection : ICollectionFixture<TrainedClassifiers>
{
    public const string Name = "trained classifiers";
}
