using Unroll.Kernels;
using Unroll.Tasks.Classify;
using Unroll.Tasks.Items;
using Unroll.Tasks.Recipes;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Classify;

public sealed class ClassifierTests
{
    public static TheoryData<string> Networks => ["model.pooling=last", "model.pooling=mean", "model.pooling=max", "model.pooling=attention", "model.network=feed-forward", "model.layerNorm=true"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Neither_threads_nor_order_nor_company_change_a_bit_of_a_prediction_of_texts(string set) => Check("items.tsv", TinyItems.Texts(150), set);

    [Theory]
    [InlineData("model.pooling=last")]
    [InlineData("model.pooling=mean")]
    [InlineData("model.pooling=max")]
    [InlineData("model.pooling=attention")]
    [InlineData("model.network=reservoir")]
    public void Nor_do_they_of_series(string set) => Check("items.txt", TinyItems.Blocks(90), "data.format=series-blocks", set);

    [Fact]
    public void Probabilities_sum_to_one()
    {
        using TemporaryFolder folder = new();
        (ClassifyNetwork network, ClassifyData data) = Make(TinyItems.Recipe(folder, "items.tsv", TinyItems.Texts()));
        float[] p = Predict(network, data, 1, data.Train);
        Assert.All(p.Chunk(2), pair => Assert.Equal(1, pair.Sum(), 1e-5));
    }

    private static void Check(string file, string text, params string[] overrides)
    {
        using TemporaryFolder folder = new();
        (ClassifyNetwork network, ClassifyData data) = Make(TinyItems.Recipe(folder, file, text, overrides));
        float[] all = Predict(network, data, 1, data.Train);
        Assert.True(Numbers.SameBits(all, Predict(network, data, 3, data.Train)));

        int[] order = [.. Enumerable.Range(0, data.Train.Length)];
        new CounterRandom(3).Shuffle(order);
        float[] shuffled = Predict(network, data, 2, [.. order.Select(i => data.Train[i])]);
        for (int i = 0; i < order.Length; i++)
        {
            Assert.True(Numbers.SameBits(all.AsSpan(2 * order[i], 2), shuffled.AsSpan(2 * i, 2)), $"item {order[i]}");
        }

        for (int i = 0; i < data.Train.Length; i += 7)
        {
            Assert.True(Numbers.SameBits(all.AsSpan(2 * i, 2), Predict(network, data, 1, [data.Train[i]])), $"item {i} alone");
        }
    }

    private static (ClassifyNetwork Network, ClassifyData Data) Make(Recipe recipe)
    {
        ClassifyData data = ClassifyData.Read(recipe);
        ClassifyNetwork network = NetworkOf.Recipe(recipe, data.Encoding);
        network.Parameters.Initialize(5);
        network.Parameters.Prepare();
        return (network, data);
    }

    private static float[] Predict(ClassifyNetwork network, ClassifyData data, int threads, Item[] items)
    {
        using WorkerTeam team = new(threads);
        return new Classifier(network, data.Encoding, team).Predict(items);
    }
}
