using Unroll.Data.Batches;
using Unroll.Data.Files;
using Unroll.Data.SeriesFiles;
using Xunit;

namespace Unroll.Data.Tests.Batches;

public sealed class PaddedBatchTests
{
    private static readonly Series[] s_items = [new([1, 2, 3, 4], 2), new([9, 9], 2), new([5, 6], 2, new Origin("a", 3)), new([1, 2, 3], 3, new Origin("b", 4))];

    [Fact]
    public void Series_lie_time_first_with_zeros_where_they_have_ended()
    {
        PaddedSeries batch = PaddedBatch.Of(s_items, [2, 0]);
        Assert.Equal((2, 2), (batch.Time, batch.Channels));
        Assert.Equal([1, 2], batch.Lengths);
        Assert.Equal([5f, 6, 1, 2, 0, 0, 3, 4], batch.Values);
    }

    [Fact]
    public void Ids_lie_time_first_with_the_padding_id_where_they_have_ended()
    {
        PaddedIds batch = PaddedBatch.Of([[1, 2, 3], [4], []], [1, 0, 2], padding: 7);
        Assert.Equal([4, 1, 7, 7, 2, 7, 7, 3, 7], batch.Ids);
        Assert.Equal([1, 3, 0], batch.Lengths);
    }

    [Fact]
    public void Buffers_that_were_used_before_are_cleared()
    {
        float[] values = [.. Enumerable.Repeat(7f, 12)];
        PaddedBatch.Fill(s_items, [2, 0], values, new int[2]);
        Assert.Equal([5f, 6, 1, 2, 0, 0, 3, 4, 0, 0, 0, 0], values);
    }

    [Fact]
    public void A_series_of_other_channels_is_an_error_that_names_both()
    {
        string message = Assert.Throws<DataException>(() => PaddedBatch.Of(s_items, [2, 3])).Message;
        Assert.Contains("'b', line 4", message, StringComparison.Ordinal);
        Assert.Contains("'a', line 3", message, StringComparison.Ordinal);
    }
}
