using Unroll.Data.Vocabularies;
using Unroll.Kernels;
using Unroll.Tasks.LanguageModel;
using Unroll.Tasks.Recipes;
using Xunit;

namespace Unroll.Tasks.Tests.LanguageModel;

/// <summary>The search beside the plain definition: the product of the probabilities of a word's characters, and of an end behind them.</summary>
public sealed class WordCompletionTests
{
    private const string Alphabet = "abé _.\n";
    private readonly CharVocabulary vocabulary = CharVocabulary.Build(Alphabet);
    private readonly LanguageModelNetwork network;

    public WordCompletionTests()
    {
        // A network that has learned nothing yet, but has strong opinions.
        Recipe recipe = Recipe.Parse("""{ "task": "language-model", "data": { "train": "x" }, "model": { "hidden": 16, "embedding": 8 } }""");
        network = new LanguageModelNetwork(recipe.Model, vocabulary.Count);
        network.Parameters.Initialize(3);
        CounterRandom random = new(5);
        foreach (ref float weight in network.Parameters.Values)
            weight *= 4 + random.NextInt32(4);
        network.Parameters.Prepare();
    }

    [Theory]
    [InlineData("ab ")]
    [InlineData("ab .b a")]
    [InlineData("éé b")]
    [InlineData("")]
    public void Every_probability_is_that_of_its_characters(string typed)
    {
        IReadOnlyList<Completion> completions = new WordCompletion(network, vocabulary).Complete(typed, 12);
        Assert.InRange(completions.Count, 6, 12);
        double[] ratios = [.. completions.Select(c => c.Probability / Reference(typed, c.Text))];

        // The search never takes the unknown character; the others have its share among them.
        Assert.InRange(ratios[0], 0.99, 1.5);
        Assert.All(ratios, r => Assert.Equal(1, r / ratios[0], 0.02));
    }

    [Fact]
    public void Nothing_that_is_likelier_than_the_last_is_left_out()
    {
        // Without the share of the unknown character the reference is lower, never higher.
        IReadOnlyList<Completion> completions = new WordCompletion(network, vocabulary).Complete("ab ", 5);
        string[] words = ["a", "b", "é", "_"];
        IEnumerable<string> all = [".", "\n", .. words, .. words.SelectMany(w => words.Select(v => w + v))];
        foreach (string other in all.Except(completions.Select(c => c.Text)))
            Assert.True(Reference("ab ", other) <= completions[^1].Probability * 1.01, other);
    }

    private static bool IsWord(char c) => c is 'a' or 'b' or 'é' or '_';

    /// <summary>p(text behind typed), times that of any character that ends a word where it is a word.</summary>
    private double Reference(string typed, string text)
    {
        typed = typed.Length == 0 ? "\n" : typed;
        double p = 1;
        for (int i = 0; i < text.Length; i++)
            p *= Next(typed + text[..i])[vocabulary.Encode(text.AsSpan(i, 1))[0]];
        if (text == "\n")
        {
            // A line end counts with any blanks before it.
            string before = typed;
            for (int blanks = 0; blanks < 12; blanks++)
            {
                before += " ";
                p += Next(before)[vocabulary.Encode("\n")[0]] * Enumerable.Range(0, blanks + 1).Aggregate(1.0, (q, n) => q * Next(typed + new string(' ', n))[vocabulary.Encode(" ")[0]]);
            }
        }

        double ends = 0;
        double[] last = Next(typed + text);
        for (int token = 1; token < last.Length; token++)
            ends += IsWord(vocabulary.Token(token)[0]) ? 0 : last[token];

        return IsWord(text[^1]) ? p * ends : p;
    }

    /// <summary>Probabilities of what comes behind a text, without the unknown character.</summary>
    private double[] Next(string text)
    {
        Predictor predictor = new(network);
        float[] state = predictor.Start, logits = new float[vocabulary.Count];
        predictor.Read(ref state, vocabulary.Encode(text), logits);
        double[] p = [.. logits.Select((x, token) => token == CharVocabulary.UnknownId ? 0 : Math.Exp(x))];
        double sum = logits.Sum(x => Math.Exp(x));
        return [.. p.Select(x => x / sum)];
    }
}
