using Unroll.Data.Music;
using Unroll.Kernels;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Report;

namespace Unroll.Tasks.Compose;

/// <summary>The page about a training run of a composer: numbers beside simple models, curves, and piano rolls of what it writes.</summary>
internal static class ComposeReport
{
    private const int Shown = 128, Given = 8;

    public static RunReport Page(RunReport page, Recipe recipe, ComposeData data, EvaluateReport report, Composer composer) => page with
    {
        Facts =
        [
            new("training data", $"{data.Options.Train}: {data.Train.Rolls.Count:N0} pieces, {data.Train.Steps:N0} steps"),
            new("validation data", $"{data.ValidSource}: {data.Valid.Rolls.Count:N0} pieces, {data.Valid.Steps:N0} steps"),
            new("network", data.Options.Describe()),
            .. page.Facts,
        ],
        Notes = [.. ComposeTask.Warnings(data)],
        Figures = [.. Figures(recipe, data, composer)],
    };

    private static IEnumerable<ReportFigure> Figures(Recipe recipe, ComposeData data, Composer composer)
    {
        CounterRandom random = new(recipe.Train.Seed);
        for (int style = 0; style < Math.Clamp(data.Styles.Names.Count, 1, 4); style++)
        {
            string of = data.Styles.Names.Count > 0 ? $" of the style {data.Styles.Names[style]}" : "";
            yield return Figure($"A new piece{of}", [.. composer.Write(style, [], 1, random.Fork((ulong)style)).Take(Shown)], 0, "Written from nothing, at temperature 1.");
        }

        PianoRoll piece = data.Valid.Rolls.MaxBy(r => Math.Min(r.Length, Shown))!;
        int[][] start = piece.Steps[..Math.Min(Given, piece.Length - 1)];
        int number = data.Valid.Rolls.ToList().IndexOf(piece);
        yield return Figure("A validation piece, gone on with", [.. start, .. composer.Write(data.Valid.Styles[number], start, 1, random.Fork(99)).Take(Shown - start.Length)], start.Length, $"Its first {start.Length} steps are given, in another colour.");
        yield return Figure("The same piece as it is", piece.Steps[..Math.Min(Shown, piece.Length)], 0, $"From {piece.Place}.");
    }

    private static ReportFigure Figure(string title, IReadOnlyList<int[]> steps, int given, string caption) => new(title, PianoRollChart.Figure(steps, given, title), caption);
}
