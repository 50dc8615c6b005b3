using Unroll.Kernels;
using Unroll.Tasks.Metrics;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Metrics;

public sealed class BleuTests
{
    // The example of sacreBLEU's README; the value is that of its test suite.
    private static readonly string[] s_translations = ["The dog bit the man.", "It wasn't surprising.", "The man had just bitten him."];

    private static readonly string[][] s_references =
    [
        ["The dog bit the man.", "The dog had bit the man."],
        ["It was not unexpected.", "No one was surprised."],
        ["The man bit him first.", "The man had bitten the dog."],
    ];

    [Fact]
    public void The_readme_of_sacrebleu_has_this_value()
    {
        Bleu bleu = new();
        for (int i = 0; i < 3; i++)
        {
            bleu.Add(s_translations[i], s_references[i]);
        }

        Assert.Equal(48.530827, bleu.Score, 6);
        Assert.StartsWith("nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|version:unroll-", bleu.Signature, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_and_lengths_are_those_that_are_published_for_two_references()
    {
        Bleu bleu = new();
        bleu.Add("hello there general kenobi", "hello there general kenobi", "hello there !");
        bleu.Add("on our way to ankh morpork", "goodbye ankh morpork", "ankh morpork");
        Assert.Equal([(6L, 10L), (4L, 8L), (2L, 6L), (1L, 4L)], bleu.Counts);
        Assert.Equal((10L, 7L, 1.0), (bleu.TranslationLength, bleu.ReferenceLength, bleu.BrevityPenalty));
        Assert.Equal(39.76353643835252, bleu.Score, 10);
    }

    [Fact]
    public void Orders_without_a_match_are_smoothed_exponentially_as_sacrebleu_publishes()
    {
        Bleu bleu = new();
        bleu.Add("Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;", "producţia de zahăr brut se exprimă în zahăr alb;");
        Assert.Equal(8.493, bleu.Score, 3);
    }

    [Fact]
    public void Nothing_right_and_nothing_written_score_zero_and_the_same_scores_a_hundred()
    {
        Bleu nothing = new(), empty = new(), same = new(), none = new();
        nothing.Add("this is a cat", "okay thanks");
        empty.Add("", "a b c d");
        same.Add("a b c d", "a b c d");
        Assert.Equal((0.0, 0.0, 100.0, 0.0), (nothing.Score, empty.Score, Math.Round(same.Score, 10), none.Score));
        Assert.Equal((0.0, 1.0), (empty.BrevityPenalty, none.BrevityPenalty));
    }

    [Fact]
    public void Short_translations_are_penalised_and_case_counts_unless_told_otherwise()
    {
        Bleu mixed = new(), lower = new(lowercase: true);
        foreach (Bleu bleu in (Bleu[])[mixed, lower])
        {
            bleu.Add("THE cat sat on the", "the cat sat on the mat");
        }

        Assert.Equal(Math.Exp(1 - (6 / 5.0)), lower.BrevityPenalty, 1e-12);
        Assert.Equal(100 * lower.BrevityPenalty, lower.Score, 1e-9);
        Assert.True(mixed.Score < lower.Score);
        Assert.Contains("case:lc", lower.Signature, StringComparison.Ordinal);
        mixed.Add("a", "a", "b");
        Assert.Contains("nrefs:var", mixed.Signature, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => mixed.Add("a"));
    }

    [Theory]
    [InlineData("I'm a student.", "I'm|a|student|.")]
    [InlineData("a well-known fact, no. 5-3 (1,000.5)", "a|well-known|fact|,|no|.|5|-|3|(|1,000.5|)")]
    [InlineData("\"Hi!\" & so &quot;on&quot; &lt;b&gt; &amp;amp;", "\"|Hi|!|\"|&|so|\"|on|\"|<|b|>|&|amp|;")]
    [InlineData("in 1990, he... won $5", "in|1990|,|he|.|.|.|won|$|5")]
    [InlineData("zahărul — „alb“;", "zahărul|—|„alb“|;")]
    [InlineData(" \u00A0 ", "")]
    public void Tokens_are_those_of_mteval_13a(string sentence, string tokens) =>
        Assert.Equal(tokens.Split('|', StringSplitOptions.RemoveEmptyEntries), Tokenizer13a.Split(sentence));

    [Fact]
    public void A_corpus_equals_a_plain_reference_that_follows_the_paper()
    {
        CounterRandom random = new(3);
        for (int round = 0; round < 50; round++)
        {
            Bleu bleu = new();
            List<(string[] Translation, string[][] References)> all = [];
            for (int i = 0; i < 4; i++)
            {
                string[] translation = RandomWords(ref random);
                string[][] references = [RandomWords(ref random), RandomWords(ref random)];
                all.Add((translation, references));
                bleu.Add(string.Join(' ', translation), [.. references.Select(r => string.Join(' ', r))]);
            }

            Assert.Equal(Plain(all), bleu.Score, 1e-9);
        }
    }

    [SharedDataFact("multi30k")]
    public void A_real_corpus_scores_a_hundred_against_itself_and_next_to_nothing_against_another_order()
    {
        string[] lines = Data.Text.TextFile.Read(SharedData.PathOf("multi30k", "val.en.gz")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Bleu same = new(), shifted = new();
        for (int i = 0; i < lines.Length; i++)
        {
            same.Add(lines[i], lines[i]);
            shifted.Add(lines[i], lines[(i + 1) % lines.Length]);
        }

        Assert.Equal(100, same.Score, 1e-9);
        Assert.InRange(shifted.Score, 0.1, 5);
    }

    private static string[] RandomWords(ref CounterRandom random)
    {
        string[] words = new string[3 + random.NextInt32(8)];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = "abc"[random.NextInt32(3)].ToString();
        }

        return words;
    }

    private static double Plain(List<(string[] Translation, string[][] References)> all)
    {
        double logs = 0, smooth = 1;
        for (int n = 1; n <= 4; n++)
        {
            double right = 0, total = 0;
            foreach ((string[] translation, string[][] references) in all)
            {
                List<string> grams = Grams(translation, n);
                total += grams.Count;
                foreach (string gram in grams.Distinct())
                {
                    right += Math.Min(grams.Count(g => g == gram), references.Max(r => Grams(r, n).Count(g => g == gram)));
                }
            }

            if (total == 0)
            {
                return 0;
            }

            logs += Math.Log(right > 0 ? right / total : (smooth /= 2) / total) / 4;
        }

        double written = all.Sum(a => a.Translation.Length);
        double nearest = all.Sum(a => a.References.Select(r => r.Length).OrderBy(l => (Math.Abs(l - a.Translation.Length), l)).First());
        return 100 * Math.Exp(logs) * Math.Min(1, Math.Exp(1 - (nearest / written)));
    }

    private static List<string> Grams(string[] words, int n) => [.. Enumerable.Range(0, Math.Max(0, words.Length - n + 1)).Select(i => string.Join('_', words[i..(i + n)]))];
}
