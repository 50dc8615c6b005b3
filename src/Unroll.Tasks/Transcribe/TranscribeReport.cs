using Unroll.Tasks.Recipes;
using Unroll.Tasks.Report;

namespace Unroll.Tasks.Transcribe;

/// <summary>What came of a transcriber: its metrics, and the page about a training run of one.</summary>
internal static class TranscribeReport
{
    private const int MostErrors = 40, MostFigures = 4;

    /// <summary>The metrics beside those of the baseline and of the likeliest path.</summary>
    public static EvaluateReport Of(string task, TranscribeDataOptions options, SymbolSet symbols, TranscribePart part, Posteriors posteriors, FoundText[] found, int[][] greedy, TranscriptBaseline? baseline)
    {
        IReadOnlyDictionary<string, double> metrics = TranscribeMetrics.Of(symbols, part.Texts, [.. found.Select(f => symbols.Text(f.Labels))], posteriors.Loss);
        IReadOnlyDictionary<string, double> always = baseline is null
            ? new Dictionary<string, double>(StringComparer.Ordinal)
            : TranscribeMetrics.Of(symbols, part.Texts, [.. part.Texts.Select(_ => baseline.Text)], double.NaN);
        return new EvaluateReport(task, metrics, always, baseline?.Name ?? "none: training was stopped", part.Inputs.Count)
        {
            Unit = options.Joins ? "strings" : options.IsAudio ? "sounds" : "writings",
            Main = metrics.First().Key,
            Others = new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal)
            {
                ["likeliest path, without search"] = TranscribeMetrics.Of(symbols, part.Texts, [.. greedy.Select(g => symbols.Text(g))], double.NaN),
            },
        };
    }

    /// <summary>The page.</summary>
    public static RunReport Page(RunReport page, Recipe recipe, TranscribeData data, EvaluateReport report, Posteriors posteriors, FoundText[] found)
    {
        SymbolSet symbols = data.Encoding.Symbols;
        string[] given = [.. found.Select(f => symbols.Text(f.Labels))];
        int[] wrong = [.. Enumerable.Range(0, given.Length).Where(i => given[i] != data.Valid.Texts[i])];
        return page with
        {
            Facts =
            [
                new("training data", $"{data.Options.Train}: {data.RawTrain.Count:N0} recordings{(data.Options.Joins ? $", joined to {data.Options.JoinCount:N0} strings a pass" : "")}"),
                new("validation data", $"{data.ValidSource}: {data.Valid.Inputs.Count:N0} {data.Unit}, {data.Valid.Symbols:N0} symbols"),
                new("network", new SequenceModelOptions(recipe.Values).Describe(pooled: false)),
                .. page.Facts,
            ],
            Errors = [.. wrong.Take(MostErrors).Select(i => new ReportExample(data.Valid.Texts[i], given[i], double.NaN, new SeriesContent(data.Valid.Inputs[i].Series!.Values, data.Valid.Inputs[i].Series!.Channels), data.Valid.Inputs[i].Origin.ToString()))],
            Figures =
            [
                .. wrong.Take(MostFigures / 2).Concat(Enumerable.Range(0, given.Length).Except(wrong).Take(MostFigures - Math.Min(wrong.Length, MostFigures / 2)))
                    .Select(i => PosteriorChart.Figure(data, i, posteriors.LogProbabilities[i], found[i])),
            ],
        };
    }
}
