using System.Xml.Linq;
using Unroll.Tasks.Report;
using Xunit;

namespace Unroll.Tasks.Tests.Report;

public sealed class MarkupTests
{
    [Theory]
    [InlineData("a < b && c > \"d\" 'e'", "a < b && c > \"d\" 'e'")]
    [InlineData("bell \u0007 null \0 escape \u001b delete \u007f", "bell \u2407 null \u2400 escape \u241b delete \u2421")]
    [InlineData("c1 \u0085 \u009f none \ufffe \uffff", "c1 \ufffd \ufffd none \ufffd \ufffd")]
    [InlineData("one\r\ntwo\rthree\nfour\t", "one\ntwo\nthree\nfour\t")]
    [InlineData("👩‍👩‍👧 שלום \u202e", "👩‍👩‍👧 שלום \u202e")]
    public void A_text_is_read_back_as_it_was_shown(string text, string expected)
    {
        string markup = new Markup().Add($"<p>{text}</p>").ToString();
        Assert.Equal(expected, XElement.Parse(markup, LoadOptions.PreserveWhitespace).Value);
    }

    [Fact]
    public void Half_a_character_becomes_the_sign_for_one_that_is_missing()
    {
        char high = '\ud83d', low = '\ude00';
        Assert.Equal("a\ufffdb\ufffd\ufffd", new Markup().Add($"{"a" + high + "b" + low + high}").ToString());
        Assert.Equal("😀", new Markup().Add($"{"" + high + low}").ToString());
    }

    [Fact]
    public void A_text_in_an_attribute_does_not_end_it()
    {
        const string Text = "\" onload=\"x\" <&>";
        Assert.Equal(Text, XElement.Parse(new Markup().Add($"""<p title="{Text}"/>""").ToString()).Attribute("title")!.Value);
    }

    [Fact]
    public void Numbers_are_rounded_and_markup_is_taken_over()
    {
        Markup inner = new Markup().Add($"<b>{"&"}</b>");
        Assert.Equal("0.33 1234567 -2 0 <b>&amp;</b>", new Markup().Add($"{1.0 / 3} {1234567L} {-2.0} {1e-9} {inner}").ToString());
    }
}
