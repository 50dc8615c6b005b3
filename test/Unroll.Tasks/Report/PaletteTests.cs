using Unroll.Tasks.Report;
using Xunit;

namespace Unroll.Tasks.Tests.Report;

/// <summary>What WCAG 2.1 asks for: letters 4.5, lines and areas 3.</summary>
public sealed class PaletteTests
{
    private const double Letters = 4.5, Areas = 3;

    public static TheoryData<bool> Themes => [false, true];

    [Fact]
    public void Contrast_is_that_of_the_standard()
    {
        Assert.Equal(21, Palette.Contrast("000000", "ffffff"), 6);
        Assert.Equal(1, Palette.Contrast("123456", "123456"), 6);
        Assert.Equal(4.54, Palette.Contrast("767676", "ffffff"), 2);
    }

    [Theory]
    [MemberData(nameof(Themes))]
    public void Letters_can_be_read_on_the_page_on_cards_and_in_cells(bool dark)
    {
        Palette palette = dark ? Palette.Dark : Palette.Light;
        foreach (string letters in (string[])[palette.Text, palette.Muted, palette.Right, palette.Wrong])
        {
            Assert.InRange(Palette.Contrast(letters, palette.Background), Letters, 21);
            Assert.InRange(Palette.Contrast(letters, palette.Surface), Letters, 21);
        }

        for (int shade = 1; shade <= Palette.Shades; shade++)
        {
            Assert.All([palette.Shade(right: true, shade), palette.Shade(right: false, shade)], static cell => Assert.InRange(Palette.Contrast(Palette.Ink(cell), cell), Letters, 21));
        }
    }

    [Theory]
    [MemberData(nameof(Themes))]
    public void Lines_and_bars_can_be_seen(bool dark)
    {
        Palette palette = dark ? Palette.Dark : Palette.Light;
        Assert.Equal(Sparkline.MostChannels, palette.Hues.Length);
        Assert.All([palette.Model, palette.Baseline, .. palette.Hues], hue => Assert.InRange(Palette.Contrast(hue, palette.Surface), Areas, 21));
        Assert.Equal(palette.Hues.Length, palette.Hues.Distinct().Count());
    }

    [Fact]
    public void The_stylesheet_is_the_same_in_html_and_in_xml()
    {
        Assert.DoesNotContain('<', Stylesheet.Text);
        Assert.DoesNotContain('&', Stylesheet.Text);
        Assert.Equal(Stylesheet.Text.Count(static c => c == '{'), Stylesheet.Text.Count(static c => c == '}'));
    }
}
