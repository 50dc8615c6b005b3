using Unroll.Tasks.Recipes;
using Unroll.Tasks.Tune;
using Xunit;

namespace Unroll.Tasks.Tests.Tune;

public sealed class TrialTests
{
    private static Recipe Ranges(string tune, ulong seed = 1) =>
        Recipe.Parse($$"""{ "task": "classify", "data": { "train": "t" }, "train": { "seed": {{seed}} }, "tune": { {{tune}} } }""");

    private const string Two = "\"model.hidden\": [8, 16, 32, 64], \"train.learningRate\": { \"from\": 1e-4, \"to\": 1e-2, \"log\": true }";

    [Fact]
    public void The_seed_fixes_the_trials_whatever_their_number()
    {
        string[] ten = [.. Trial.Draw(Ranges(Two), 10).Select(t => $"{t.Number} {t.Seed} {t.Text}")];
        Assert.Equal(ten, Trial.Draw(Ranges(Two), 10).Select(t => $"{t.Number} {t.Seed} {t.Text}"));
        Assert.Equal(ten, Trial.Draw(Ranges(Two), 30).Take(10).Select(t => $"{t.Number} {t.Seed} {t.Text}"));
        Assert.Empty(ten.Intersect(Trial.Draw(Ranges(Two, seed: 2), 10).Select(t => $"{t.Number} {t.Seed} {t.Text}"), StringComparer.Ordinal));
    }

    [Fact]
    public void The_recipe_of_a_trial_has_its_values_and_its_seed()
    {
        Recipe recipe = Ranges(Two);
        foreach (Trial trial in Trial.Draw(recipe, 5))
        {
            Recipe applied = trial.Apply(recipe);
            Assert.Equal((long)trial.Values[0].Value!, applied.Model.Hidden);
            Assert.Equal((double)trial.Values[1].Value!, applied.Train.LearningRate);
            Assert.Equal(trial.Seed, applied.Train.Seed);
            Assert.Empty(applied.Tune);
        }
    }

    [Fact]
    public void A_search_over_seeds_sets_them_itself()
    {
        Recipe recipe = Ranges("\"train.seed\": [3, 4]");
        Assert.Equal([3UL, 4UL], Trial.Draw(recipe, 2).Select(t => t.Apply(recipe).Train.Seed).Order());
    }

    [Fact]
    public void Values_are_not_tried_twice_as_long_as_there_are_others()
    {
        Recipe recipe = Ranges("\"model.hidden\": [8, 16, 32], \"model.layers\": { \"from\": 1, \"to\": 2 }");
        Assert.Equal(6, Trial.Draw(recipe, 6).Select(t => t.Text).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(8, Trial.Draw(recipe, 8).Count);
    }

    [Fact]
    public void A_value_may_be_no_value_and_text_with_quotes()
    {
        Recipe recipe = Ranges("\"data.maxLength\": [null], \"data.positive\": [\"a \\\"b\\\"\"]");
        Recipe applied = Assert.Single(Trial.Draw(recipe, 1)).Apply(recipe);
        Assert.Null(applied.Values.OptionalInteger(LabelledDataKeys.MaxLength));
        Assert.Equal("a \"b\"", applied.Values.OptionalText(LabelledDataKeys.Positive));
    }
}
