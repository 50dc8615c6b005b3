using Unroll.Data.Files;
using Unroll.Data.Pairs;
using Unroll.Tasks.Baselines;
using Unroll.Tasks.Metrics;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Baselines;

public sealed class NearestNeighbourBaselineTests
{
    private static readonly TextPair[] s_pairs =
    [
        Pair("What is AI?", "A science."), Pair("Are you sad?", "No."), Pair("What is your name?", "Bot."), Pair("are you SAD", "Never."), Pair("Hello", "No."),
    ];

    [Theory]
    [InlineData("what is ai", "A science.")]
    [InlineData("Tell me your name!", "Bot.")]
    [InlineData("Are you sad?", "No.")]
    [InlineData("sad", "Never.")]
    [InlineData("xyzzy", "No.")]
    [InlineData("", "No.")]
    public void The_most_similar_source_answers_and_else_the_most_frequent_target(string source, string expected) =>
        Assert.Equal(expected, NearestNeighbourBaseline.Fit(s_pairs).Predict(source));

    [Fact]
    public void Equally_similar_sources_are_taken_in_order_and_the_same_source_has_cosine_one()
    {
        NearestNeighbourBaseline b = NearestNeighbourBaseline.Fit([Pair("a b", "1"), Pair("a b", "2")]);
        (int pair, double cosine) = b.Nearest("a b");
        Assert.Equal(0, pair);
        Assert.Equal(1, cosine, 1e-6);
        Assert.Equal((-1, 0.0), b.Nearest("c"));
        Assert.Equal(0, b.Nearest("b a b").Pair);
    }

    [Fact]
    public void The_cosine_equals_a_plain_one_over_all_sources()
    {
        string[] sources = ["a a b", "b c", "a c d d", "d", "b a"];
        NearestNeighbourBaseline b = NearestNeighbourBaseline.Fit([.. sources.Select(s => Pair(s, s))]);
        foreach (string query in (string[])["a d", "b b c", "c a", "d x"])
        {
            double[] cosines = [.. sources.Select(s => Plain(sources, s, query))];
            (int pair, double cosine) = b.Nearest(query);
            Assert.Equal(cosines.Max(), cosine, 1e-6);
            Assert.Equal(cosines[pair], cosine, 1e-6);
        }
    }

    [Fact]
    public void Words_are_compared_by_their_characters_on_demand()
    {
        TextPair[] words = [Pair("cat", "K AE T"), Pair("action", "AE K SH AH N"), Pair("station", "S T EY SH AH N")];
        Assert.Equal("S T EY SH AH N", NearestNeighbourBaseline.Fit(words, NeighbourUnits.Characters).Predict("stations"));
        Assert.Equal("K AE T", NearestNeighbourBaseline.Fit(words, NeighbourUnits.Characters).Predict("cats"));
    }

    [Fact]
    public void It_goes_through_json_and_what_is_altered_is_an_error()
    {
        string json = NearestNeighbourBaseline.Fit(s_pairs, NeighbourUnits.Characters).ToJson();
        Assert.Equal(json, NearestNeighbourBaseline.FromJson(json).ToJson());
        Assert.Equal("Bot.", NearestNeighbourBaseline.FromJson(json).Predict("your names"));
        Assert.Throws<ModelFileException>(() => NearestNeighbourBaseline.FromJson(json.Replace("\"Bot.\",", "", StringComparison.Ordinal)));
        Assert.Throws<ModelFileException>(() => NearestNeighbourBaseline.FromJson(json.Replace("Characters", "Letters", StringComparison.Ordinal)));
        Assert.Throws<ArgumentException>(() => NearestNeighbourBaseline.Fit([]));
    }

    [SharedDataFact("multi30k")]
    public void A_corpus_of_captions_beats_copying()
    {
        IReadOnlyList<TextPair> Part(string name) => AlignedFiles.Read(SharedData.PathOf("multi30k", name + ".de.gz"), SharedData.PathOf("multi30k", name + ".en.gz"));
        NearestNeighbourBaseline nearest = NearestNeighbourBaseline.Fit(Part("train"));
        Bleu copied = new(), found = new();
        foreach (TextPair pair in Part("val"))
        {
            copied.Add(new CopyBaseline().Predict(pair.Source), pair.Target);
            found.Add(nearest.Predict(pair.Source), pair.Target);
        }

        Assert.True(found.Score > copied.Score + 2, $"copy {copied.Score}, nearest {found.Score}");
    }

    private static TextPair Pair(string source, string target) => new(source, target, new Origin("x"));

    private static double Plain(string[] all, string a, string b)
    {
        Dictionary<string, double> x = Weights(all, a), y = Weights(all, b);
        double Norm(Dictionary<string, double> w) => Math.Sqrt(w.Values.Sum(v => v * v));
        return x.Sum(w => w.Value * y.GetValueOrDefault(w.Key)) / (Norm(x) * Norm(y));
    }

    private static Dictionary<string, double> Weights(string[] all, string text) => Grams(text).CountBy(g => g).ToDictionary(
        g => g.Key, g => (1 + Math.Log(g.Value)) * (1 + Math.Log((1.0 + all.Length) / (1 + all.Count(t => Grams(t).Contains(g.Key))))));

    private static string[] Grams(string text)
    {
        string[] words = text.Split(' ');
        return [.. words, .. words.Zip(words.Skip(1), (a, b) => $"{a} {b}")];
    }
}
