using Unroll.Data.Images;
using Xunit;

namespace Unroll.Data.Tests.Images;

public sealed class ImageFileTests
{
    [Fact]
    public void Every_filter_of_a_row_is_undone()
    {
        // 10 20 30 / 11 22 33 / 12 24 36 / 50 60 70 / 90 80 70, as differences: none, left, above, mean, Paeth.
        byte[] rows = [0, 10, 20, 30, 1, 11, 11, 11, 2, 1, 2, 3, 3, 44, 23, 22, 4, 40, 246, 246];
        Assert.Equal([10, 20, 30, 11, 22, 33, 12, 24, 36, 50, 60, 70, 90, 80, 70], Bytes(Read(PngBytes.File(3, 5, 8, 0, rows))));
    }

    [Theory]
    [InlineData(1, new byte[] { 0, 0b1010_0000 }, new[] { 255, 0, 255 })]
    [InlineData(2, new byte[] { 0, 0b1101_1000 }, new[] { 255, 85, 170 })]
    [InlineData(4, new byte[] { 0, 0xF3, 0x80 }, new[] { 255, 51, 136 })]
    [InlineData(8, new byte[] { 0, 255, 51, 136 }, new[] { 255, 51, 136 })]
    [InlineData(16, new byte[] { 0, 255, 255, 51, 51, 136, 136 }, new[] { 255, 51, 136 })]
    public void Grey_of_every_depth_is_read(int depth, byte[] rows, int[] expected) => Assert.Equal(expected, Bytes(Read(PngBytes.File(3, 1, depth, 0, rows))));

    [Fact]
    public void Colours_become_grey_and_what_is_transparent_black()
    {
        Assert.Equal([76, 150, 29], Bytes(Read(PngBytes.File(3, 1, 8, 2, [0, 255, 0, 0, 0, 255, 0, 0, 0, 255]))));
        Assert.Equal([255, 0, 128], Bytes(Read(PngBytes.File(3, 1, 8, 6, [0, 255, 255, 255, 255, 255, 255, 255, 0, 255, 255, 255, 128]))));
        Assert.Equal([200, 100], Bytes(Read(PngBytes.File(2, 1, 8, 4, [0, 200, 255, 200, 128]))));
        Assert.Equal([29, 38, 0], Bytes(Read(PngBytes.File(3, 1, 2, 3, [0, 0b0001_1000], [0, 0, 255, 255, 0, 0, 255, 255, 255], [255, 128, 0]))));
    }

    [Fact]
    public void A_png_cut_short_anywhere_is_an_error_that_names_it()
    {
        byte[] whole = PngBytes.File(3, 2, 8, 0, [0, 1, 2, 3, 0, 4, 5, 6]);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Contains("'cut.png'", Assert.Throws<DataException>(() => ImageFile.Read(new MemoryStream(whole[..length]), "cut.png")).Message);
        }
    }

    [Fact]
    public void Images_that_are_damaged_or_of_another_kind_are_errors_with_the_reason()
    {
        (byte[] File, string Expected)[] wrong =
        [
            ([.. "GIF89a"u8], "it begins with 474946383961, expected a PNG"), ([], "it begins with nothing"),
            (PngBytes.File(3, 2, 8, 0, [0, 1, 2, 3]), "the pixels end early"), (PngBytes.File(1, 1, 8, 0, [5, 1]), "row 1 with the filter 5"),
            (PngBytes.File(0, 1, 8, 0, [0]), "an image of 0 x 1 pixels"), (PngBytes.File(1, 1, 3, 0, [0, 1]), "kind 0, 3 bits"), (PngBytes.File(1, 1, 8, 0, [0, 1], interlace: 1), "interlaced"),
            (PngBytes.File(1, 1, 8, 3, [0, 2], [1, 2, 3]), "a pixel of the colour 2, expected one of the 1"),
            ([.. "P5 2 2 255 "u8, 1, 2, 3], "3 bytes follow the header, expected 4"), ([.. "P2 2 1 255 7 x"u8], "byte 13: got the byte 78, expected a number: pixel 2 of 2"), ([.. "P5 0 2 255 "u8], "0 x 2 pixels"),
        ];
        foreach ((byte[] file, string expected) in wrong)
        {
            Assert.Contains(expected, Assert.Throws<DataException>(() => Read(file)).Message);
        }
    }

    [Fact]
    public void Both_forms_of_pgm_are_read_with_comments_and_with_two_bytes_a_pixel()
    {
        Assert.Equal([255, 0, 51], Bytes(Read([.. "P5\n# a comment\n3 1\n255\n"u8, 255, 0, 51])));
        Assert.Equal([255, 0, 51], Bytes(Read([.. "P2 3 1 # five grey values\n5 5 0 1\n"u8])));
        Assert.Equal([255, 0], Bytes(Read([.. "P5 2 1 65535\n"u8, 255, 255, 0, 0])));
    }

    private static GreyImage Read(byte[] bytes) => ImageFile.Read(new MemoryStream(bytes), "image");

    private static IEnumerable<int> Bytes(GreyImage image) => image.Values.Select(v => (int)MathF.Round(v * 255));
}
