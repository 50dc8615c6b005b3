using Unroll.Tasks.Tag;
using Xunit;

namespace Unroll.Tasks.Tests.Tag;

public sealed class WordCutTests
{
    /// <summary>By falling count.</summary>
    private static readonly string[] s_known = ["it", "'s", "do", "n't", "Anna", "well", "-known", "it's", "well-being", ":)", "U.S.", "n", "'t"];

    [Theory]
    [InlineData("The cat sat.", "The|cat|sat|.")]
    [InlineData("  (Why?!)  ", "(|Why|?|!|)")]
    [InlineData("wait... no!!!", "wait|...|no|!!!")]
    [InlineData("I don't know", "I|do|n't|know")]
    [InlineData("Anna's cat's", "Anna|'s|cat's")]
    [InlineData("it's n't", "it|'s|n't")]
    [InlineData("well-known well-being ill-being", "well|-known|well-being|ill-being")]
    [InlineData("the U.S. :) and :(", "the|U.S.|:)|and|:|(")]
    [InlineData("$20, 3.5%", "$|20|,|3.5|%")]
    [InlineData("@lena likes #music", "@lena|likes|#music")]
    [InlineData("\u201CGo\u201D \U0001F642\U0001F642!", "\u201C|Go|\u201D|\U0001F642\U0001F642|!")]
    [InlineData("...", "...")]
    [InlineData("\t\n", "")]
    public void Text_is_cut_at_blanks_and_marks_and_where_known_words_meet(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', new WordCut(w => Array.IndexOf(s_known, w) is var at && at < 0 ? WordCut.Unknown : at).Of(text)));
}
