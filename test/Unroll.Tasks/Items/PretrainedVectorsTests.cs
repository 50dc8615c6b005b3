using Unroll.Data.Vocabularies;
using Unroll.Layers;
using Unroll.Tasks.Classify;
using Unroll.Tasks.Items;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Tests.Classify;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Items;

public sealed class PretrainedVectorsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("3 3\n")]
    public void Words_of_the_file_get_its_vectors_and_others_keep_their_start(string header)
    {
        string path = folder.Write("v.vec", header + "sun 1 2 3\nmoon 9 9 9\nrain -1 0.5 4\n");
        WordVocabulary words = WordVocabulary.Build("rain wind sun");
        Parameters parameters = new();
        Parameter embedding = new Embedding(parameters, "e", words.Count, 3).Weight;
        parameters.Initialize(1);
        float[] before = embedding.Values.ToArray();
        PretrainedVectors.Load(path, words, embedding, 3);
        for (int id = 0; id < words.Count; id++)
        {
            float[] expected = words.Token(id) switch { "sun" => [1, 2, 3], "rain" => [-1, 0.5f, 4], _ => before[(3 * id)..((3 * id) + 3)] };
            Assert.Equal(expected, embedding.Values.Slice(3 * id, 3).ToArray());
        }
    }

    [Theory]
    [InlineData("data.tokens=char", "the model does not read words, expected data.tokens = \"word\"")]
    [InlineData("model.embedding=5", "they have 3 numbers a word, expected 5 because model.embedding is 5. Set \"embedding\": 3.")]
    [InlineData("data.vectors=nowhere.vec", "nowhere.vec")]
    public void Vectors_that_do_not_fit_are_told_before_anything_is_written(string set, string expected)
    {
        folder.Write("v.vec", "sun 1 2 3\nrain -1 0.5 4\n");
        Recipe recipe = TinyItems.Recipe(folder, "items.tsv", TinyItems.Texts(), "model.embedding=3", $"data.vectors={folder.File("v.vec")}", set);
        DataException e = Assert.Throws<DataException>(() => new ClassifyTask().Train(recipe, new TrainSettings(folder.File("run"), 1, Resume: false), _ => { }, CancellationToken.None));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("run")));
    }
}
