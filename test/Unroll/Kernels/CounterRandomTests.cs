using Unroll.Kernels;
using Xunit;

namespace Unroll.Tests.Kernels;

public sealed class CounterRandomTests
{
    [Fact]
    public void The_sequence_is_the_documented_hash_of_key_and_counter()
    {
        // SplitMix64's finaliser (Steele, Lea and Flood 2014), applied twice, in arithmetic of any length.
        static UInt128 Mix(UInt128 z)
        {
            UInt128 mask = ulong.MaxValue;
            z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask;
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask;
            return z ^ (z >> 31);
        }

        CounterRandom random = new(12345);
        for (int n = 0; n < 100; n++)
        {
            UInt128 expected = Mix((Mix((12345 + ((UInt128)n * 0x9E3779B97F4A7C15)) & ulong.MaxValue) + 12345) & ulong.MaxValue);
            Assert.Equal((ulong)expected, random.NextUInt64());
        }
    }

    [Fact]
    public void The_first_numbers_of_a_seed_never_change_because_checkpoints_and_results_rest_on_them()
    {
        CounterRandom random = new(42);
        Assert.Equal([2079050054026196454UL, 6956670453017944366UL, 7248418070123434917UL], [random.NextUInt64(), random.NextUInt64(), random.NextUInt64()]);
        Assert.Equal(7838485009907392498UL, new CounterRandom(42).Fork(7).NextUInt64());
    }

    [Fact]
    public void A_stream_can_be_entered_at_any_place()
    {
        CounterRandom random = new(9);
        for (ulong n = 0; n < 50; n++)
        {
            CounterRandom entered = new(9, n);
            Assert.Equal(n, random.Counter);
            Assert.Equal(entered.NextUInt64(), random.NextUInt64());
            Assert.Equal(CounterRandom.At(9, n), new CounterRandom(9, n).NextUInt64());
        }
    }

    [Fact]
    public void Every_bit_is_set_half_of_the_time()
    {
        const int Count = 100_000;
        int[] set = new int[64];
        CounterRandom random = new(1);
        for (int i = 0; i < Count; i++)
        {
            ulong bits = random.NextUInt64();
            for (int b = 0; b < 64; b++)
            {
                set[b] += (int)(bits >> b) & 1;
            }
        }

        // Five standard deviations of a fair coin.
        Assert.All(set, s => Assert.InRange(s, (Count / 2) - (2.5 * Math.Sqrt(Count)), (Count / 2) + (2.5 * Math.Sqrt(Count))));
    }

    [Theory]
    [InlineData("single")]
    [InlineData("double")]
    [InlineData("int")]
    public void Numbers_fill_their_range_evenly(string kind)
    {
        const int Bins = 100, Count = 200_000;
        int[] bins = new int[Bins];
        CounterRandom random = new(3);
        for (int i = 0; i < Count; i++)
        {
            bins[kind switch { "single" => (int)(random.NextSingle() * Bins), "double" => (int)(random.NextDouble() * Bins), _ => random.NextInt32(Bins) }]++;
        }

        // χ² with 99 degrees of freedom lies in [55, 160] but for one case in ten thousand.
        Assert.InRange(bins.Sum(b => Math.Pow(b - ((double)Count / Bins), 2) * Bins / Count), 55, 160);
    }

    [Fact]
    public void Neighbouring_forks_and_seeds_are_uncorrelated()
    {
        const int Count = 50_000;
        CounterRandom parent = new(5), sameSeed = new(5), nextSeed = new(6), first = parent.Fork(0), second = parent.Fork(1);
        CounterRandom grandchild = parent.Fork(0).Fork(0);
        double[][] streams = [Draw(sameSeed), Draw(nextSeed), Draw(first), Draw(second), Draw(grandchild), Draw(nextSeed.Fork(0))];
        for (int i = 0; i < streams.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double correlation = streams[i].Zip(streams[j], (x, y) => x * y).Sum() / Count * 12;
                Assert.InRange(correlation, -5 / Math.Sqrt(Count), 5 / Math.Sqrt(Count));
            }
        }

        static double[] Draw(CounterRandom random) => [.. Enumerable.Range(0, Count).Select(_ => random.NextDouble() - 0.5)];
    }

    [Fact]
    public void A_fork_does_not_depend_on_how_many_numbers_its_parent_has_drawn()
    {
        CounterRandom parent = new(5);
        ulong before = parent.Fork(3).Key;
        parent.NextUInt64();
        Assert.Equal(before, parent.Fork(3).Key);
        Assert.NotEqual(before, parent.Fork(4).Key);
    }

    [Fact]
    public void Gaussian_numbers_have_the_moments_and_tails_of_a_normal_distribution()
    {
        const int Count = 200_000;
        CounterRandom random = new(8);
        double[] x = [.. Enumerable.Range(0, Count).Select(_ => random.NextGaussian())];
        Assert.InRange(x.Average(), -0.012, 0.012);
        Assert.InRange(x.Average(v => v * v), 0.98, 1.02);
        Assert.InRange(x.Average(v => v * v * v), -0.04, 0.04);
        Assert.InRange(x.Average(v => v * v * v * v), 2.85, 3.15);
        Assert.InRange(x.Count(v => Math.Abs(v) > 1.96) / (double)Count, 0.048, 0.052);
    }

    [Fact]
    public void Shuffle_keeps_the_items_and_gives_every_order_equally_often()
    {
        CounterRandom random = new(2);
        Dictionary<string, int> orders = new(StringComparer.Ordinal);
        for (int i = 0; i < 24_000; i++)
        {
            char[] items = ['a', 'b', 'c', 'd'];
            random.Shuffle<char>(items);
            string order = new(items);
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, orders.Count);
        Assert.All(orders.Keys, o => Assert.Equal("abcd", string.Concat(o.Order())));
        Assert.All(orders.Values, n => Assert.InRange(n, 840, 1160));
    }

    [Fact]
    public void The_largest_value_is_never_reached_and_an_empty_range_is_refused()
    {
        CounterRandom random = new(4);
        for (int i = 0; i < 10_000; i++)
        {
            Assert.Equal(0, random.NextInt32(1));
            Assert.InRange(random.NextSingle(), 0f, 0.99999994f);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt32(0));
    }
}
