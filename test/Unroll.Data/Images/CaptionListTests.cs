using Unroll.Data.Images;
using Unroll.Kernels;
using Xunit;

namespace Unroll.Data.Tests.Images;

public sealed class CaptionListTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public CaptionListTests()
    {
        _scratch.Write("images/a.pgm", [.. "P5 2 1 255\n"u8, 255, 0]);
        _scratch.Write("images/b.png", PngBytes.File(1, 1, 8, 0, [0, 51]));
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Images_are_found_beside_the_list_and_brought_onto_the_canvas()
    {
        CaptionList list = Read("images/a.pgm\ta white spot\r\nimages/b.png\t a grey one \n");
        Assert.Equal((2, 2), (list.Count, list.Canvas));
        Assert.Equal(("a white spot", 1f), (list.Draw(0, default, false).Text, list.Draw(0, default, false).Image.Values[0]));
        Assert.Equal("a grey one", list.Draw(1, new CounterRandom(9), true).Text);
        Assert.EndsWith("list.tsv', line 2", list.PlaceOf(1));
    }

    [Theory]
    [InlineData("images/a.pgm\tone\nimages/a.pgm\n", "line 2: got 'images/a.pgm', expected the name of an image, one tab and its caption")]
    [InlineData("images/a.pgm\tone\n\nimages/a.pgm\ttwo\n", "line 2: got ''")]
    [InlineData("images/a.pgm\t \n", "line 1: got")]
    [InlineData("images/a.pgm\tone\ttwo\n", "line 1: got")]
    [InlineData("images/a.pgm\tone\nmissing.png\ttwo\n", "line 2: Image")]
    [InlineData("list.tsv\tone\n", "line 1: Image")]
    [InlineData("", "there is no line in it")]
    public void Lines_that_are_malformed_are_errors_with_file_and_line(string text, string expected)
    {
        string message = Assert.Throws<DataException>(() => Read(text)).Message;
        Assert.Contains("list.tsv'", message);
        Assert.Contains(expected, message);
    }

    private CaptionList Read(string text) => CaptionList.Read(_scratch.Write("list.tsv", text), 2);
}
