using Unroll.Kernels;
using Unroll.Tasks.Baselines;
using Xunit;

namespace Unroll.Tasks.Tests.Baselines;

public sealed class NaiveBayesBaselineTests
{
    [Fact]
    public void The_example_of_the_textbook()
    {
        // Manning, Raghavan and Schütze 2008, table 13.1: P(c|d5) ~ 3/4 (3/7)^3 (1/14)^2, P(j|d5) ~ 1/4 (2/9)^3 (2/9)^2.
        string[][] items = [["Chinese", "Beijing", "Chinese"], ["Chinese", "Chinese", "Shanghai"], ["Chinese", "Macao"], ["Tokyo", "Japan", "Chinese"]];
        NaiveBayesBaseline model = NaiveBayesBaseline.Fit(items, [1, 1, 1, 0], 2, order: 1);
        double china = 3 / 4.0 * Math.Pow(3 / 7.0, 3) / 14 / 14, japan = 1 / 4.0 * Math.Pow(2 / 9.0, 5);
        float[] p = Predict(model, ["Chinese", "Chinese", "Chinese", "Tokyo", "Japan"]);
        Assert.Equal(china / (china + japan), p[1], 1e-6);
        Assert.Equal(japan / (china + japan), p[0], 1e-6);
        Assert.Equal(6, model.FeatureCount);
        Assert.Equal("naive Bayes (single tokens)", model.Name);
    }

    [Fact]
    public void What_is_not_known_is_passed_over_and_of_nothing_known_the_class_shares_result()
    {
        NaiveBayesBaseline model = NaiveBayesBaseline.Fit([["a"], ["a"], ["b"], []], [0, 0, 1, 0], 3);
        Assert.Equal([0.75f, 0.25f, 0], Predict(model, []));
        Assert.Equal([0.75f, 0.25f, 0], Predict(model, ["x", "y"]));
        Assert.Equal(Predict(model, ["a"]), Predict(model, ["x", "a", "y"]));
    }

    [Fact]
    public void N_grams_equal_those_counted_word_for_word()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            (string[][] items, int[] labels) = Draw(seed, 30);
            NaiveBayesBaseline model = NaiveBayesBaseline.Fit(items, labels, 3, order: 3, smoothing: 0.5);
            foreach (string[] item in Draw(seed + 50, 10).Items)
            {
                double[] expected = Reference(items, labels, 3, 3, 0.5, item);
                Assert.All(Predict(model, item).Zip(expected), e => Assert.Equal(e.Second, e.First, 1e-5));
            }
        }
    }

    [Fact]
    public void The_most_frequent_n_grams_are_kept()
    {
        // a 4, b 3, ab 3, c 2, bc 2, abc 2; then d 1 and so on. Of equally frequent ones the shorter come first.
        string[][] items = [["a", "b", "c"], ["a", "b", "c"], ["a", "b"], ["a", "d"]];
        NaiveBayesBaseline model = NaiveBayesBaseline.Fit(items, [0, 1, 0, 1], 2, order: 3, maxFeatures: 5);
        Assert.Equal(5, model.FeatureCount);
        Assert.Equal(
            """{"order":3,"smoothing":1,"items":[2,2],"tokens":["a","b","c"],"parents":[0,0,1,0,2],"last":[0,1,1,2,2],"counts":[[1,2,1,2,1,2,1,1,1,1],[1,2,1,1,1,1,1,1,1,1]]}""",
            model.ToJson());
    }

    [Fact]
    public void The_order_of_items_changes_nothing_and_a_round_trip_keeps_every_bit()
    {
        (string[][] items, int[] labels) = Draw(7, 80);
        int[] order = [.. Enumerable.Range(0, 80)];
        new CounterRandom(8).Shuffle(order.AsSpan());
        NaiveBayesBaseline model = NaiveBayesBaseline.Fit(items, labels, 4, order: 3, maxFeatures: 60);
        NaiveBayesBaseline shuffled = NaiveBayesBaseline.Fit([.. order.Select(i => items[i])], [.. order.Select(i => labels[i])], 4, order: 3, maxFeatures: 60);
        NaiveBayesBaseline read = NaiveBayesBaseline.FromJson(model.ToJson());
        Assert.Equal(model.ToJson(), shuffled.ToJson());
        Assert.Equal(model.ToJson(), read.ToJson());
        Assert.Equal(model.Name, read.Name);
        foreach (string[] item in Draw(9, 20).Items)
        {
            Assert.Equal(Predict(model, item), Predict(read, item));
        }
    }

    [Fact]
    public void Twenty_thousand_n_grams_of_characters_in_eighteen_classes_take_less_than_a_megabyte()
    {
        CounterRandom random = new(4);
        string[][] items = [.. Enumerable.Range(0, 20_000).Select(_ => Enumerable.Range(0, 7).Select(_ => ((char)('a' + Math.Min(random.NextInt32(26), random.NextInt32(26)))).ToString()).ToArray())];
        NaiveBayesBaseline model = NaiveBayesBaseline.Fit(items, [.. items.Select(_ => random.NextInt32(18))], 18, order: 4);
        Assert.Equal(20_000, model.FeatureCount);
        Assert.InRange(model.ToJson().Length, 100_000, 1_000_000);
    }

    [Fact]
    public void Quotes_blanks_and_halves_of_surrogate_pairs_survive_a_round_trip()
    {
        string[][] items = [["\"", " ", "\\", "é"], ["\ud83d", "\ude00", "\t"], ["😀", ""]];
        NaiveBayesBaseline model = NaiveBayesBaseline.Fit(items, [0, 1, 2], 3);
        NaiveBayesBaseline read = NaiveBayesBaseline.FromJson(model.ToJson());
        Assert.All(items, item => Assert.Equal(Predict(model, item), Predict(read, item)));
        Assert.All(items.Select((item, c) => Predict(read, item)[c]), p => Assert.True(p > 0.5f));
    }

    [Fact]
    public void Bad_input_is_an_error_that_says_what_is_wrong()
    {
        Assert.Contains("item 0 is 2", Assert.Throws<ArgumentOutOfRangeException>(() => NaiveBayesBaseline.Fit([["a"]], [2], 2)).Message, StringComparison.Ordinal);
        Assert.Contains("1 items and 2 labels", Assert.Throws<ArgumentException>(() => NaiveBayesBaseline.Fit([["a"]], [1, 1], 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => NaiveBayesBaseline.Fit([["a"]], [1], 2, order: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => NaiveBayesBaseline.Fit([["a"]], [1], 2, smoothing: 0));
        Assert.Throws<ArgumentException>(() => NaiveBayesBaseline.Fit([["a"]], [1], 2).Predict([], new float[3]));
    }

    [Theory]
    [InlineData("\"order\":2", "\"order\":0")]
    [InlineData("\"smoothing\":1", "\"smoothing\":0")]
    [InlineData("\"items\":[1,1]", "\"items\":[1]")]
    [InlineData("[\"a\",\"b\"]", "[\"a\",\"a\"]")]
    [InlineData("\"parents\":[0,0,1]", "\"parents\":[0,0,3]")]
    [InlineData("\"parents\":[0,0,1]", "\"parents\":[0,0,0]")]
    [InlineData("\"parents\":[0,0,1]", "\"parents\":[0,0]")]
    [InlineData("\"last\":[0,1,1]", "\"last\":[0,1,2]")]
    [InlineData("[1,1,1,1,1,1]", "[1,1,1,1,1]")]
    [InlineData("[1,1,1,1,1,1]", "[1,1,1,1,2,1]")]
    [InlineData("[1,1,1,1,1,1]", "[1,1,1,1,0,1]")]
    [InlineData("[1,1,1,1,1,1]", "[1,1,1,1,2147483647,1]")]
    public void An_altered_file_is_an_error_that_names_it(string from, string to)
    {
        string json = NaiveBayesBaseline.Fit([["a", "b"], ["a"]], [0, 1], 2).ToJson();
        Assert.Contains(from, json, StringComparison.Ordinal);
        Assert.Contains(
            "in 'm.safetensors'",
            Assert.Throws<ModelFileException>(() => NaiveBayesBaseline.FromJson(json.Replace(from, to, StringComparison.Ordinal), "m.safetensors")).Message,
            StringComparison.Ordinal);
    }

    private static float[] Predict(NaiveBayesBaseline model, string[] item)
    {
        float[] p = new float[model.Classes];
        model.Predict(item, p);
        return p;
    }

    private static (string[][] Items, int[] Labels) Draw(ulong seed, int n)
    {
        CounterRandom random = new(seed);
        string[][] items = new string[n][];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++)
        {
            labels[i] = random.NextInt32(3);
            items[i] = new string[random.NextInt32(9)];
            for (int j = 0; j < items[i].Length; j++)
            {
                items[i][j] = $"w{Math.Min(random.NextInt32(6), random.NextInt32(6 + labels[i]))}";
            }
        }

        return (items, labels);
    }

    /// <summary>The reference: n-grams as joined strings.</summary>
    private static double[] Reference(string[][] items, int[] labels, int classes, int order, double smoothing, string[] item)
    {
        string[] features = [.. items.SelectMany(i => Grams(i, order)).Distinct()];
        double[] p = new double[classes];
        for (int c = 0; c < classes; c++)
        {
            string[] seen = [.. items.Where((_, i) => labels[i] == c).SelectMany(i => Grams(i, order))];
            p[c] = labels.Count(y => y == c) / (double)labels.Length;
            foreach (string gram in Grams(item, order).Where(features.Contains))
            {
                p[c] *= (seen.Count(s => s == gram) + smoothing) / (seen.Length + (smoothing * features.Length));
            }
        }

        return [.. p.Select(x => x / p.Sum())];
    }

    private static IEnumerable<string> Grams(string[] item, int order) =>
        from start in Enumerable.Range(0, item.Length)
        from length in Enumerable.Range(1, order)
        where start + length <= item.Length
        select string.Join(' ', item[start..(start + length)]);
}
