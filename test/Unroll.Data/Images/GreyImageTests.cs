using Unroll.Data.Images;
using Xunit;

namespace Unroll.Data.Tests.Images;

public sealed class GreyImageTests
{
    private static readonly GreyImage s_image = new(3, 2, [1, 2, 3, 4, 5, 6]);

    [Fact]
    public void A_small_image_lies_in_the_middle_as_it_is() =>
        Assert.Equal([0, 0, 0, 0, 1, 2, 3, 0, 4, 5, 6, 0, 0, 0, 0, 0], s_image.On(4).Values);

    [Fact]
    public void What_lies_outside_the_canvas_is_cut_off()
    {
        Assert.Equal([5, 6, 0, 0], s_image.At(2, -1, -1).Values);
        Assert.Equal([0, 0, 0, 1], s_image.At(2, 1, 1).Values);
        Assert.Equal([0, 0, 0, 0], s_image.At(2, -5, 0).Values);
    }

    [Fact]
    public void A_large_image_becomes_smaller_by_means_over_areas()
    {
        GreyImage image = new(4, 4, [.. Enumerable.Range(0, 16).Select(i => (float)i)]);
        Assert.Equal([2.5f, 4.5f, 10.5f, 12.5f], image.On(2).Values);

        // Three columns on two: the one in the middle belongs to both by half; the height follows, and lies in the middle.
        Assert.All(new GreyImage(3, 1, [1, 2, 3]).On(2).Values.Zip([2 / 1.5f, 4 / 1.5f, 0, 0]), p => Assert.Equal(p.Second, p.First, 1e-5f));
    }

    [Fact]
    public void The_ink_of_an_image_is_kept_when_blocks_become_one()
    {
        GreyImage image = new(4, 2, [1, 2, 3, 4, 5, 6, 7, 8]);
        Assert.Equal([3.5f, 5.5f], image.Shrunk(2).Values);
        Assert.Contains("cannot be cut into blocks of 3", Assert.Throws<ArgumentException>(() => image.Shrunk(3)).Message);
    }
}
