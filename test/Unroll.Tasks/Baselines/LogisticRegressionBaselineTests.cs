using Unroll.Kernels;
using Unroll.Tasks.Baselines;
using Xunit;

namespace Unroll.Tasks.Tests.Baselines;

public sealed class LogisticRegressionBaselineTests
{
    [Theory]
    [InlineData(1, 0.7393507714998605)]
    [InlineData(0.5, 0.8148064017344229)]
    public void Two_separable_points_reach_the_optimum_worked_out_by_hand(double l2, double expected)
    {
        // Standardised to -1 and 1, with W = (-w, w): 2 σ(-2w) = l2 w, and p = σ(2w).
        LogisticRegressionBaseline model = LogisticRegressionBaseline.Fit([10, 14], [0, 1], 2, l2);
        Assert.Equal(expected, Predict(model, [14])[1], 1e-5);
        Assert.Equal(expected, Predict(model, [10])[0], 1e-5);
        Assert.Equal(0.5, Predict(model, [12])[0], 1e-5);
    }

    [Fact]
    public void Three_classes_equal_what_scipy_finds()
    {
        float[] features = [1, 2, 2, 1, 3, 5, 4, 4, 6, 1, 7, 3, 2, 6, 5, 2];
        int[] labels = [0, 0, 1, 1, 2, 2, 1, 2];
        LogisticRegressionBaseline model = LogisticRegressionBaseline.Fit(features, labels, 3);
        AssertNear([0.32197707, 0.42945379, 0.24856914], Predict(model, [3, 3]), 1e-4);
        AssertNear([0.72148902, 0.1954197, 0.08309129], Predict(model, [1, 2]), 1e-4);
    }

    [Fact]
    public void The_gradient_is_that_of_the_objective_and_small_at_the_weights_found()
    {
        (float[] features, int[] labels) = Draw(2, 700, 5, 3);
        LogisticObjective objective = new(features, labels, 3, 2.0);
        CounterRandom random = new(3);
        double[] point = new double[objective.Size], gradient = new double[objective.Size], other = new double[objective.Size];
        for (int i = 0; i < point.Length; i++)
        {
            point[i] = random.NextGaussian();
        }

        objective.Evaluate(point, gradient);
        for (int i = 0; i < point.Length; i++)
        {
            const double h = 1e-2;
            double at = point[i];
            point[i] = at + h;
            double above = objective.Evaluate(point, other);
            point[i] = at - h;
            double below = objective.Evaluate(point, other);
            point[i] = at;
            Assert.Equal((above - below) / (2 * h), gradient[i], 1e-4);
        }

        double atStart = objective.Evaluate(new double[objective.Size], other), loss = objective.Evaluate(LogisticRegressionBaseline.Minimise(objective, 200), gradient);
        Assert.Equal(Math.Log(3), atStart, 1e-6);
        Assert.True(loss < 0.9 * atStart);
        Assert.True(Math.Sqrt(gradient.Sum(g => g * g)) < 1e-4);
    }

    [Theory]
    [InlineData(1, 40, 3, 2)]
    [InlineData(2, 200, 7, 4)]
    [InlineData(3, 600, 2, 3)]
    public void Random_data_gives_what_a_slow_reference_gives(int seed, int n, int d, int classes)
    {
        (float[] features, int[] labels) = Draw((ulong)seed, n, d, classes);
        LogisticRegressionBaseline model = LogisticRegressionBaseline.Fit(features, labels, classes);
        double[][] expected = Reference(features, labels, d, classes);
        for (int i = 0; i < n; i++)
        {
            AssertNear(expected[i], Predict(model, features[(i * d)..((i + 1) * d)]), 1e-3);
        }
    }

    [Fact]
    public void The_same_data_gives_the_same_bits_and_the_order_of_items_changes_only_rounding()
    {
        (float[] features, int[] labels) = Draw(5, 150, 4, 3);
        int[] order = [.. Enumerable.Range(0, 150)];
        new CounterRandom(6).Shuffle(order.AsSpan());
        LogisticRegressionBaseline one = LogisticRegressionBaseline.Fit(features, labels, 3);
        LogisticRegressionBaseline shuffled = LogisticRegressionBaseline.Fit([.. order.SelectMany(i => features[(4 * i)..((4 * i) + 4)])], [.. order.Select(i => labels[i])], 3);
        Assert.Equal(one.ToJson(), LogisticRegressionBaseline.Fit(features, labels, 3).ToJson());
        for (int i = 0; i < 150; i++)
        {
            float[] x = features[(4 * i)..((4 * i) + 4)];
            AssertNear([.. Predict(one, x).Select(p => (double)p)], Predict(shuffled, x), 1e-3);
        }
    }

    [Fact]
    public void Units_and_constant_features_change_nothing()
    {
        (float[] features, int[] labels) = Draw(8, 90, 2, 2);
        LogisticRegressionBaseline plain = LogisticRegressionBaseline.Fit(features, labels, 2);
        float[] other = [.. Enumerable.Range(0, 90).SelectMany(i => new[] { features[2 * i] * 1000, 7, (features[(2 * i) + 1] / 8) + 3 })];
        LogisticRegressionBaseline changed = LogisticRegressionBaseline.Fit(other, labels, 2);
        for (int i = 0; i < 90; i++)
        {
            AssertNear([.. Predict(plain, features[(2 * i)..((2 * i) + 2)]).Select(p => (double)p)], Predict(changed, other[(3 * i)..((3 * i) + 3)]), 1e-3);
        }
    }

    [Fact]
    public void A_class_without_items_has_no_probability_and_a_round_trip_keeps_every_bit()
    {
        (float[] features, int[] labels) = Draw(9, 60, 3, 2);
        LogisticRegressionBaseline model = LogisticRegressionBaseline.Fit(features, [.. labels.Select(y => 2 * y)], 4);
        LogisticRegressionBaseline read = LogisticRegressionBaseline.FromJson(model.ToJson());
        LogisticRegressionBaseline two = LogisticRegressionBaseline.Fit(features, labels, 2);
        for (int i = 0; i < 60; i++)
        {
            float[] x = features[(3 * i)..((3 * i) + 3)], p = Predict(model, x), q = Predict(two, x);
            Assert.Equal([q[0], 0, q[1], 0], p);
            Assert.Equal(p, Predict(read, x));
        }

        Assert.Equal(model.ToJson(), read.ToJson());
        Assert.Equal([0, 1], Predict(LogisticRegressionBaseline.Fit([1, 2], [1, 1], 2), [5]));
    }

    [Fact]
    public void Bad_input_is_an_error_that_says_where()
    {
        LogisticRegressionBaseline model = LogisticRegressionBaseline.Fit([1, 2, 3, 4], [0, 1], 2);
        Assert.Contains("feature 2 of item 2 is NaN", Assert.Throws<DataException>(() => LogisticRegressionBaseline.Fit([1, 2, 3, float.NaN], [0, 1], 2)).Message, StringComparison.Ordinal);
        Assert.Contains("feature 1 of item 1 is NaN", Assert.Throws<DataException>(() => Predict(model, [float.NaN, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("got 3 features, expected 2", Assert.Throws<ArgumentException>(() => Predict(model, [1, 2, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("item 1 is 2", Assert.Throws<ArgumentOutOfRangeException>(() => LogisticRegressionBaseline.Fit([1, 2], [0, 2], 2)).Message, StringComparison.Ordinal);
        Assert.Contains("3 features of 2 items", Assert.Throws<ArgumentException>(() => LogisticRegressionBaseline.Fit([1, 2, 3], [0, 1], 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LogisticRegressionBaseline.Fit([], [], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogisticRegressionBaseline.Fit([1, 2], [0, 1], 2, l2: 0));
        Assert.Throws<ArgumentException>(() => model.Predict([1, 2], new float[3]));
    }

    [Theory]
    [InlineData("\"classes\":2", "\"classes\":1")]
    [InlineData("\"present\":[0,1]", "\"present\":[1,0]")]
    [InlineData("\"present\":[0,1]", "\"present\":[0]")]
    [InlineData("\"present\":[0,1]", "\"present\":[]")]
    [InlineData("\"center\":[2]", "\"center\":[2,2]")]
    [InlineData("\"scale\":[1]", "\"scale\":[-1]")]
    [InlineData("\"scale\":[1]", "\"scale\":null")]
    public void An_altered_file_is_an_error_that_names_it(string from, string to)
    {
        string json = LogisticRegressionBaseline.Fit([1, 3], [0, 1], 2).ToJson();
        Assert.Contains(from, json, StringComparison.Ordinal);
        Assert.Contains(
            "in 'm'", Assert.Throws<ModelFileException>(() => LogisticRegressionBaseline.FromJson(json.Replace(from, to, StringComparison.Ordinal), "m")).Message, StringComparison.Ordinal);
    }

    private static float[] Predict(LogisticRegressionBaseline model, float[] x)
    {
        float[] p = new float[model.Classes];
        model.Predict(x, p);
        return p;
    }

    private static void AssertNear(double[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), e => Assert.Equal(e.First, e.Second, tolerance));
    }

    private static (float[] Features, int[] Labels) Draw(ulong seed, int n, int d, int classes)
    {
        CounterRandom random = new(seed);
        float[] features = new float[n * d];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++)
        {
            labels[i] = random.NextInt32(classes);
            for (int j = 0; j < d; j++)
            {
                features[(i * d) + j] = (float)random.NextGaussian() + (j % classes == labels[i] ? 1 : 0);
            }
        }

        return (features, labels);
    }

    /// <summary>The reference: gradient descent on the sum over items, in double, until it stands still. Probabilities [n][classes].</summary>
    private static double[][] Reference(float[] features, int[] labels, int d, int classes)
    {
        int n = labels.Length;
        double[][] x = new double[n][];
        for (int i = 0; i < n; i++)
        {
            x[i] = new double[d + 1];
            x[i][d] = 1;
        }

        for (int j = 0; j < d; j++)
        {
            double[] column = [.. Enumerable.Range(0, n).Select(i => (double)features[(i * d) + j])];
            double mean = column.Average(), deviation = Math.Sqrt(column.Average(v => (v - mean) * (v - mean)));
            for (int i = 0; i < n; i++)
            {
                x[i][j] = (column[i] - mean) / deviation;
            }
        }

        double[,] w = new double[classes, d + 1];
        double[][] p = [];
        for (int step = 0; step < 2000; step++)
        {
            p = [.. x.Select(row => Softmax(row, w, classes))];
            for (int c = 0; c < classes; c++)
            {
                for (int j = 0; j <= d; j++)
                {
                    double gradient = j < d ? w[c, j] : 0;
                    for (int i = 0; i < n; i++)
                    {
                        gradient += (p[i][c] - (labels[i] == c ? 1 : 0)) * x[i][j];
                    }

                    w[c, j] -= gradient / n;
                }
            }
        }

        return p;
    }

    private static double[] Softmax(double[] row, double[,] w, int classes)
    {
        double[] e = [.. Enumerable.Range(0, classes).Select(c => Math.Exp(row.Select((v, j) => v * w[c, j]).Sum()))];
        return [.. e.Select(v => v / e.Sum())];
    }
}
