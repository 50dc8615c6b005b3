using System.Xml.Linq;
using Unroll.Tasks.Report;
using Xunit;

namespace Unroll.Tasks.Tests.Report;

/// <summary>The confusion matrix as a picture and as tables.</summary>
public sealed class ConfusionTests
{
    private static readonly ReportConfusion s_spam = new(["ham", "spam"], new long[,] { { 960, 40 }, { 10, 90 } });

    [Fact]
    public void Rows_are_actual_labels_columns_predicted_ones_and_the_shade_is_of_the_row()
    {
        XElement svg = XElement.Parse(ConfusionHeatmap.Svg(s_spam).ToString());
        XElement[] cells = [.. svg.Elements().Where(static e => e.Name.LocalName == "g")];
        Assert.Equal(["960", "40", "10", "90"], cells.Select(static c => c.Elements().Single(static e => e.Name.LocalName == "text").Value));
        Assert.Equal(["right10", "wrong2", "wrong3", "right9"], cells.Select(static c => c.Elements().First().Attribute("class")!.Value));
        Assert.Contains("actual ham, predicted spam: 40 of 1,000 (4.0\u00a0%)", cells[1].Value);
        Assert.Equal(X(cells[0]), X(cells[2]));
        Assert.True(X(cells[0]) < X(cells[1]));

        static double X(XElement cell) => (double)cell.Elements().First().Attribute("x")!;
    }

    [Theory]
    [InlineData(12, true)]
    [InlineData(13, false)]
    public void Counts_are_written_where_there_is_room(int labels, bool expected)
    {
        string svg = ConfusionHeatmap.Svg(SampleReport.Confusion([.. Enumerable.Range(0, labels).Select(i => $"{i}")])).ToString();
        Assert.Equal(expected, svg.Contains("class=\"on-right", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(12, 1, 0)]
    [InlineData(13, 1, 1)]
    [InlineData(40, 1, 1)]
    [InlineData(41, 0, 1)]
    public void Few_labels_have_a_picture_and_many_a_list_of_what_is_confused(int labels, int pictures, int lists)
    {
        RunReport report = new() { Title = "t", Task = "classify", Confusion = SampleReport.Confusion([.. Enumerable.Range(0, labels).Select(i => $"{i}")]) };
        XElement section = XElement.Parse($"<r>{ReportSections.Confusion(report)}</r>");
        Assert.Equal(pictures, section.Descendants().Count(static e => e.Name.LocalName == "svg"));
        Assert.Equal(lists, section.Descendants("caption").Count(static c => c.Value == "Confused most often"));
    }

    [Fact]
    public void Every_label_has_its_precision_recall_and_f1()
    {
        XElement table = XElement.Parse(ConfusionTables.Labels(new ReportConfusion(["ham", "spam", ""], new long[,] { { 960, 40, 0 }, { 10, 90, 0 }, { 0, 0, 0 } })).ToString());
        string[][] rows = [.. table.Element("tbody")!.Elements().Select(static r => r.Elements().Select(static c => c.Value.Replace('\u00a0', ' ')).ToArray())];
        Assert.Equal(["ham", "1,000", "970", "99.0 %", "96.0 %", "97.5 %"], rows[0]);
        Assert.Equal(["spam", "100", "130", "69.2 %", "90.0 %", "78.3 %"], rows[1]);
        Assert.Equal(["(empty)", "0", "0", Rounded.None, Rounded.None, Rounded.None], rows[2]);
    }

    [Fact]
    public void The_pairs_confused_most_often_come_first_and_are_fifteen()
    {
        ReportConfusion confusion = SampleReport.Confusion([.. Enumerable.Range(0, 60).Select(i => $"{i}")]);
        long[] counts = [.. XElement.Parse(ConfusionTables.Pairs(confusion).ToString()).Element("tbody")!.Elements().Select(static r => long.Parse(r.Elements().ElementAt(2).Value))];
        IEnumerable<long> wrong = Enumerable.Range(0, 3600).Where(static i => i / 60 != i % 60).Select(i => confusion.Counts[i / 60, i % 60]);
        Assert.Equal(wrong.OrderDescending().Take(15), counts);
        Assert.Contains("No label", ConfusionTables.Pairs(new ReportConfusion(["a"], new long[,] { { 3 } })).ToString());
    }
}
