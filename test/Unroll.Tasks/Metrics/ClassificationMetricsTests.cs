using Unroll.Kernels;
using Unroll.Tasks.Metrics;
using Xunit;

namespace Unroll.Tasks.Tests.Metrics;

public sealed class ClassificationMetricsTests
{
    [Fact]
    public void Two_classes_by_hand()
    {
        // Predicted 0, 1, 1, 0 (a tie goes to the first class).
        float[] p = [0.75f, 0.25f, 0.25f, 0.75f, 0.125f, 0.875f, 0.5f, 0.5f];
        IReadOnlyDictionary<string, double> m = ClassificationMetrics.Of(p, [0, 0, 1, 1], 2);
        Assert.Equal(["accuracy", "auprc", "auroc", "f1", "loss", "macroF1"], m.Keys.Order());
        Assert.Equal(-(Math.Log(0.75) + Math.Log(0.25) + Math.Log(0.875) + Math.Log(0.5)) / 4, m["loss"], 1e-12);
        Assert.Equal(0.5, m["accuracy"]);
        Assert.Equal(0.5, m["f1"]);
        Assert.Equal(0.5, m["macroF1"]);
        // Scores of class 1: 0.25 and 0.75 for items of class 0, 0.875 and 0.5 for items of class 1.
        Assert.Equal(0.75, m["auroc"]);
        Assert.Equal((1 + (2 / 3.0)) / 2, m["auprc"], 1e-12);
    }

    [Fact]
    public void Of_more_classes_the_positive_one_is_judged_only_if_given()
    {
        float[] p = [0.5f, 0.25f, 0.25f, 0.25f, 0.5f, 0.25f, 0.125f, 0.25f, 0.625f, 0.75f, 0.125f, 0.125f];
        int[] actual = [0, 1, 2, 2];
        Assert.Equal(["accuracy", "loss", "macroF1"], ClassificationMetrics.Of(p, actual, 3).Keys.Order());
        IReadOnlyDictionary<string, double> m = ClassificationMetrics.Of(p, actual, 3, positive: 2);
        Assert.Equal(0.75, m["accuracy"]);
        Assert.Equal(2 / 3.0, m["f1"], 1e-12);
        Assert.Equal(((2 / 3.0) + 1 + (2 / 3.0)) / 3, m["macroF1"], 1e-12);
        // Scores of class 2: 0.625 and 0.125 for items of it, 0.25 twice for the others.
        Assert.Equal(0.5, m["auroc"]);
        Assert.Equal((1 + 0.5) / 2, m["auprc"], 1e-12);
        Assert.Equal(1, ClassificationMetrics.Of([0.75f, 0.25f, 0.5f, 0.5f], [0, 1], 2, positive: 0)["auroc"]);
    }

    [Fact]
    public void A_class_held_impossible_leaves_the_loss_finite()
    {
        double loss = ClassificationMetrics.Of([1, 0], [1], 2)["loss"];
        Assert.Equal(Math.Log(Math.Pow(2, 23)), loss, 1e-6);
    }

    [Fact]
    public void Where_one_class_is_absent_the_areas_are_left_out() =>
        Assert.Equal(["accuracy", "f1", "loss", "macroF1"], ClassificationMetrics.Of([0.25f, 0.75f], [1], 2).Keys.Order());

    [Fact]
    public void The_order_of_items_changes_nothing_but_rounding()
    {
        CounterRandom random = new(3);
        float[] p = new float[150];
        int[] actual = new int[50], order = [.. Enumerable.Range(0, 50)];
        for (int i = 0; i < 50; i++)
        {
            (float a, float b) = (random.NextSingle(), random.NextSingle());
            (p[3 * i], p[(3 * i) + 1], p[(3 * i) + 2]) = (a * b, a * (1 - b), 1 - a);
            actual[i] = random.NextInt32(3);
        }

        random.Shuffle(order.AsSpan());
        IReadOnlyDictionary<string, double> one = ClassificationMetrics.Of(p, actual, 3, 1);
        IReadOnlyDictionary<string, double> other = ClassificationMetrics.Of([.. order.SelectMany(i => p[(3 * i)..((3 * i) + 3)])], [.. order.Select(i => actual[i])], 3, 1);
        Assert.All(one, m => Assert.Equal(m.Value, other[m.Key], 1e-12));
        Assert.Equal(6, other.Count);
    }

    [Fact]
    public void Bad_input_is_an_error_that_says_what_is_wrong()
    {
        AssertMessage("3 probabilities for 2 items, expected 2 for each", [0.5f, 0.5f, 1], [0, 1], null);
        AssertMessage("at least one item", [], [], null);
        AssertMessage("item 1 has the probability NaN for class 0", [0.5f, 0.5f, float.NaN, 1], [0, 1], null);
        AssertMessage("item 0 has the probability 2 for class 1", [-0f, 2f], [0], null);
        AssertMessage("actual class is 2, expected 0 to 1", [0.5f, 0.5f], [2], null);
        AssertMessage("positive class is 2, expected 0 to 1", [0.5f, 0.5f], [0], 2);
    }

    private static void AssertMessage(string expected, float[] probabilities, int[] actual, int? positive)
    {
        ArgumentException e = Assert.ThrowsAny<ArgumentException>(() => ClassificationMetrics.Of(probabilities, actual, 2, positive));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }
}
