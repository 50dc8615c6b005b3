using Unroll.Tasks.Recipes;
using Unroll.Tasks.Report;

namespace Unroll.Tasks.Tag;

/// <summary>The page about a training run of a tagger: numbers, curves, confusion, and the sentences or stretches with the most mistakes.</summary>
internal static class TagReport
{
    private const int MostErrors = 24;

    public static RunReport Page(RunReport page, Recipe recipe, TagData data, EvaluateReport report, TagPrediction prediction) => page with
    {
        Facts =
        [
            new("training data", $"{data.Options.Train}: {data.Train.Inputs.Count:N0} {data.SequenceUnit}, {data.Train.Steps:N0} {data.StepUnit}"),
            new("validation data", $"{data.ValidSource}: {data.Valid.Inputs.Count:N0} {data.SequenceUnit}, {data.Valid.Steps:N0} {data.StepUnit}"),
            new("network", TagFile.Describe(new SequenceModelOptions(recipe.Values), data.Encoding)),
            .. page.Facts,
        ],
        Confusion = ReportConfusion.Of(report),
        Errors = [.. data.Encoding.Words is null ? Stretches(data, prediction) : Sentences(data, prediction)],
        Figures = data.Encoding.Words is null ? [.. TagTimeline.Figures(data, prediction)] : [],
    };

    private static IEnumerable<ReportExample> Sentences(TagData data, TagPrediction prediction)
    {
        IReadOnlyList<string> names = data.Encoding.Labels.Names;
        return Enumerable.Range(0, data.Valid.Inputs.Count)
            .Select(i => (Sentence: i, Wrong: data.Valid.Tags[i].Zip(prediction.Tags[i]).Count(p => p.First != p.Second)))
            .Where(e => e.Wrong > 0)
            .OrderByDescending(e => e.Wrong)
            .Take(MostErrors)
            .Select(e => new ReportExample("", "", double.NaN,
                new TaggedContent([.. data.Valid.Raw[e.Sentence].Sentence!.Words.Select((w, t) => new TaggedWord(w, names[data.Valid.Tags[e.Sentence][t]], names[prediction.Tags[e.Sentence][t]]))]),
                data.Valid.Raw[e.Sentence].Origin.ToString()));
    }

    /// <summary>The longest stretches of steps that have one tag and were given another.</summary>
    private static IEnumerable<ReportExample> Stretches(TagData data, TagPrediction prediction)
    {
        IReadOnlyList<string> names = data.Encoding.Labels.Names;
        List<(int Series, int Start, int End)> found = [];
        for (int i = 0; i < data.Valid.Inputs.Count; i++)
        {
            int[] actual = data.Valid.Tags[i], predicted = prediction.Tags[i];
            for (int start = 0, end; start < actual.Length; start = end)
            {
                for (end = start + 1; end < actual.Length && actual[end] == actual[start] && predicted[end] == predicted[start]; end++)
                {
                }

                if (actual[start] != predicted[start])
                {
                    found.Add((i, start, end));
                }
            }
        }

        return found.OrderByDescending(e => e.End - e.Start).Take(MostErrors).Select(e =>
        {
            RawSequence raw = data.Valid.Raw[e.Series].Part(e.Start, e.End);
            return new ReportExample(names[data.Valid.Tags[e.Series][e.Start]], names[prediction.Tags[e.Series][e.Start]], double.NaN,
                new SeriesContent(raw.Series!.Values, raw.Series.Channels), $"{raw.Origin}, {e.End - e.Start} {(e.End - e.Start == 1 ? "step" : "steps")}");
        });
    }
}
