using Unroll.Tasks.Recipes;
using Unroll.Tasks.Report;

namespace Unroll.Tasks.Translate;

/// <summary>The page about a training run of a translator: numbers, curves, translations that differ from the reference, and where the decoder looked.</summary>
internal static class TranslateReport
{
    private const int MostExamples = 24, MostMaps = 4, LongestOfMap = 24;

    public static RunReport Page(
        RunReport page, Recipe recipe, TranslateData data, Judge judge, Measurement measured, Translator translator) => page with
        {
            Facts =
            [
                new("training data", $"{data.Options.Train}: {data.Train.Count:N0} pairs, {data.Train.TargetTokens:N0} target tokens"),
                new("validation data", $"{data.ValidSource}: {data.Valid.Count:N0} pairs, {judge.Questions.Count:N0} sources"),
                new("tokens", data.Encoding.IsShared ? $"{data.Encoding.Source.Count:N0} for both sides" : $"{data.Encoding.Source.Count:N0} read, {data.Encoding.Target.Count:N0} written"),
                new("network", new TranslateModelOptions(recipe.Values).Describe()),
                .. page.Facts,
            ],
            Errors = [.. Examples(judge, measured)],
            Figures = [.. Maps(data, judge, translator)],
            Notes = measured.Report.Signature is { } signature ? [$"BLEU is counted as {signature}."] : [],
        };

    /// <summary>Not the worst, which are seldom typical, but some from the beginning to the end.</summary>
    private static IEnumerable<ReportExample> Examples(Judge judge, Measurement measured)
    {
        int[] wrong = [.. Enumerable.Range(0, judge.Questions.Count).Where(i => !judge.Questions[i].Targets.Contains(measured.Texts[i]))];
        int shown = Math.Min(MostExamples, wrong.Length);
        return Enumerable.Range(0, shown).Select(k => wrong[(int)((long)k * wrong.Length / shown)]).Select(i => new ReportExample(
            string.Join(" / ", judge.Questions[i].Targets.Take(3)), measured.Texts[i], double.NaN, new TextContent(judge.Questions[i].Source), judge.Questions[i].Origin.ToString()));
    }

    private static IEnumerable<ReportFigure> Maps(TranslateData data, Judge judge, Translator translator)
    {
        int[] some = [.. Enumerable.Range(0, judge.Questions.Count).Where(i => judge.Sources[i].Length <= LongestOfMap).Take(MostMaps)];
        IReadOnlyList<Decoding.Hypothesis>[] found = translator.Translate([.. some.Select(i => judge.Sources[i])], new DecodeOptions(1, 0, 0, 2 * LongestOfMap));
        foreach ((int place, int i) in some.Index())
        {
            string source = judge.Questions[i].Source;
            if (data.Encoding.AttentionOf(translator, source, found[place][0].Tokens) is { } attention)
            {
                yield return new ReportFigure($"Attention: {Rounded.Start(source, 60)}", AttentionMap.Svg(attention), "A row for each token that was written, a column for each that was read; the darker, the more it counted.");
            }
        }
    }
}
