using Unroll.Data.Labels;
using Xunit;

namespace Unroll.Data.Tests.Labels;

public sealed class ClassWeightsTests
{
    [Fact]
    public void Balanced_weights_make_every_class_count_the_same()
    {
        int[] counts = [90, 9, 1];
        float[] w = ClassWeights.Balanced(counts);
        // N / (K n_c), by hand.
        Assert.Equal([100f / 270, 100f / 27, 100f / 3], w);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void The_mean_weight_of_an_item_is_one(double power)
    {
        int[] counts = [589, 3867, 44];
        float[] w = ClassWeights.Balanced(counts, power);
        Assert.Equal(counts.Sum(), counts.Zip(w).Sum(p => p.First * (double)p.Second), 1e-2);
        Assert.Equal(Math.Pow(589.0 / 44, power), w[2] / (double)w[0], 1e-4);
    }

    [Fact]
    public void A_class_without_items_is_an_error() => Assert.Throws<ArgumentException>(() => ClassWeights.Balanced([3, 0]));
}
