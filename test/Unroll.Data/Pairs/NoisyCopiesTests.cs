using Unroll.Data.Files;
using Unroll.Data.Pairs;
using Xunit;

namespace Unroll.Data.Tests.Pairs;

public sealed class NoisyCopiesTests
{
    private static readonly TextPair[] s_pairs =
    [
        new("What is your name?", "Bot.", new Origin("a", 1)), new("Do you like robots?", "I do.", new Origin("a", 2)), new("Hi ¶ Hello ¶ Tell me more.", "No.", new Origin("a", 3)),
    ];

    [Fact]
    public void The_pairs_come_first_and_copies_keep_target_and_place()
    {
        IReadOnlyList<TextPair> all = NoisyCopies.Add(s_pairs, copies: 20, seed: 1);
        Assert.Equal(s_pairs, all.Take(3));
        Assert.Equal(63, all.Count);
        for (int i = 0; i < all.Count; i++)
        {
            Assert.Equal((s_pairs[i % 3].Target, s_pairs[i % 3].Origin), (all[i].Target, all[i].Origin));
        }

        Assert.True(all.Select(p => p.Source).Distinct().Count() > 40);
        Assert.All(all, p => Assert.False(string.IsNullOrWhiteSpace(p.Source)));
    }

    [Fact]
    public void Only_the_last_turn_is_changed() =>
        Assert.All(NoisyCopies.Add(s_pairs, 20, 1).Where((_, i) => i % 3 == 2), p => Assert.StartsWith("Hi ¶ Hello ¶ ", p.Source, StringComparison.Ordinal));

    [Fact]
    public void Other_dialogues_stand_before_some_copies_where_there_is_a_history()
    {
        Assert.DoesNotContain(NoisyCopies.Add(s_pairs[..2], 20, 1), p => p.Source.Contains('¶'));
        TextPair[] with = [.. NoisyCopies.Add(s_pairs[..2], 20, 1, history: 2).Where(p => p.Source.Contains('¶'))];
        Assert.InRange(with.Length, 10, 30);
        Assert.All(with, p => Assert.Equal(2, p.Source.Split(" ¶ ").Length));
    }

    [Fact]
    public void The_same_seed_makes_the_same_mistakes_and_no_copies_change_nothing()
    {
        Assert.Equal(NoisyCopies.Add(s_pairs, 3, 7), NoisyCopies.Add(s_pairs, 3, 7));
        Assert.NotEqual(NoisyCopies.Add(s_pairs, 3, 7), NoisyCopies.Add(s_pairs, 3, 8));
        Assert.Equal(s_pairs, NoisyCopies.Add(s_pairs, 0, 7));
    }
}
