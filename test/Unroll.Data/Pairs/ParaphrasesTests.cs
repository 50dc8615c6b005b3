using Unroll.Data.Pairs;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Pairs;

public sealed class ParaphrasesTests
{
    [Theory]
    [InlineData("What is AI?", "What's AI?")]
    [InlineData("Why can't you eat food", "Why can not you eat food")]
    [InlineData("Robots don't lie", "Robots do not lie")]
    [InlineData("I AM sad", "I'm sad")]
    [InlineData("what island", null)]
    [InlineData("Hello", null)]
    public void Contractions_are_expanded_and_the_other_way_round(string question, string? expected) => Assert.Equal(expected, By(ParaphraseRule.Contraction, question));

    [Theory]
    [InlineData("What is AI?")]
    [InlineData("AI?")]
    [InlineData("do you drink")]
    public void Polite_words_stand_before_or_after_and_the_question_is_still_there(string question)
    {
        HashSet<string> all = [.. Enumerable.Range(0, 100).Select(seed => By(ParaphraseRule.Politeness, question, (ulong)seed)!)];
        Assert.Equal(10, all.Count);
        Assert.All(all, text => Assert.Contains(question.TrimEnd('?'), text, StringComparison.OrdinalIgnoreCase));
        Assert.All(all, text => Assert.Equal(question.EndsWith('?'), text.EndsWith('?')));
    }

    [Fact]
    public void Openers_are_exchanged_for_others_and_longer_ones_come_first()
    {
        HashSet<string> all = [.. Enumerable.Range(0, 50).Select(seed => By(ParaphraseRule.Opener, "What is AI?", (ulong)seed)!)];
        Assert.Equal(["Do you know what is AI?", "Tell me what is AI?", "What exactly is AI?"], all.Order(StringComparer.Ordinal));
        Assert.Null(By(ParaphraseRule.Opener, "Robots laugh"));
        Assert.Null(By(ParaphraseRule.Opener, "Whatever"));
    }

    [Fact]
    public void A_typo_is_one_slip_in_a_word_of_four_letters_or_more()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            string text = By(ParaphraseRule.Typo, "Do you like robots?", seed)!;
            Assert.InRange(text.Length, 18, 20);
            Assert.StartsWith("Do you ", text, StringComparison.Ordinal);
            Assert.EndsWith("?", text, StringComparison.Ordinal);
            Assert.NotEqual("Do you like robots?", text);
        }

        Assert.Null(By(ParaphraseRule.Typo, "Do I go?"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_words_and_another_one_others()
    {
        Assert.Equal(Paraphrases.Of("What is your name?", 1), Paraphrases.Of("What is your name?", 1));
        Assert.NotEqual(Paraphrases.Of("What is your name?", 1), Paraphrases.Of("What is your name?", 2));
    }

    [SharedDataFact("chatterbot-english")]
    public void Every_question_of_the_chatterbot_corpus_has_a_paraphrase_and_none_is_the_question()
    {
        foreach (Dialogue d in Dialogues.Read(SharedData.Find("chatterbot-english")!))
        {
            IReadOnlyList<Paraphrase> all = Paraphrases.Of(d.Turns[0], 1);
            Assert.NotEmpty(all);
            Assert.DoesNotContain(all, p => p.Text == d.Turns[0] || string.IsNullOrWhiteSpace(p.Text));
        }
    }

    private static string? By(ParaphraseRule rule, string question, ulong seed = 1) =>
        Paraphrases.Of(question, seed).Where(p => p.Rule == rule).Select(p => p.Text).SingleOrDefault();
}
