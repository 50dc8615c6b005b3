using Unroll.Data.Splits;
using Xunit;

namespace Unroll.Data.Tests.Splits;

public sealed class DataSplitTests
{
    private static readonly int[] s_classes = [.. Enumerable.Range(0, 103).Select(i => i % 10 == 0 ? 1 : i % 25 == 1 ? 2 : 0)];
    private static readonly string[] s_groups = [.. Enumerable.Range(0, 103).Select(i => $"speaker {i % 7}")];

    [Fact]
    public void By_time_holds_back_the_last_items_and_leaves_a_gap()
    {
        DataSplit split = DataSplit.ByTime(10, 0.3, gap: 2);
        Assert.Equal([0, 1, 2, 3, 4], split.Train);
        Assert.Equal([7, 8, 9], split.Valid);
        Assert.Throws<ArgumentOutOfRangeException>(() => DataSplit.ByTime(10, 0.3, gap: 7));
    }

    [Theory]
    [InlineData(2, 0.01, 1)]
    [InlineData(2, 0.99, 1)]
    [InlineData(100, 0.1, 10)]
    [InlineData(101, 0.1, 10)]
    public void Random_parts_have_every_item_once_and_the_size_asked_for(int count, double fraction, int held)
    {
        DataSplit split = DataSplit.Random(count, fraction, 1);
        AssertPartition(split, count);
        Assert.Equal(held, split.Valid.Length);
    }

    [Fact]
    public void The_same_seed_gives_the_same_parts_and_another_one_others()
    {
        Assert.Equal(DataSplit.Random(100, 0.2, 5).Valid, DataSplit.Random(100, 0.2, 5).Valid);
        Assert.NotEqual(DataSplit.Random(100, 0.2, 5).Valid, DataSplit.Random(100, 0.2, 6).Valid);
    }

    [Fact]
    public void Stratified_parts_hold_back_the_same_share_of_each_class()
    {
        DataSplit split = DataSplit.Stratified(s_classes, 0.2, 3);
        AssertPartition(split, 103);
        Assert.Equal(21, split.Valid.Length);
        int[] all = Counts(Enumerable.Range(0, 103)), held = Counts(split.Valid);
        for (int c = 0; c < 3; c++)
        {
            Assert.InRange(held[c], Math.Floor(0.2 * all[c]), Math.Ceiling(0.21 * all[c]));
        }

        Assert.DoesNotContain(1, DataSplit.Stratified([0, 1, 0], 0.5, 3).Valid);
    }

    [Fact]
    public void No_group_is_on_both_sides()
    {
        DataSplit split = DataSplit.ByGroup(s_groups, 0.2, 4);
        AssertPartition(split, 103);
        Assert.Empty(split.Train.Select(i => s_groups[i]).Intersect(split.Valid.Select(i => s_groups[i])));
        Assert.InRange(split.Valid.Length, 21, 21 + 15);
        Assert.Throws<DataException>(() => DataSplit.ByGroup(["a", "a"], 0.5, 1));
    }

    [Fact]
    public void Every_item_is_held_back_in_exactly_one_fold_and_folds_have_the_same_share_of_each_class()
    {
        IReadOnlyList<DataSplit> folds = DataSplit.KFold(s_classes, 5, 1);
        Assert.All(folds, f => AssertPartition(f, 103));
        Assert.Equal(Enumerable.Range(0, 103), folds.SelectMany(f => f.Valid).Order());
        Assert.All(folds, f => Assert.InRange(f.Valid.Length, 20, 21));
        int[] all = Counts(Enumerable.Range(0, 103));
        Assert.All(folds, f => Assert.All(Enumerable.Range(0, 3), c => Assert.InRange(Counts(f.Valid)[c], all[c] / 5, (all[c] + 4) / 5)));
    }

    [Fact]
    public void Every_group_is_held_back_in_exactly_one_fold()
    {
        IReadOnlyList<DataSplit> folds = DataSplit.GroupKFold(s_groups, 3, 1);
        Assert.Equal(Enumerable.Range(0, 103), folds.SelectMany(f => f.Valid).Order());
        Assert.All(folds, f => Assert.Empty(f.Train.Select(i => s_groups[i]).Intersect(f.Valid.Select(i => s_groups[i]))));
        Assert.All(folds, f => Assert.NotEmpty(f.Valid));
    }

    [Fact]
    public void Too_few_items_groups_or_folds_are_errors()
    {
        Assert.Throws<DataException>(() => DataSplit.Random(1, 0.5, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DataSplit.Random(5, 1, 1));
        Assert.Throws<DataException>(() => DataSplit.Stratified([0, 1, 2], 0.4, 1));
        Assert.Throws<DataException>(() => DataSplit.KFold([0, 0, 0], 4, 1));
        Assert.Throws<DataException>(() => DataSplit.KFold([0, 0, 0], 1, 1));
        Assert.Throws<DataException>(() => DataSplit.KFold([0, 0, 0], 0, 1));
        Assert.Throws<DataException>(() => DataSplit.GroupKFold(["a", "b", "b"], 3, 1));
    }

    private static int[] Counts(IEnumerable<int> items)
    {
        int[] counts = new int[3];
        foreach (int i in items)
        {
            counts[s_classes[i]]++;
        }

        return counts;
    }

    private static void AssertPartition(DataSplit split, int count)
    {
        Assert.Equal(Enumerable.Range(0, count), split.Train.Concat(split.Valid).Order());
        Assert.Equal(split.Train.Order(), split.Train);
        Assert.Equal(split.Valid.Order(), split.Valid);
    }

    [Fact]
    public void A_hash_holds_back_equal_keys_together_and_an_item_stays_when_others_come_and_go()
    {
        string[] keys = [.. Enumerable.Range(0, 2000).Select(i => $"sentence {i / 2}")];
        DataSplit split = DataSplit.ByHash(keys, 0.1);
        Assert.InRange(split.Valid.Length, 150, 250);
        Assert.Equal(Enumerable.Range(0, 2000), split.Train.Concat(split.Valid).Order());
        Assert.Empty(split.Train.Select(i => keys[i]).Intersect(split.Valid.Select(i => keys[i])));
        DataSplit fewer = DataSplit.ByHash(keys[500..], 0.1);
        Assert.Equal(split.Valid.Where(i => i >= 500), fewer.Valid.Select(i => i + 500));
        Assert.Contains("all 3 items are on one side", Assert.Throws<DataException>(() => DataSplit.ByHash(["a", "a", "a"], 0.1)).Message);
    }
}
