using Unroll.Tasks.Recipes;
using Unroll.Tasks.Tune;
using Xunit;

namespace Unroll.Tasks.Tests.Tune;

public sealed class RungTests
{
    [Theory]
    [InlineData(1, "1 x full")]
    [InlineData(2, "2 x full")]
    [InlineData(3, "3 x 1/3, 1 x full")]
    [InlineData(8, "8 x 1/3, 2 x full")]
    [InlineData(9, "9 x 1/9, 3 x 1/3, 1 x full")]
    [InlineData(27, "27 x 1/9, 9 x 1/3, 3 x full")]
    [InlineData(100, "100 x 1/9, 33 x 1/3, 11 x full")]
    public void A_third_goes_on_with_three_times_the_budget(int trials, string expected) =>
        Assert.Equal(expected, string.Join(", ", Rung.Of(trials).Select(r => $"{r.Trials} x {r.Share}")));

    [Fact]
    public void A_shorter_training_has_a_schedule_of_its_own_length()
    {
        Recipe full = Recipe.Parse("""{ "task": "language-model", "data": { "train": "t" }, "train": { "steps": 900, "warmupSteps": 90, "schedule": "step", "stepEvery": 300 } }""");
        Recipe ninth = new Rung(1, 9, 9).Shorten(full);
        Assert.Equal((100L, 10, 33), (ninth.Train.Steps, ninth.Train.WarmupSteps, ninth.Train.StepEvery));
        Assert.Equal(full.ToJson(), new Rung(3, 1, 1).Shorten(full).ToJson());
        Assert.Equal(1, new Rung(1, 9, 9).Shorten(full.Varied("train.steps=2", "train.warmupSteps=2")).Train.Steps);
    }

    [Fact]
    public void Epochs_are_shared_out_in_fractions()
    {
        Recipe full = Recipe.Parse("""{ "task": "language-model", "data": { "train": "t" }, "train": { "epochs": 6 } }""");
        Recipe ninth = new Rung(1, 9, 9).Shorten(full);
        Assert.Null(ninth.Train.Steps);
        Assert.Equal(6.0 / 9, ninth.Train.Epochs);
    }
}
