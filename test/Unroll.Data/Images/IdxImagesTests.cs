using Unroll.Data.Images;
using Unroll.Data.SeriesFiles;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Images;

public sealed class IdxImagesTests : IDisposable
{
    /// <summary>Two images of 2 x 3.</summary>
    private static readonly byte[] s_images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6];

    private static readonly byte[] s_labels = [0, 0, 8, 1, 0, 0, 0, 2, 7, 9];

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void An_image_is_a_series_of_rows_of_pixels_or_one_step()
    {
        IdxImages images = IdxImages.Read(_scratch.Write("i", s_images));
        Assert.Equal((2, 2, 3), (images.Count, images.Height, images.Width));
        Series rows = images.Series(0, 3);
        Assert.Equal((2, 3), (rows.Length, rows.Channels));
        Assert.Equal([0.6f, 0.8f, 1f], rows.Step(1).ToArray());
        Assert.Equal(6, images.Series(0, 1).Length);
        Assert.Equal(1, images.Series(0, 6).Length);
        Assert.Equal([1, 2, 3, 4, 5, 6], images.Pixels(1).ToArray());
        Assert.Contains("steps of 4", Assert.Throws<DataException>(() => images.Series(0, 4)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_and_labels_go_together()
    {
        string images = _scratch.Write("i", s_images);
        LabelledSeries second = IdxImages.ReadLabelled(images, _scratch.Write("l", s_labels), 3)[1];
        Assert.Equal(("9", 2), (second.Label, second.Series.Origin.Line));
        string three = _scratch.Write("l3", [0, 0, 8, 1, 0, 0, 0, 3, 7, 9, 1]);
        Assert.Contains("there are 3", Assert.Throws<DataException>(() => IdxImages.ReadLabelled(images, three, 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_cut_off_or_of_another_kind_are_errors_that_name_the_file()
    {
        (byte[] Bytes, string Why)[] wrong =
        [
            (s_images[..^1], "11 bytes follow"), ([.. s_images, 0], "13 bytes follow"), (s_images[..9], "truncated"), ([], "no IDX file"),
            ([.. "PNG."u8], "no IDX file"), (s_labels, "three sizes"), ([0, 0, 13, 3, .. s_images.AsSpan(4)], "kind 0D"),
            ([0, 0, 8, 3, 127, 255, 255, 255, 127, 255, 255, 255, 127, 255, 255, 255], "truncated"),
        ];
        foreach ((byte[] bytes, string why) in wrong)
        {
            string message = Assert.Throws<DataException>(() => IdxImages.Read(_scratch.Write("x.idx", bytes))).Message;
            Assert.Contains("x.idx", message, StringComparison.Ordinal);
            Assert.Contains(why, message, StringComparison.Ordinal);
        }
    }

    [SharedDataFact("mnist")]
    public void Mnist_has_its_images_and_labels()
    {
        IReadOnlyList<LabelledSeries> items = IdxImages.ReadLabelled(
            SharedData.PathOf("mnist", "train-10k-images-idx3-ubyte.gz"), SharedData.PathOf("mnist", "train-10k-labels-idx1-ubyte.gz"), 28);
        Assert.Equal(10_000, items.Count);
        // The official training file begins so.
        Assert.Equal(["5", "0", "4", "1", "9", "2"], items.Take(6).Select(i => i.Label));
        Assert.Equal((28, 28), (items[0].Series.Length, items[0].Series.Channels));
        Assert.Equal(1f, items[0].Series.Values.Max());
    }
}
