using Unroll.Data.Labels;
using Unroll.Tasks.Transcribe;
using Xunit;

namespace Unroll.Tasks.Tests.Transcribe;

public sealed class TranscribeMetricsTests
{
    [Fact]
    public void Digits_are_counted_one_by_one()
    {
        // 123 for 1234: one left out. 55 for 56: one changed. 7 for 7: right. Three texts, seven digits.
        IReadOnlyDictionary<string, double> metrics = Of("char", ["1", "2"], ["1234", "56", "7"], ["123", "55", "7"], 0.25);
        Assert.Equal(["der", "cer", "wer", "exact", "loss"], metrics.Keys);
        Assert.Equal((2 / 7.0, 2 / 7.0, 2 / 3.0, 1 / 3.0, 0.25), (metrics["der"], metrics["cer"], metrics["wer"], metrics["exact"], metrics["loss"]));
    }

    [Fact]
    public void Blanks_are_characters_and_part_words()
    {
        // "ab c" for "a bc": a blank put in and one left out; both words wrong.
        IReadOnlyDictionary<string, double> metrics = Of("char", ["a", "b", "c", " "], ["a bc"], ["ab c"], double.NaN);
        Assert.Equal(["cer", "wer", "exact"], metrics.Keys);
        Assert.Equal((0.5, 1, 0), (metrics["cer"], metrics["wer"], metrics["exact"]));
    }

    [Fact]
    public void Words_and_symbols_come_before_their_characters()
    {
        IReadOnlyDictionary<string, double> metrics = Of("word", ["one", "two"], ["one two one"], ["one one one two"], double.NaN);
        Assert.Equal("wer", metrics.First().Key);
        Assert.Equal(2 / 3.0, metrics["wer"]);

        // Digits between blanks are digits still, and the blanks are none.
        Assert.Equal(0.5, Of("symbols", ["1", "2"], ["1 2"], ["1"], double.NaN)["der"]);
    }

    [Fact]
    public void An_empty_answer_is_all_errors_and_a_long_one_more_than_all() =>
        Assert.Equal((1, 2), (Of("char", ["1"], ["11"], [""], double.NaN)["der"], Of("char", ["1"], ["1"], ["111"], double.NaN)["der"]));

    private static IReadOnlyDictionary<string, double> Of(string tokens, string[] symbols, string[] right, string[] given, double loss) =>
        TranscribeMetrics.Of(new SymbolSet(new LabelSet(symbols), tokens, lowercase: false), right, given, loss);
}
