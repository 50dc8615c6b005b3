using Unroll.Data.Files;
using Unroll.Data.Splits;
using Unroll.Data.Text;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Splits;

public sealed class LeakageCheckTests
{
    [Fact]
    public void Texts_on_both_sides_are_counted_and_shown_where_they_first_stand()
    {
        LeakageReport report = LeakageCheck.OfTexts(Texts("train", "a b", "c", "c"), Texts("dev", "C ", "x", " A \t b", "ab", "c"));
        Assert.Equal((3, 5), (report.Count, report.ValidCount));
        Assert.Equal((new Origin("train", 2), new Origin("dev", 1)), (report.Examples[0].Train, report.Examples[0].Valid));
        Assert.Contains("3 of 5", report.Message, StringComparison.Ordinal);
        Assert.Contains("'dev', line 1 is the same as 'train', line 2", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_on_both_sides_is_no_message() => Assert.Equal("", LeakageCheck.OfTexts(Texts("t", "a"), Texts("v", "b")).Message);

    [Fact]
    public void Numbers_are_the_same_if_all_are()
    {
        (ReadOnlyMemory<float>, Origin)[] train = [(new float[] { 1, 2 }, new Origin("t", 1)), (new float[] { 1 }, new Origin("t", 2))];
        (ReadOnlyMemory<float>, Origin)[] valid = [(new float[] { 1, 2.5f }, new Origin("v", 1)), (new float[] { 1, 2 }, new Origin("v", 2)), (new float[] { 2, 1 }, default)];
        LeakageReport report = LeakageCheck.OfValues(train, valid);
        Assert.Equal(new LeakedItem(new Origin("t", 1), new Origin("v", 2)), Assert.Single(report.Examples));
    }

    [SharedDataFact("sst")]
    public void Few_sentences_of_sst_stand_on_both_sides()
    {
        LeakageReport report = LeakageCheck.OfTexts(Read("stsa.binary.train"), Read("stsa.binary.dev"));
        Assert.Equal(872, report.ValidCount);
        Assert.InRange(report.Count, 0, 10);
    }

    private static IEnumerable<(string Text, Origin Origin)> Read(string file) => LabelledText.Read(SharedData.PathOf("sst", file)).Select(i => (i.Text, i.Origin));

    private static IEnumerable<(string Text, Origin Origin)> Texts(string file, params string[] texts) => texts.Select((t, i) => (t, new Origin(file, i + 1)));
}
