using Unroll.Tasks.Recipes;
using Unroll.Tasks.Tag;
using Xunit;

namespace Unroll.Tasks.Tests.Tag;

public sealed class TagPartTests
{
    [Theory]
    [InlineData(30, 8)]
    [InlineData(29, 7)]
    [InlineData(9, 8)]
    [InlineData(5, 2)]
    public void Windows_cover_every_step_and_take_its_tag_along(int steps, int window)
    {
        Recipe recipe = TagSamples.Recipe("\"train\": \"t\", \"format\": \"series\"");
        RawSequence[] raw = TagSamples.Series(steps, 2);
        TagEncoding encoding = TagEncoding.Fit(new LabelledDataOptions(recipe.Values), spelled: false, raw);
        TagPart whole = encoding.Encode(raw), cut = whole.Windows(window);
        Assert.Equal(2, cut.Inputs[^1].Length);
        HashSet<float> seen = [];
        for (int i = 0; i < cut.Inputs.Count - 1; i++)
        {
            Assert.Equal(window, cut.Inputs[i].Length);
            for (int t = 0; t < window; t++)
            {
                float x = cut.Inputs[i].Series!.Step(t)[0];
                int at = Enumerable.Range(0, steps).First(s => whole.Inputs[0].Series!.Step(s)[0] == x);
                Assert.Equal(whole.Tags[0][at], cut.Tags[i][t]);
                seen.Add(x);
            }
        }

        Assert.Equal(steps, seen.Count);
        Assert.Same(whole, whole.Windows(steps));
        Assert.Same(whole, whole.Windows(null));
    }

    [Fact]
    public void Windows_of_sentences_keep_words_and_their_spelling_together()
    {
        Recipe recipe = TagSamples.Recipe("\"train\": \"t\"");
        TagEncoding encoding = TagEncoding.Fit(new LabelledDataOptions(recipe.Values), spelled: true, TagSamples.Parse(recipe, TagSamples.Conll));
        TagPart cut = encoding.Encode(TagSamples.Parse(recipe, TagSamples.Conll)).Windows(3);
        Assert.All(Enumerable.Range(0, cut.Inputs.Count), i =>
        {
            string[] spelled = [.. cut.Forms[i].Select(f => encoding.Characters!.Decode(cut.Spellings[f]))], words = [.. cut.Inputs[i].Ids.Select(encoding.Words!.Token)];
            Assert.Equal(words.Select(w => w.Length), spelled.Select(w => w.Length));
            Assert.Equal(words.Length, cut.Tags[i].Length);
        });
        Assert.All(cut.Inputs, i => Assert.InRange(i.Length, 2, 3));
    }

    [Fact]
    public void Of_a_very_long_word_the_beginning_and_the_end_are_spelled()
    {
        Recipe recipe = TagSamples.Recipe("\"train\": \"t\"");
        string middle = new('x', 40);
        IReadOnlyList<RawSequence> raw = TagSamples.Parse(recipe, $"beginnings{middle}endings\tA\nbeginnings{middle}endings\tB\n");
        TagEncoding encoding = TagEncoding.Fit(new LabelledDataOptions(recipe.Values), spelled: true, raw);
        Assert.Equal("beginningsxxxxxxxendings", encoding.Characters!.Decode(Assert.Single(encoding.Encode(raw).Spellings)));
    }
}
