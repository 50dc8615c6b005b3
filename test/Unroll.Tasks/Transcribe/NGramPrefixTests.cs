using Unroll.Tasks.Transcribe;
using Xunit;

namespace Unroll.Tasks.Tests.Transcribe;

public sealed class NGramPrefixTests
{
    [Fact]
    public void What_followed_in_transcripts_is_likely_and_all_adds_up_to_one()
    {
        NGramPrefix language = new([[1, 2, 3], [1, 2, 3], [1, 2]], order: 3, classes: 4);
        float[] next = new float[4];
        foreach (int[] prefix in (int[][])[[], [1], [1, 2], [3, 3, 3]])
        {
            language.LogProbabilities(prefix, next);
            Assert.Equal(1, next.Sum(l => Math.Exp(l)), 1e-5);
        }

        // At the beginning there was always a 1, after 1 always a 2.
        language.LogProbabilities([], next);
        Assert.Equal(1, Array.IndexOf(next, next.Max()));
        language.LogProbabilities([1], next);
        Assert.Equal(2, Array.IndexOf(next, next.Max()));
    }
}
