using Unroll.Data.Music;
using Unroll.Tasks.Compose;
using Xunit;

namespace Unroll.Tasks.Tests.Compose;

public sealed class NoteBaselineTests
{
    private static readonly PianoRoll s_piece = new([[60], [60], [60, 64], []], "a");

    [Fact]
    public void Frequencies_are_the_share_of_steps_in_which_a_key_sounds_with_half_a_step_more_of_each_kind()
    {
        NoteBaseline baseline = NoteBaseline.Fit([s_piece]);
        double p60 = 3.5 / 5, p64 = 1.5 / 5, other = 0.5 / 5;
        double expected = -(3 * Math.Log(p60)) - Math.Log(1 - p60) - Math.Log(p64) - (3 * Math.Log(1 - p64)) - (4 * 86 * Math.Log(1 - other));
        RollScore score = baseline.Score([s_piece], repeat: false);
        Assert.Equal(expected, score.Nats, 1e-9);
        // 60 is always predicted, as it is likelier than not.
        Assert.Equal((3, 1, 1), (score.Right, score.Wrong, score.Missed));
    }

    [Fact]
    public void Repeating_the_last_step_is_better_on_held_notes_and_gives_every_key_a_chance()
    {
        PianoRoll[] held = [.. Enumerable.Range(0, 20).Select(i => new PianoRoll([.. Enumerable.Repeat(new[] { 50 + i }, 12)], "a"))];
        NoteBaseline baseline = NoteBaseline.Fit(held);
        RollScore repeat = baseline.Score(held, repeat: true), frequency = baseline.Score(held, repeat: false);
        Assert.True(repeat.Nats < frequency.Nats / 3);
        Assert.Equal(20 * 11, repeat.Right);
        Assert.True(double.IsFinite(baseline.Score([new PianoRoll([[108], [21]], "b")], repeat: true).Nats));
    }

    [Fact]
    public void The_accuracy_is_what_was_right_of_all_that_sounded_or_was_predicted()
    {
        IReadOnlyDictionary<string, double> metrics = new RollScore(12, 4, 6, 1, 3).Metrics();
        Assert.Equal((3, 0.6, 3), (metrics["nll"], metrics["accuracy"], metrics["loss"]));
    }

    [Fact]
    public void What_was_stored_scores_the_same()
    {
        NoteBaseline baseline = NoteBaseline.Fit([s_piece]), read = NoteBaseline.FromJson(baseline.ToJson(), "m");
        Assert.Equal(baseline.Score([s_piece], true), read.Score([s_piece], true));
        Assert.Contains("the baseline has 1 keys", Assert.Throws<ModelFileException>(() => NoteBaseline.FromJson("""{"sounds":[0.5],"kept":[0.5],"begun":[0.5]}""", "m")).Message);
    }
}
