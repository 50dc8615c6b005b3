using Unroll.Autodiff;
using Unroll.Data.Files;
using Unroll.Data.SeriesFiles;
using Unroll.Kernels;
using Unroll.Tasks.Items;
using Xunit;

namespace Unroll.Tasks.Tests.Items;

public sealed class ItemBatchTests
{
    [Fact]
    public void Items_stand_side_by_side_time_first_with_zeros_behind_them()
    {
        Item[] items = [Of(1, 2, 3), Of(4), Of(), Of(5, 6)];
        ItemBatch batch = new();
        batch.Load(items, [0, 1, 2]);
        batch.Load(items, [3, 0, 2]);
        Assert.Equal((3, 3), (batch.Time, batch.Rows));
        Assert.Equal([2, 3, 0], batch.Lengths.ToArray());
        Assert.Equal([5, 1, 0, 6, 2, 0, 0, 3, 0], batch.Ids.ToArray());
    }

    [Fact]
    public void Series_stand_side_by_side_too()
    {
        Item[] items = [new([], new Series([1, 2, 3, 4], 2), 0, new Origin("a")), new([], new Series([5, 6], 2), 0, new Origin("b"))];
        ItemBatch batch = new();
        batch.Load(items, [1, 0]);
        Tape tape = new();
        tape.Begin();
        Assert.Equal([5, 6, 1, 2, 0, 0, 3, 4], batch.Series(tape, items, [1, 0], 2).Values.ToArray());
    }

    [Fact]
    public void About_the_share_that_is_asked_for_becomes_unknown()
    {
        ItemBatch batch = new();
        batch.Load([Of([.. Enumerable.Repeat(9, 1000)])], [0]);
        batch.DropTokens(0, new CounterRandom(1));
        Assert.All(batch.Ids.ToArray(), id => Assert.Equal(9, id));
        batch.DropTokens(0.3, new CounterRandom(1));
        Assert.InRange(batch.Ids.ToArray().Count(id => id == 0), 250, 350);
    }

    private static Item Of(params int[] ids) => new(ids, null, 0, new Origin("x"));
}
