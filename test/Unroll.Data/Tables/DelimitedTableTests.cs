using Unroll.Data.Tables;
using Xunit;

namespace Unroll.Data.Tests.Tables;

public sealed class DelimitedTableTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", ',')]
    [InlineData("a;b\n1,5;2,5\n", ';')]
    [InlineData("a\tb\n1\tx,y\n", '\t')]
    [InlineData("\"a,c\";b\n1;2\n", ';')]
    [InlineData("1 2\n3  4\n", ' ')]
    [InlineData("word\nother word\n", ',')]
    public void The_delimiter_is_found_out(string text, char expected) => Assert.Equal(expected, Parse(text).Delimiter);

    [Fact]
    public void Quoted_fields_hold_delimiters_line_ends_and_doubled_quotes()
    {
        DelimitedTable t = Parse("name,note\n\"a, b\",\"line 1\nline \"\"2\"\"\"\n c , 5\" pipe\n");
        Assert.Equal(["a, b", "line 1\nline \"2\"", "c", "5\" pipe"], Fields(t));
        Assert.Equal((2, 4), (t.OriginOf(0).Line, t.OriginOf(1).Line));
    }

    [Fact]
    public void Empty_fields_count_also_at_the_end_of_a_row_and_of_the_file()
    {
        Assert.Equal(["", "1", "", "2", "3", ""], Fields(Parse("a,b,c\n,1,\n2,3,")));
        Assert.Equal(["1", "", "", ""], Fields(Parse("a\tb\n1\t\n\t\n")));
        Assert.Equal(["x", "", "y"], Fields(Parse("name\nx\n\"\"\ny\n\n")));
    }

    [Fact]
    public void Blanks_between_numbers_may_be_any_run() =>
        Assert.Equal(["1", "2", "3", "4"], Fields(Parse("  1\t2 \n3   4\n", new DelimitedOptions(' ', Header: false))));

    [Theory]
    [InlineData("a,b\n1,2\n", true)]
    [InlineData("1,2\n3,4\n", false)]
    [InlineData("1,x\n3,y\n", false)]
    [InlineData("NA,2\n3,4\n", false)]
    [InlineData("label,sequence\nEI,ACGT\n", true)]
    [InlineData("1,2,3,Phase\n-0.5,0.25,1,D\n", true)]
    [InlineData(",Time,Class\n2,5.0,0\n", true)]
    [InlineData("1,2\n", false)]
    public void The_header_is_found_out(string text, bool expected) => Assert.Equal(expected, Parse(text).HasHeader);

    [Fact]
    public void The_option_overrules_what_would_be_found_out()
    {
        Assert.Equal(["1", "2"], Parse("a,b\n1,2\n", new DelimitedOptions(Header: false)).Columns);
        Assert.Equal(["5", "6"], Parse("5,6\n1,2\n", new DelimitedOptions(Header: true)).Columns);
    }

    [Fact]
    public void Columns_have_names_and_a_table_without_a_header_numbers()
    {
        DelimitedTable t = Parse("#id, kind,\n1,2,3\n");
        Assert.Equal(["id", "kind", "column 3"], t.Columns);
        Assert.Equal(1, t.ColumnOf("kind"));
        DelimitedTable plain = Parse("1,2,3\n4,5,6\n");
        Assert.Equal((2, 2, 0), (plain.ColumnOf("3"), plain.ColumnOf("-1"), plain.ColumnOf("-3")));
        string message = Assert.Throws<DataException>(() => t.ColumnOf("label")).Message;
        Assert.Contains("'t.csv'", message, StringComparison.Ordinal);
        Assert.Contains("id, kind", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_with_names_that_the_header_does_not_count_are_read_as_R_writes_them()
    {
        DelimitedTable t = Parse("\"x\",\"y\"\n\"1\",5,6\n\"2\",7,8\n");
        Assert.True(t.RowNames);
        Assert.Equal(["row", "x", "y"], t.Columns);
        Assert.Equal(7, t.Number(1, t.ColumnOf("x")));
    }

    [Theory]
    [InlineData("a,b\n1,2\n1,2,3\n", 3, "3 fields, expected 2")]
    [InlineData("a,b\n1\n", 2, "1 field, expected 2")]
    [InlineData("a,b\n1,2\n1,2,3\n3,4\n", 3, "expected 2")]
    [InlineData("a,b\n1,2\n\n3,4\n", 3, "line is empty")]
    [InlineData("a,b\n1,\"2\n3,4\n", 2, "never closed")]
    [InlineData("a,b\n1,\"2\"x\n", 2, "closing quote")]
    [InlineData("a,a\n1,2\n", 1, "two columns are called 'a'")]
    public void A_malformed_table_is_an_error_that_names_file_and_line(string text, int line, string why)
    {
        string message = Assert.Throws<DataException>(() => Parse(text)).Message;
        Assert.Contains($"'t.csv', line {line}:", message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "nothing in it")]
    [InlineData(" \n\n", "nothing in it")]
    [InlineData("a,b\n", "no row below")]
    public void A_table_without_rows_is_an_error(string text, string why) =>
        Assert.Contains(why, Assert.Throws<DataException>(() => Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("x", "got 'x', expected a number")]
    [InlineData("NaN", "not finite")]
    [InlineData("1e999", "not finite or too large")]
    [InlineData("\"1,5\"", "point for the decimals")]
    [InlineData("?", "missing value")]
    public void What_is_no_number_is_an_error_that_names_line_and_column(string field, string why)
    {
        DelimitedTable t = Parse($"a,b\n1,2\n3,{field}\n");
        string message = Assert.Throws<DataException>(() => t.Number(1, 1)).Message;
        Assert.Contains("'t.csv', line 3, column 'b'", message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => t.Single(1, 1));
    }

    [Fact]
    public void A_number_too_large_for_a_float_is_an_error_as_a_float_only()
    {
        DelimitedTable t = Parse("a,b\n1e39,-1.5e-3\n");
        Assert.Equal((1e39, -1.5e-3f), (t.Number(0, 0), t.Single(0, 1)));
        Assert.Throws<DataException>(() => t.Single(0, 0));
    }

    [Fact]
    public void Missing_is_empty_NA_or_a_question_mark()
    {
        DelimitedTable t = Parse("a,b,c,d\n1,2,3,4\n,NA,?,5\n");
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(c => t.IsMissing(1, c)));
        Assert.True(double.IsNaN(t.NumberOrMissing(1, 0)));
        Assert.Equal(5, t.NumberOrMissing(1, 3));
        Assert.Throws<DataException>(() => t.Label(1, 0));
    }

    private static DelimitedTable Parse(string text, DelimitedOptions? options = null) => DelimitedTable.Parse(text, "t.csv", options);

    private static IEnumerable<string> Fields(DelimitedTable t) =>
        from r in Enumerable.Range(0, t.RowCount) from c in Enumerable.Range(0, t.Columns.Count) select t.Field(r, c).ToString();
}
