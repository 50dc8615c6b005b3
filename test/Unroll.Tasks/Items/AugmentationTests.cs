using Unroll.Kernels;
using Unroll.Tasks.Items;
using Unroll.Tasks.Recipes;
using Xunit;

namespace Unroll.Tasks.Tests.Items;

public sealed class AugmentationTests
{
    private const int Time = 6, Channels = 5;
    private static readonly int[] s_lengths = [6, 4];

    [Fact]
    public void By_default_it_is_off() => Assert.False(Make().IsOn);

    [Theory]
    [InlineData("train.noise=0.5")]
    [InlineData("train.shift=2")]
    [InlineData("train.stretch=0.3")]
    public void The_same_random_numbers_change_the_same_way_and_what_lies_behind_a_row_stays_zero(string set)
    {
        Augmentation augmentation = Make(set);
        Assert.True(augmentation.IsOn);
        float[] first = Apply(augmentation, 1);
        Assert.Equal(first, Apply(augmentation, 1));
        Assert.NotEqual(first, Apply(augmentation, 2));
        Assert.NotEqual(first, Values());
        for (int t = 4; t < Time; t++)
        {
            Assert.All(Row(first, t, 1), v => Assert.Equal(0, v));
        }
    }

    [Fact]
    public void Shift_moves_a_series_in_time_and_repeats_its_edge()
    {
        Augmentation augmentation = Make("train.shift=2");
        HashSet<int> seen = [];
        for (ulong seed = 0; seed < 40; seed++)
        {
            float[] moved = Apply(augmentation, seed);
            int by = Enumerable.Range(-2, 5).Single(d => Enumerable.Range(0, 6).All(t => Row(moved, t, 0).SequenceEqual(Row(Values(), Math.Clamp(t - d, 0, 5), 0))));
            seen.Add(by);
        }

        Assert.Equal(5, seen.Count);
    }

    [Fact]
    public void Shift_moves_an_image_both_ways()
    {
        Augmentation augmentation = Make(true, "train.shift=1");
        HashSet<(int, int)> seen = [];
        for (ulong seed = 0; seed < 100; seed++)
        {
            float[] moved = Apply(augmentation, seed);
            foreach ((int down, int right) in from d in Enumerable.Range(-1, 3) from r in Enumerable.Range(-1, 3) select (d, r))
            {
                if (Enumerable.Range(0, 6).All(t => Row(moved, t, 0).SequenceEqual(Enumerable.Range(0, Channels).Select(c => Row(Values(), Math.Clamp(t - down, 0, 5), 0)[Math.Clamp(c - right, 0, Channels - 1)]))))
                {
                    seen.Add((down, right));
                }
            }
        }

        Assert.Equal(9, seen.Count);
    }

    [Fact]
    public void Stretch_multiplies_an_item_by_one_number_within_its_bound()
    {
        float[] stretched = Apply(Make("train.stretch=0.3"), 7);
        foreach (int b in (int[])[0, 1])
        {
            float[] factors = [.. Enumerable.Range(0, s_lengths[b]).SelectMany(t => Row(stretched, t, b).Zip(Row(Values(), t, b), (a, v) => a / v))];
            Assert.All(factors, f => Assert.Equal(factors[0], f, 1e-5f));
            Assert.InRange(factors[0], 0.7f, 1.3f);
        }
    }

    [Fact]
    public void Noise_has_mean_zero_and_the_deviation_that_is_asked_for()
    {
        Augmentation augmentation = Make("train.noise=0.5");
        double[] noise = [.. Enumerable.Range(0, 200).SelectMany(seed => Row(Apply(augmentation, (ulong)seed), 2, 0).Zip(Row(Values(), 2, 0), (a, v) => (double)(a - v)))];
        Assert.InRange(noise.Average(), -0.06, 0.06);
        Assert.InRange(Math.Sqrt(noise.Average(n => n * n)), 0.45, 0.55);
    }

    private static Augmentation Make(params string[] sets) => Make(false, sets);

    private static Augmentation Make(bool image, params string[] sets) =>
        new(Recipe.Parse("""{ "task": "classify", "data": { "train": "x" } }""", overrides: sets).Train, image);

    private static float[] Apply(Augmentation augmentation, ulong seed)
    {
        float[] values = Values();
        augmentation.Apply(values, s_lengths, Channels, new CounterRandom(seed));
        return values;
    }

    /// <summary>[T, B, C], all different, none zero but behind the end of a row.</summary>
    private static float[] Values()
    {
        float[] x = [.. Enumerable.Range(1, Time * 2 * Channels).Select(i => (float)i)];
        for (int t = 4; t < Time; t++)
        {
            x.AsSpan(((t * 2) + 1) * Channels, Channels).Clear();
        }

        return x;
    }

    private static float[] Row(float[] x, int t, int b) => x.AsSpan(((t * 2) + b) * Channels, Channels).ToArray();
}
