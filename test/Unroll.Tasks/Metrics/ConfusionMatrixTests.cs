using Unroll.Kernels;
using Unroll.Tasks.Metrics;
using Xunit;

namespace Unroll.Tasks.Tests.Metrics;

public sealed class ConfusionMatrixTests
{
    [Fact]
    public void An_example_by_hand()
    {
        // actual    0 0 0 0 1 1 2 2 2
        // predicted 0 0 1 2 1 1 2 0 2
        ConfusionMatrix m = Of(3, [0, 0, 0, 0, 1, 1, 2, 2, 2], [0, 0, 1, 2, 1, 1, 2, 0, 2]);
        Assert.Equal(9, m.Count);
        Assert.Equal(6, m.Correct);
        Assert.Equal((2, 1, 1, 0, 2, 0, 1, 0, 2), (m[0, 0], m[0, 1], m[0, 2], m[1, 0], m[1, 1], m[1, 2], m[2, 0], m[2, 1], m[2, 2]));
        Assert.Equal(6 / 9.0, m.Accuracy, 1e-15);
        Assert.Equal(2 / 3.0, m.Precision(0), 1e-15);
        Assert.Equal(2 / 4.0, m.Recall(0), 1e-15);
        Assert.Equal(4 / 7.0, m.F1(0), 1e-15);
        Assert.Equal(4 / 5.0, m.F1(1), 1e-15);
        Assert.Equal(2 / 3.0, m.F1(2), 1e-15);
        Assert.Equal(((4 / 7.0) + (4 / 5.0) + (2 / 3.0)) / 3, m.MacroF1, 1e-15);
    }

    [Fact]
    public void A_class_that_does_not_occur_is_left_out_of_the_mean_and_one_that_is_only_predicted_is_not()
    {
        // Class 3 does not occur; class 2 is predicted once, wrongly: its F1 is 0. F1 of 0 is 2/3, of 1 is 1.
        ConfusionMatrix m = Of(4, [0, 0, 1], [0, 2, 1]);
        Assert.Equal(((2 / 3.0) + 1 + 0) / 3, m.MacroF1, 1e-15);
        Assert.Equal(0, m.F1(3));
        Assert.Equal(0, m.Precision(3));
        Assert.Equal(0, m.Recall(2));
    }

    [Fact]
    public void F1_is_the_harmonic_mean_and_the_order_of_items_changes_nothing()
    {
        CounterRandom random = new(1);
        int[] actual = new int[200], predicted = new int[200], order = [.. Enumerable.Range(0, 200)];
        for (int i = 0; i < 200; i++)
        {
            (actual[i], predicted[i]) = (random.NextInt32(5), random.NextInt32(5));
        }

        random.Shuffle(order.AsSpan());
        ConfusionMatrix a = Of(5, actual, predicted), b = Of(5, [.. order.Select(i => actual[i])], [.. order.Select(i => predicted[i])]);
        Assert.Equal(a.MacroF1, b.MacroF1);
        Assert.Equal(a.Accuracy, b.Accuracy);
        for (int c = 0; c < 5; c++)
        {
            Assert.Equal(2 * a.Precision(c) * a.Recall(c) / (a.Precision(c) + a.Recall(c)), a.F1(c), 1e-12);
        }
    }

    [Fact]
    public void Of_no_items_there_is_no_accuracy() => Assert.True(double.IsNaN(new ConfusionMatrix(2).Accuracy) && double.IsNaN(new ConfusionMatrix(2).MacroF1));

    [Fact]
    public void A_class_out_of_range_is_an_error_that_names_the_range()
    {
        ConfusionMatrix m = new(3);
        Assert.Contains("actual class is 3, expected 0 to 2", Assert.Throws<ArgumentOutOfRangeException>(() => m.Add(3, 0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => m.Add(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => m[0, 3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => m.F1(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfusionMatrix(0));
        Assert.Equal(0, m.Count);
    }

    private static ConfusionMatrix Of(int classes, int[] actual, int[] predicted)
    {
        ConfusionMatrix m = new(classes);
        foreach ((int a, int p) in actual.Zip(predicted))
        {
            m.Add(a, p);
        }

        return m;
    }
}
