using Unroll.Data.Strokes;
using Xunit;

namespace Unroll.Data.Tests.Strokes;

public sealed class InkFileTests
{
    [Fact]
    public void A_line_is_a_writing_with_its_strokes_and_its_text()
    {
        IReadOnlyList<LabelledInk> all = InkFile.Parse("""
            {"text": "on", "strokes": [[[0, 3], [1.5, -4]], [[2, 4, 0.25, 99]]], "writer": "a"}
            {"strokes": [[[7, 8]]]}

            """, "a.jsonl");
        Assert.Equal(["on", null], all.Select(i => i.Text));
        Assert.Equal([[0, 3, 1.5f, -4], [2, 4]], all[0].Ink.Strokes);
        Assert.Equal((3, "'a.jsonl', line 2"), (all[0].Ink.Points, all[1].Ink.Origin.ToString()));
    }

    [Theory]
    [InlineData("""{"text": "a", "strokes": [[[0, 3]]""", "line 2: the line is not JSON")]
    [InlineData("""[1, 2]""", "line 2: there is no list \"strokes\"")]
    [InlineData("""{"text": "a"}""", "line 2: there is no list \"strokes\"")]
    [InlineData("""{"text": 5, "strokes": [[[0, 3]]]}""", "\"text\" is 5, expected a text")]
    [InlineData("""{"text": "a", "strokes": []}""", "there is no stroke")]
    [InlineData("""{"text": "a", "strokes": [[[0, 3]], []]}""", "stroke 2 is no list of points, or an empty one")]
    [InlineData("""{"text": "a", "strokes": [[[0, 3], [1]]]}""", "point 2 of stroke 1 is [1]")]
    [InlineData("""{"text": "a", "strokes": [[[0, "x"]]]}""", "point 1 of stroke 1 is [0, \"x\"]")]
    [InlineData("""{"text": "a", "strokes": [[[0, 1e99]]]}""", "expected two finite numbers")]
    [InlineData("", "line 2: the line is empty")]
    public void A_malformed_line_is_named(string line, string expected)
    {
        const string Good = """{"text": "a", "strokes": [[[0, 3]]]}""";
        string message = Assert.Throws<DataException>(() => InkFile.Parse($"{Good}\n{line}\n{Good}\n", "a.jsonl")).Message;
        Assert.Contains("'a.jsonl', line 2", message);
        Assert.Contains(expected, message);
    }

    [Fact]
    public void A_file_without_lines_is_an_error() => Assert.Contains("there is no line", Assert.Throws<DataException>(() => InkFile.Parse("\n", "a.jsonl")).Message);
}
