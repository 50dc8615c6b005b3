using System.Text;
using Unroll.Data.Text;
using Unroll.Data.Vocabularies;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Vocabularies;

public sealed class BytePairVocabularyTests
{
    [Fact]
    public void Encode_then_decode_gives_any_text_back()
    {
        BytePairVocabulary v = BytePairVocabulary.Train(TestTexts.Mixed(seed: 1, length: 5000), 400);
        for (ulong seed = 0; seed < 100; seed++)
        {
            string text = TestTexts.Mixed(seed, length: 1 + ((int)seed * 7));
            Assert.Equal(text, v.Decode(v.Encode(text)));
        }

        Assert.Equal("", v.Decode(v.Encode("")));
    }

    [Fact]
    public void Surrogate_pairs_at_every_place_around_the_cut_of_long_units_survive()
    {
        BytePairVocabulary v = BytePairVocabulary.Train("", 256);
        for (int n = 55; n < 75; n++)
        {
            string text = new string('.', n) + string.Concat(Enumerable.Repeat("\U0001F600", 80));
            Assert.Equal(text, v.Decode(v.Encode(text)));
        }
    }

    [Fact]
    public void The_most_frequent_pair_is_merged_first_and_ties_go_to_the_smaller_ids()
    {
        // Pairs: l-o 7, o-w 7, then of 'lower' w-e 2 and e-r 2; l-o (108, 111) is smaller than o-w (111, 119).
        BytePairVocabulary v = BytePairVocabulary.Train("low\nlow\nlow\nlow\nlow\nlower\nlower", 300);
        Assert.Equal([('l', 'o'), (256, 'w'), ('e', 'r'), (257, 258)], v.Merges.ToArray().Select(m => (m.Left, m.Right)));
        Assert.Equal(["lo", "low", "er", "lower"], Enumerable.Range(256, 4).Select(v.Token));
        Assert.Equal([259, '\n', 257, 'e'], v.Encode("lower\nlowe"));
    }

    [Fact]
    public void Merges_equal_those_of_the_plain_algorithm()
    {
        for (ulong seed = 0; seed < 5; seed++)
        {
            string text = TestTexts.Mixed(seed, length: 1500);
            Assert.Equal(Reference(text, merges: 80), BytePairVocabulary.Train(text, 256 + 80).Merges.ToArray());
        }
    }

    [Fact]
    public void A_word_takes_the_blank_before_it_and_units_are_not_crossed()
    {
        BytePairVocabulary v = BytePairVocabulary.Train(string.Concat(Enumerable.Repeat("of the 10 men. ", 50)), 600);
        Assert.Contains(" the", Tokens(v));
        Assert.Contains(" men", Tokens(v));
        Assert.All(Tokens(v).Where(t => t.Length > 1), t => Assert.DoesNotContain(' ', t[1..]));
        Assert.DoesNotContain("men.", Tokens(v));
    }

    [Fact]
    public void A_token_that_is_no_whole_character_is_shown_by_its_bytes()
    {
        BytePairVocabulary v = BytePairVocabulary.Train("", 256);
        Assert.Equal("<0xE2>", v.Token(0xE2));
        Assert.Equal("A", v.Token('A'));
        Assert.Equal("\uFFFD", v.Decode([0xE2, 0x82]));
        Assert.Equal([0xE2, 0x82], v.DecodeBytes([0xE2, 0x82]));
    }

    [Fact]
    public void An_id_outside_is_an_error_that_names_the_range()
    {
        BytePairVocabulary v = BytePairVocabulary.Train("", 256);
        ArgumentOutOfRangeException e = Assert.Throws<ArgumentOutOfRangeException>(() => v.Decode([256]));
        Assert.Contains("from 0 to 255", e.Message, StringComparison.Ordinal);
    }

    [SharedDataFact("tiny-shakespeare")]
    public void A_thousand_merges_shorten_tiny_shakespeare_to_less_than_half()
    {
        string text = TextCorpus.Read(SharedData.PathOf("tiny-shakespeare", "input.txt")).Text;
        BytePairVocabulary v = BytePairVocabulary.Train(text, 1256);
        int[] ids = v.Encode(text);
        Assert.Equal(1256, v.Count);
        Assert.True(ids.Length < text.Length / 2, $"{ids.Length} tokens");
        Assert.Equal(text, v.Decode(ids));
    }

    private static string[] Tokens(BytePairVocabulary v) => [.. Enumerable.Range(0, v.Count).Select(v.Token)];

    /// <summary>The reference: counts all pairs of the whole text anew for every merge.</summary>
    private static (int Left, int Right)[] Reference(string text, int merges)
    {
        List<int[]> units = [];
        for (int start = 0, length; start < text.Length; start += length)
        {
            length = BytePairUnits.NextLength(text.AsSpan(start));
            units.Add([.. Encoding.UTF8.GetBytes(text.Substring(start, length)).Select(b => (int)b)]);
        }

        List<(int Left, int Right)> learnt = [];
        while (learnt.Count < merges)
        {
            var best = units.SelectMany(u => u.Zip(u.Skip(1))).GroupBy(pair => pair)
                .OrderByDescending(g => g.Count()).ThenBy(g => g.Key.First).ThenBy(g => g.Key.Second).FirstOrDefault();
            if (best is null || best.Count() < 2)
            {
                break;
            }

            for (int u = 0; u < units.Count; u++)
            {
                List<int> merged = [];
                foreach (int id in units[u])
                {
                    // The token before is a left half only if it was not just made.
                    if (merged.Count > 0 && (merged[^1], id) == best.Key)
                    {
                        merged[^1] = 256 + learnt.Count;
                    }
                    else
                    {
                        merged.Add(id);
                    }
                }

                units[u] = [.. merged];
            }

            learnt.Add(best.Key);
        }

        return [.. learnt];
    }
}
