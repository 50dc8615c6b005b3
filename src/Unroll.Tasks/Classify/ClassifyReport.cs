using Unroll.Data.SeriesFiles;
using Unroll.Tasks.Metrics;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Report;

namespace Unroll.Tasks.Classify;

/// <summary>The page about a training run of a classifier: numbers, curves, confusion, and the items that it is most wrongly sure of.</summary>
internal static class ClassifyReport
{
    private const int MostErrors = 24;

    public static RunReport Page(RunReport page, Recipe recipe, ClassifyData data, EvaluateReport report, float[] probabilities) => page with
    {
        Facts =
        [
            new("training data", $"{data.Options.Train}: {data.Train.Length:N0} {data.Unit}"),
            new("validation data", $"{data.ValidSource}: {data.Valid.Length:N0} {data.Unit}"),
            new("network", NetworkOf.Describe(recipe)),
            .. page.Facts,
        ],
        Confusion = ReportConfusion.Of(report),
        Errors = [.. Errors(data, probabilities)],
    };

    private static IEnumerable<ReportExample> Errors(ClassifyData data, float[] probabilities)
    {
        int labels = data.Encoding.Labels.Count;
        return Enumerable.Range(0, data.Valid.Length)
            .Select(i => (Item: i, Predicted: ClassificationMetrics.Predicted(probabilities.AsSpan(i * labels, labels))))
            .Where(e => e.Predicted != data.Valid[e.Item].Label)
            .OrderByDescending(e => probabilities[(e.Item * labels) + e.Predicted])
            .Take(MostErrors)
            .Select(e => new ReportExample(data.RawValid[e.Item].Label!, data.Encoding.Labels.Names[e.Predicted], probabilities[(e.Item * labels) + e.Predicted],
                ContentOf(data, e.Item), data.Valid[e.Item].Origin.ToString()));
    }

    private static ReportContent ContentOf(ClassifyData data, int item)
    {
        RawItem raw = data.RawValid[item];
        if (raw.Text is { } text)
        {
            return new TextContent(text);
        }

        if (raw.Table is { } table)
        {
            return new TextContent(string.Join(", ", table.Columns.Select((name, c) => $"{name} {table.Field(raw.Row, c)}")));
        }

        Series series = raw.Series!;
        return data.Options.Format == "images"
            ? new ImageContent([.. series.Values.Select(v => (byte)Math.Clamp(v * 255, 0, 255))], series.Channels, series.Length)
            : new SeriesContent(series.Values, series.Channels);
    }
}
