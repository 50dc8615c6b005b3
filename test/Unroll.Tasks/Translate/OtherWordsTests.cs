using Unroll.Data.Files;
using Unroll.Data.Pairs;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Translate;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Translate;

public sealed class OtherWordsTests
{
    private static readonly TextPair[] s_shown =
    [
        new("Can you go", "Yes.", new Origin("a", 1)), new("Can you go", "No.", new Origin("a", 2)), new("could you go", "Maybe.", new Origin("a", 3)),
        new("Hi ¶ Hello ¶ What is AI?", "A science.", new Origin("a", 4)),
    ];

    [Fact]
    public void A_paraphrase_has_every_right_answer_of_its_question_and_its_place()
    {
        ILookup<string, TextPair> bySource = OtherWords.Of(s_shown, 1).ToLookup(p => p.Source, StringComparer.Ordinal);
        Assert.All(bySource.Where(g => g.First().Origin.Line == 1), g => Assert.Equal(["Yes.", "No."], g.Select(p => p.Target)));
        Assert.Contains(bySource, g => g.First().Origin.Line == 4);
    }

    [Fact]
    public void Only_the_last_turn_is_put_in_other_words() =>
        Assert.All(OtherWords.Of(s_shown[3..], 1), p => Assert.StartsWith("Hi ¶ Hello ¶ ", p.Source, StringComparison.Ordinal));

    [Fact]
    public void What_happens_to_be_another_question_is_left_out()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            Assert.DoesNotContain(OtherWords.Of(s_shown, seed), p => s_shown.Any(s => string.Equals(s.Source, p.Source, StringComparison.OrdinalIgnoreCase)));
        }
    }

    [Fact]
    public void Validation_asks_what_was_learned_and_copies_are_learned_but_not_shown()
    {
        using TemporaryFolder folder = new();
        folder.Write("a.yml", "conversations:\n- - What is AI?\n  - A science.\n  - A field.\n- - What is AI?\n  - A science.\n- - Are you sad?\n  - No.\n");
        string recipe = folder.Write("r.jsonc", """
            { "task": "translate", "data": { "train": "a.yml", "format": "dialogues", "alternatives": "a.yml", "paraphrases": true, "noise": 3, "tokens": "char" } }
            """);
        TranslateData data = TranslateData.Read(Recipe.Load(recipe));
        Assert.Equal(["A science.", "A field.", "No."], data.Shown.Select(p => p.Target));
        Assert.Equal((12, "the same questions in other words"), (data.Train.Count, data.ValidSource));
        Assert.Equal(OtherWords.Of(data.Shown, OtherWords.ValidationSeed), data.Valid.Pairs);
        Assert.Equal(data.Shown, TranslateData.ReadTraining(Recipe.Load(recipe)));
    }
}
