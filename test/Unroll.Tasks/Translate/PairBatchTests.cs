using Unroll.Data.Files;
using Unroll.Data.Pairs;
using Unroll.Kernels;
using Unroll.Tasks.Translate;
using Xunit;

namespace Unroll.Tasks.Tests.Translate;

public sealed class PairBatchTests
{
    private const int End = 9;

    private static readonly EncodedPairs s_pairs = new(
        [.. Enumerable.Range(0, 3).Select(i => new TextPair("s", "t", new Origin("t", i + 1)))], [[1, 2, End], [3, End], [4, 5, 6, End]], [[7], [], [8, 1]]);

    [Fact]
    public void Pairs_stand_side_by_side_time_first_and_targets_have_no_padding()
    {
        PairBatch batch = new();
        batch.Load(s_pairs, [2, 0, 1], End);
        Assert.Equal([4, 1, 3, 5, 2, End, 6, End, 0, End, 0, 0], batch.Sources);
        Assert.Equal([4, 3, 2], batch.SourceLengths);
        Assert.Equal([End, End, End, 8, 7, 0, 1, 0, 0], batch.Inputs);
        Assert.Equal([3, 2, 1], batch.TargetLengths);
        Assert.Equal([8, 7, End, 1, End, End], batch.Targets);
        Assert.Equal([8, 7, End, 1, End, 0, End, 0, 0], batch.Padded.Targets);
        Assert.Equal([1, 1, 1, 1, 1, 0, 1, 0, 0], batch.Padded.Weights);
    }

    [Fact]
    public void Words_are_dropped_by_their_share_and_ends_never()
    {
        int[] longSource = [.. Enumerable.Repeat(5, 2000), End];
        PairBatch batch = new();
        batch.Load([longSource], [0]);
        batch.DropWords(0.3, new CounterRandom(1));
        Assert.InRange(batch.Sources.Count(s => s == 0), 500, 700);
        Assert.Equal(End, batch.Sources[^1]);
        batch.Load(s_pairs, [0, 1, 2], End);
        batch.DropWords(0.999999, new CounterRandom(1));
        Assert.Equal([0, 0, 0, 0, End, 0, End, 0, 0, 0, 0, End], batch.Sources);
    }
}
