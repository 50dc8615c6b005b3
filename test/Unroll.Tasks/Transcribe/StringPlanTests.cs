using Unroll.Data.Audio;
using Unroll.Data.Files;
using Unroll.Data.Strokes;
using Unroll.Kernels;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Transcribe;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Transcribe;

public sealed class StringPlanTests
{
    [Fact]
    public void Strings_are_made_of_the_takes_of_their_part_and_of_one_speaker_only()
    {
        using TemporaryFolder folder = new();
        TinyRecordings.WriteTones(folder);
        Recipe recipe = TinyRecordings.Tones(folder);
        TranscribeData data = TranscribeData.Read(recipe);
        Assert.Equal(["4", "5"], data.RawValid.Select(r => r.Group).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["0", "1", "2", "3"], data.RawTrain.Select(r => r.Group).Distinct().Order(StringComparer.Ordinal));
        StringPlan plan = new(data.Options, data.RawTrain);
        CounterRandom random = new(5);
        HashSet<string> used = [];
        for (int i = 0; i < 200; i++)
        {
            Recording[] takes = plan.Draw(ref random);
            Assert.InRange(takes.Length, 2, 3);
            Assert.Single(takes.Select(t => t.JoinedBy).Distinct());
            Assert.All(takes, t => Assert.Contains(t, data.RawTrain));
            used.UnionWith(takes.Select(t => t.Origin.File));
        }

        Assert.Equal(24, used.Count);
    }

    [Fact]
    public void Joined_sounds_hold_every_take_with_gaps_around_them()
    {
        Recipe recipe = RecipeWith("\"joinGapLeast\": 10, \"joinGapMost\": 20, \"joinNoise\": 0");
        Recording[] takes = [.. Enumerable.Range(1, 3).Select(i => new Recording(new Origin($"{i}")) { Text = $"{i}", Sound = new Waveform([.. Enumerable.Repeat(0.1f * i, 100 * i)], 8000) })];
        CounterRandom random = new(1);
        Recording joined = new StringPlan(new TranscribeDataOptions(recipe.Values), takes).Join(takes, ref random);
        Assert.Equal("123", joined.Text);
        float[] samples = joined.Sound!.Samples;
        Assert.InRange(samples.Length, 600 + (4 * 80), 600 + (4 * 160));
        Assert.Equal((0f, 0f), (samples[0], samples[^1]));
        Assert.All([1, 2, 3], i => Assert.Equal(100 * i, samples.Count(s => s == 0.1f * i)));
        Assert.Equal([0.1f, 0.2f, 0.3f], samples.Where(s => s != 0).Distinct());
    }

    [Fact]
    public void Noise_lies_under_all_of_a_joined_sound()
    {
        Recipe recipe = RecipeWith("\"joinNoise\": 0.01");
        Recording[] takes = [new Recording(new Origin("a")) { Text = "1", Sound = new Waveform(new float[4000], 8000) }];
        CounterRandom random = new(1);
        float[] samples = new StringPlan(new TranscribeDataOptions(recipe.Values), takes).Join(takes, ref random).Sound!.Samples;
        Assert.InRange(Math.Sqrt(samples.Average(s => (double)s * s)), 0.003, 0.031);
    }

    [Fact]
    public void Joined_strokes_stand_side_by_side()
    {
        Recipe recipe = RecipeWith("\"format\": \"strokes\", \"tokens\": \"word\", \"joinGapLeast\": 50, \"joinGapMost\": 50");
        Recording[] takes = [.. Enumerable.Range(0, 2).Select(i => new Recording(new Origin("a", i + 1)) { Text = i == 0 ? "yes" : "no", Ink = new Ink([[5, 0, 9, 10]]) })];
        CounterRandom random = new(1);
        Recording joined = new StringPlan(new TranscribeDataOptions(recipe.Values), takes).Join(takes, ref random);
        Assert.Equal("yes no", joined.Text);
        Assert.Equal([[0, 0, 4, 10], [9, 0, 13, 10]], joined.Ink!.Strokes);
    }

    [Fact]
    public void Passes_differ_and_the_same_pass_is_the_same_on_any_number_of_threads()
    {
        using TemporaryFolder folder = new();
        TinyRecordings.WriteTones(folder);
        TranscribeData data = TranscribeData.Read(TinyRecordings.Tones(folder));
        using WorkerTeam one = new(1), three = new(3);
        TranscribePart first = data.Draw(1, one), again = data.Draw(1, three), next = data.Draw(2, one);
        Assert.Equal(first.Labels, again.Labels);
        Assert.Equal(first.Inputs.Select(i => i.Series!.Values), again.Inputs.Select(i => i.Series!.Values));
        Assert.NotEqual(first.Labels, next.Labels);
        Assert.Equal(data.Valid.Inputs.Select(i => i.Series!.Values), TranscribeData.Measured(data.Options, data.Encoding, data.RawValid).Inputs.Select(i => i.Series!.Values));
    }

    private static Recipe RecipeWith(string data) => Recipe.Parse($$"""{ "task": "transcribe", "data": { "train": "x", "joinMost": 3, "joinLeast": 1, "sampleRate": 8000, {{data}} } }""");
}
