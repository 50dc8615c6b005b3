using Unroll.Data.Files;
using Unroll.Data.SeriesFiles;
using Unroll.Kernels;
using Unroll.Tasks.Baselines;
using Xunit;

namespace Unroll.Tasks.Tests.Baselines;

public sealed class NearestCentroidBaselineTests
{
    [Fact]
    public void An_example_by_hand()
    {
        // Resampled to 2 steps: (0, 0), (2, 4) of class 0 and (4, 8) of class 1. Means (2, 4), deviations (√(8/3), 2 √(8/3)).
        NearestCentroidBaseline model = NearestCentroidBaseline.Fit([S(1, 0), S(1, 2, 9, 4), S(1, 4, 6, 8)], [0, 0, 1], 2, steps: 2);
        // In deviations: centroids (-1, -1) / √(8/3) and (2, 2) / √(8/3), and the series (2, 8) lies at (0, 2) / √(8/3).
        double d0 = (1 + 9) / (8 / 3.0), d1 = (4 + 0) / (8 / 3.0);
        float[] p = Predict(model, S(1, 2, 8));
        Assert.Equal(1 / (1 + Math.Exp((d0 - d1) / 2)), p[0], 1e-6);
        Assert.Equal(1, p[0] + p[1], 1e-6);
    }

    [Fact]
    public void A_straight_line_is_the_same_at_any_length()
    {
        NearestCentroidBaseline model = NearestCentroidBaseline.Fit([Line(3, 0, 1), Line(5, 1, 0)], [0, 1], 2);
        float[] expected = Predict(model, Line(3, 0.25f, 1));
        Assert.Equal(16, model.Steps);
        Assert.True(expected[0] > expected[1]);
        foreach (int length in new[] { 2, 4, 16, 31, 400 })
        {
            Assert.All(Predict(model, Line(length, 0.25f, 1)).Zip(expected), p => Assert.Equal(p.Second, p.First, 1e-4));
        }
    }

    [Fact]
    public void Channels_stay_apart_and_a_single_step_is_a_constant()
    {
        NearestCentroidBaseline model = NearestCentroidBaseline.Fit([S(2, 1, 0), S(2, 0, 1)], [0, 1], 2, steps: 4);
        Assert.True(Predict(model, S(2, 1, 0, 1, 0))[0] > 0.99f);
        Assert.True(Predict(model, S(2, 0, 1, 0, 1, 0, 1))[1] > 0.99f);
    }

    [Fact]
    public void The_order_of_items_changes_nothing_but_rounding_and_a_round_trip_keeps_every_bit()
    {
        CounterRandom random = new(1);
        Series[] items = new Series[40];
        int[] labels = new int[40], order = [.. Enumerable.Range(0, 40)];
        for (int i = 0; i < 40; i++)
        {
            labels[i] = random.NextInt32(3);
            float[] values = new float[3 * (1 + random.NextInt32(30))];
            for (int j = 0; j < values.Length; j++)
            {
                values[j] = (float)random.NextGaussian() + (labels[i] * 0.3f);
            }

            items[i] = S(3, values);
        }

        random.Shuffle(order.AsSpan());
        NearestCentroidBaseline model = NearestCentroidBaseline.Fit(items, labels, 4);
        NearestCentroidBaseline shuffled = NearestCentroidBaseline.Fit([.. order.Select(i => items[i])], [.. order.Select(i => labels[i])], 4);
        NearestCentroidBaseline read = NearestCentroidBaseline.FromJson(model.ToJson());
        foreach (Series item in items)
        {
            float[] p = Predict(model, item);
            Assert.Equal(p, Predict(read, item));
            Assert.Equal(0, p[3]);
            Assert.All(p.Zip(Predict(shuffled, item)), e => Assert.Equal(e.First, e.Second, 1e-4));
        }

        Assert.Equal(model.ToJson(), read.ToJson());
    }

    [Fact]
    public void Bad_input_is_an_error_that_says_where()
    {
        Series wide = new([1, 2], 2, new Origin("data.csv", 7));
        Series missing = new([1, float.NaN], 1, new Origin("data.csv", 8));
        NearestCentroidBaseline model = NearestCentroidBaseline.Fit([S(1, 1)], [0], 1);
        AssertMessage("'data.csv', line 7: the series has 2 channels, expected 1", () => Predict(model, wide));
        AssertMessage("'data.csv', line 7: the series has 2 channels, expected 1", () => NearestCentroidBaseline.Fit([S(1, 1), wide], [0, 0], 1));
        AssertMessage("'data.csv', line 8: step 2, channel 1 is NaN", () => Predict(model, missing));
        AssertMessage("'data.csv', line 8: step 2, channel 1 is NaN", () => NearestCentroidBaseline.Fit([missing], [0], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestCentroidBaseline.Fit([S(1, 1)], [1], 1));
        Assert.Throws<ArgumentException>(() => NearestCentroidBaseline.Fit([], [], 1));
        Assert.Throws<ArgumentException>(() => model.Predict(S(1, 1), new float[2]));
    }

    [Theory]
    [InlineData("\"steps\":2", "\"steps\":3")]
    [InlineData("\"channels\":1", "\"channels\":0")]
    [InlineData("\"items\":[1]", "\"items\":[1,1]")]
    [InlineData("\"items\":[1]", "\"items\":[0]")]
    [InlineData("\"scale\":[1,1]", "\"scale\":[1,0]")]
    [InlineData("\"scale\":[1,1]", "\"scale\":[1]")]
    public void An_altered_file_is_an_error_that_names_it(string from, string to)
    {
        string json = NearestCentroidBaseline.Fit([S(1, 5)], [0], 1, steps: 2).ToJson();
        Assert.Contains(from, json, StringComparison.Ordinal);
        Assert.Contains(
            "in 'm'", Assert.Throws<ModelFileException>(() => NearestCentroidBaseline.FromJson(json.Replace(from, to, StringComparison.Ordinal), "m")).Message, StringComparison.Ordinal);
    }

    private static void AssertMessage(string expected, Action act) => Assert.Contains(expected, Assert.Throws<DataException>(act).Message, StringComparison.Ordinal);

    private static Series S(int channels, params float[] values) => new(values, channels);

    private static Series Line(int length, float from, float to) => S(1, [.. Enumerable.Range(0, length).Select(t => from + ((to - from) * t / (length - 1)))]);

    private static float[] Predict(NearestCentroidBaseline model, Series series)
    {
        float[] p = new float[model.Classes];
        model.Predict(series, p);
        return p;
    }
}
