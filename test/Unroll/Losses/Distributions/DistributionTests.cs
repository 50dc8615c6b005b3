using Unroll.Kernels;
using Unroll.Losses;
using Unroll.Losses.Distributions;
using Xunit;

namespace Unroll.Tests.Losses.Distributions;

/// <summary>Each distribution agrees with itself: density, cumulative probability, quantiles, samples and score belong together.</summary>
public sealed class DistributionTests
{
    private static readonly double[] s_probabilities = [1e-6, 0.01, 0.1, 0.3, 0.5, 0.77, 0.9, 0.999];

    private static readonly Dictionary<string, IDistribution> s_continuous = new(StringComparer.Ordinal)
    {
        ["Gaussian"] = new Gaussian(1.5, 0.3),
        ["t with 2.5"] = new StudentT(-2, 1.7, 2.5),
        ["t with 40"] = new StudentT(3, 0.2, 40),
    };

    private static readonly Dictionary<string, NegativeBinomial> s_counts = new(StringComparer.Ordinal)
    {
        ["small"] = new(0.4, 0.5),
        ["wide"] = new(12, 1.5),
        ["nearly Poisson"] = new(20, 1e-3),
    };

    public static TheoryData<string> Continuous => [.. s_continuous.Keys];

    public static TheoryData<string> Counts => [.. s_counts.Keys];

    public static TheoryData<string> All => [.. s_continuous.Keys, .. s_counts.Keys];

    [Theory]
    [InlineData(-30, 2.001, 0.00055310852469226238606)]
    [InlineData(-2.5, 3, 0.043853323504032773625)]
    [InlineData(-0.01, 5, 0.49620400902129095146)]
    [InlineData(0.7, 4.5, 0.74078019884419102544)]
    [InlineData(1, 30, 0.83734569228698505438)]
    [InlineData(3, 1e4, 0.99864677590500116686)]
    [InlineData(-4, 1e4, 0.00003189933441156981553)]
    public void The_t_distribution_has_the_probabilities_of_mpmath(double t, double nu, double expected) =>
        Assert.Equal(1, new StudentT(0, 1, nu).Cdf(t) / expected, 1e-10);

    [Theory]
    [MemberData(nameof(Continuous))]
    public void The_density_adds_up_to_the_cumulative_probability(string name)
    {
        IDistribution p = s_continuous[name];
        foreach (double x in s_probabilities.Select(p.Quantile))
        {
            double below = Integral(p, double.NegativeInfinity, x, y => Math.Exp(p.LogDensity(y)));
            Assert.Equal(p.Cdf(x), below, 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(Continuous))]
    public void The_quantile_undoes_the_cumulative_probability(string name)
    {
        IDistribution p = s_continuous[name];
        Assert.All(s_probabilities, q => Assert.Equal(1, p.Cdf(p.Quantile(q)) / q, 1e-10));
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (p.Quantile(0), p.Quantile(1)));
        Assert.Equal(p.Mean, p.Quantile(0.5));
    }

    [Theory]
    [MemberData(nameof(Continuous))]
    public void The_score_is_the_integral_that_defines_it(string name)
    {
        IDistribution p = s_continuous[name];
        foreach (double x in s_probabilities.Select(p.Quantile))
        {
            double below = Integral(p, double.NegativeInfinity, x, y => Math.Pow(p.Cdf(y), 2)), above = Integral(p, x, double.PositiveInfinity, y => Math.Pow(1 - p.Cdf(y), 2));
            Assert.Equal(1, p.Crps(x) / (below + above), 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Probabilities_of_counts_add_up_to_the_cumulative_one_to_the_mean_and_to_the_variance(string name)
    {
        NegativeBinomial p = s_counts[name];
        double[] probability = [.. Enumerable.Range(0, 2000).Select(k => Math.Exp(p.LogDensity(k)))];
        Assert.All(Enumerable.Range(0, 60), k => Assert.Equal(probability[..(k + 1)].Sum(), p.Cdf(k + 0.5), 1e-11));
        double mean = probability.Select((q, k) => q * k).Sum();
        Assert.Equal(p.Mean, mean, 1e-9);
        Assert.Equal(1, probability.Select((q, k) => q * (k - mean) * (k - mean)).Sum() / p.Variance, 1e-9);
        Assert.Equal(double.NegativeInfinity, p.LogDensity(1.5));
        Assert.Equal(0, p.Cdf(-0.5));
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void The_quantile_of_counts_is_the_first_that_reaches_the_probability(string name)
    {
        NegativeBinomial p = s_counts[name];
        foreach (double q in s_probabilities)
        {
            double k = p.Quantile(q);
            Assert.True(p.Cdf(k) >= q && (k == 0 || p.Cdf(k - 1) < q), $"{k} is not the {q} quantile");
        }

        Assert.Equal((0, double.PositiveInfinity), (p.Quantile(0), p.Quantile(1)));
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void The_score_of_counts_is_the_expected_distance_less_half_the_spread(string name)
    {
        // CRPS = E|X − x| − ½ E|X − X'| (Gneiting and Raftery 2007), by the probabilities.
        NegativeBinomial p = s_counts[name];
        double[] probability = [.. Enumerable.Range(0, 700).Select(k => Math.Exp(p.LogDensity(k)))];
        double spread = 0;
        for (int k = 0; k < probability.Length; k++)
        {
            for (int j = 0; j < k; j++)
            {
                spread += probability[k] * probability[j] * (k - j);
            }
        }

        Assert.All(new[] { -1.5, 0, 0.4, 3, 25.7, 100 }, x => Assert.Equal(1, p.Crps(x) / (probability.Select((q, k) => q * Math.Abs(k - x)).Sum() - spread), 1e-9));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Samples_have_the_quantiles_of_the_distribution(string name)
    {
        const int Count = 20_000;
        IDistribution p = s_continuous.TryGetValue(name, out IDistribution? found) ? found : s_counts[name];
        CounterRandom random = new(1);
        double[] samples = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            samples[i] = p.Sample(ref random);
        }

        foreach (double q in new[] { 0.05, 0.25, 0.5, 0.8, 0.97 })
        {
            double x = p.Quantile(q), share = samples.Count(s => s <= x) / (double)Count, expected = p.Cdf(x);
            Assert.InRange(share, expected - (5 * Math.Sqrt(expected * (1 - expected) / Count)), expected + (5 * Math.Sqrt(expected * (1 - expected) / Count)));
        }

        Assert.Equal(p is NegativeBinomial ? Count : 2 * Count, (int)random.Counter);
    }

    [Fact]
    public void With_many_degrees_of_freedom_the_t_distribution_is_the_normal_one()
    {
        (Gaussian normal, StudentT t) = (new(1, 2), new(1, 2, 1e6));
        foreach (double x in new[] { -3, 0.5, 1, 4 })
        {
            Assert.Equal(normal.Cdf(x), t.Cdf(x), 1e-6);
            Assert.Equal(normal.LogDensity(x), t.LogDensity(x), 1e-5);
            Assert.Equal(normal.Crps(x), t.Crps(x), 1e-5);
        }
    }

    [Fact]
    public void Rescaling_moves_quantiles_to_the_other_units()
    {
        Assert.Equal((3 * new Gaussian(1, 2).Quantile(0.9)) - 5, new Gaussian(1, 2).Rescale(3, -5).Quantile(0.9), 1e-12);
        Assert.Equal((3 * new StudentT(1, 2, 4).Quantile(0.9)) - 5, new StudentT(1, 2, 4).Rescale(3, -5).Quantile(0.9), 1e-12);
    }

    [Fact]
    public void Heads_keep_their_scales_above_the_floor()
    {
        Assert.Equal(new Gaussian(2, 0.5), new GaussianHead(0.5).Distribution([2, -1e4f]));
        Assert.Equal(new StudentT(2, 0.5, 2.5), new StudentTHead(0.5).Distribution([2, -1e4f, -1e4f]));
        Assert.Equal(new NegativeBinomial(0.5, 0.5), new NegativeBinomialHead(0.5).Distribution([-1e4f, -1e4f]));
        Assert.Equal(1e4 + 0.5, new GaussianHead(0.5).Distribution([2, 1e4f]).StandardDeviation);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_probability_out_of_range_is_refused(double p)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Gaussian(0, 1).Quantile(p));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StudentT(0, 1, 3).Quantile(p));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NegativeBinomial(1, 1).Quantile(p));
    }

    /// <summary>Simpson's rule after y = m + d sinh u, which reaches far into heavy tails.</summary>
    private static double Integral(IDistribution p, double from, double to, Func<double, double> f)
    {
        const int Steps = 8000;
        double d = p.Quantile(0.75) - p.Mean, a = double.IsInfinity(from) ? -22 : Math.Asinh((from - p.Mean) / d), b = double.IsInfinity(to) ? 22 : Math.Asinh((to - p.Mean) / d);
        double h = (b - a) / Steps, sum = 0;
        for (int i = 0; i <= Steps; i++)
        {
            double u = a + (i * h);
            sum += (i == 0 || i == Steps ? 1 : i % 2 == 1 ? 4 : 2) * f(p.Mean + (d * Math.Sinh(u))) * d * Math.Cosh(u);
        }

        return sum * h / 3;
    }
}
