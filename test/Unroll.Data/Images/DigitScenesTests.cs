using Unroll.Data.Images;
using Unroll.Kernels;
using Xunit;

namespace Unroll.Data.Tests.Images;

public sealed class DigitScenesTests : IDisposable
{
    private const int Size = 28;
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(-0.5, "leaning left")]
    [InlineData(-0.15, "leaning left")]
    [InlineData(-0.05, "upright")]
    [InlineData(0.2, "upright")]
    [InlineData(0.3, "leaning right")]
    [InlineData(0.9, "leaning right")]
    public void The_slant_of_a_stroke_is_how_far_it_moves_to_the_right_a_row_upwards(double slant, string expected)
    {
        float[] values = new float[Size * Size];
        for (int y = 6; y < 22; y++)
        {
            double x = 13.5 - (slant * (y - 13.5));
            int left = (int)Math.Floor(x);
            values[(y * Size) + left] = (float)(1 - (x - left));
            values[(y * Size) + left + 1] = (float)(x - left);
        }

        Assert.Equal(expected, DigitScenes.Slant(new GreyImage(Size, Size, values)));
    }

    [Theory]
    [InlineData(69, "thin")]
    [InlineData(71, "medium")]
    [InlineData(134, "medium")]
    [InlineData(136, "bold")]
    public void The_stroke_is_how_much_ink_there_is(int pixels, string expected) =>
        Assert.Equal(expected, DigitScenes.Stroke(new GreyImage(Size, Size, [.. Enumerable.Range(0, Size * Size).Select(i => i < pixels ? 1f : 0f)])));

    [Fact]
    public void The_place_in_words_is_where_the_ink_lies()
    {
        DigitScenes scenes = Read(2 * Size);
        HashSet<string> places = [];
        for (ulong seed = 0; seed < 60; seed++)
        {
            CaptionedImage scene = scenes.Draw(0, new CounterRandom(seed), vary: false);
            (double x, double y) = Centre(scene.Image);
            string place = (y < 22 ? "top" : y > 34 ? "bottom" : "") + (x < 22 ? " left" : x > 34 ? " right" : "");
            Assert.EndsWith(place.Trim() switch { "" => "in the centre", "left" => "on the left", "right" => "on the right", var p => $"at the {p}" }, scene.Text);
            Assert.StartsWith("a medium seven, ", scene.Text);
            Assert.Contains(scene.Text, scenes.Texts);
            places.Add(place);
        }

        Assert.Equal(9, places.Count);
    }

    [Fact]
    public void The_same_numbers_draw_the_same_scene_and_variation_changes_the_image()
    {
        DigitScenes scenes = Read(2 * Size);
        CaptionedImage one = scenes.Draw(0, new CounterRandom(3), vary: true), again = scenes.Draw(0, new CounterRandom(3), vary: true);
        Assert.Equal(one.Text, again.Text);
        Assert.Equal(one.Image.Values, again.Image.Values);
        Assert.NotEqual(one.Image.Values, scenes.Draw(0, new CounterRandom(3), vary: false).Image.Values);

        // Sheared both ways, it is said to lean both ways.
        Assert.Equal(2, Enumerable.Range(0, 40).Select(s => scenes.Draw(0, new CounterRandom((ulong)s), vary: true).Text).Select(t => t.Contains("left,") ? "left" : t.Contains("right,") ? "right" : null).OfType<string>().Distinct().Count());
    }

    [Fact]
    public void Every_combination_of_words_is_among_the_texts() => Assert.Equal(10 * 3 * 3 * 9, Read(2 * Size).Texts.Distinct().Count());

    [Fact]
    public void Files_that_do_not_fit_are_errors_that_say_why()
    {
        Assert.Contains("data.canvas is 20", Assert.Throws<DataException>(() => Read(20)).Message);
        Assert.Contains("label 1 is 12, expected a digit", Assert.Throws<DataException>(() => Read(56, 12)).Message);
        Assert.Contains("there are 2, expected 1", Assert.Throws<DataException>(() => Read(56, 7, 7)).Message);
    }

    private DigitScenes Read(int canvas, params byte[] labels)
    {
        byte[] pixels = new byte[Size * Size];
        for (int y = 4; y < 24; y++)
        {
            pixels.AsSpan((y * Size) + 12, 5).Fill(255);
        }

        labels = labels.Length == 0 ? [7] : labels;
        return DigitScenes.Read(_scratch.Write("images", IdxBytes.Of([1, Size, Size], pixels)), _scratch.Write("labels", IdxBytes.Of([labels.Length], labels)), canvas);
    }

    private static (double X, double Y) Centre(GreyImage image)
    {
        double ink = 0, x = 0, y = 0;
        for (int i = 0; i < image.Values.Length; i++)
        {
            (ink, x, y) = (ink + image.Values[i], x + (image.Values[i] * (i % image.Width)), y + (image.Values[i] * (i / image.Width)));
        }

        return (x / ink, y / ink);
    }
}
