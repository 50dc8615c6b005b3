using Unroll.Data.Images;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Report;
using Unroll.Tasks.Translate;

namespace Unroll.Tasks.Caption;

/// <summary>The page about a training run of a captioner: numbers, curves, and the images that it is most wrongly sure of.</summary>
internal static class CaptionReport
{
    private const int MostErrors = 24, MostMaps = 2;

    public static RunReport Page(RunReport page, Recipe recipe, CaptionData data, EvaluateReport report, CaptionedImage[] valid, WrittenCaption[] written, Captioner captioner) => page with
    {
        Facts =
        [
            new("training data", $"{data.Options.Train}: {data.Train.Count:N0} images"),
            new("validation data", $"{data.ValidSource}: {data.Valid.Count:N0} images"),
            new("network", data.Options.Describe()),
            .. page.Facts,
        ],
        Errors = [.. Enumerable.Range(0, valid.Length)
            .Where(i => written[i].Text != captioner.Normal(valid[i].Text))
            .OrderByDescending(i => written[i].LogProbability)
            .Take(MostErrors)
            .Select(i => new ReportExample(valid[i].Text, written[i].Text, Math.Exp(written[i].LogProbability), ContentOf(valid[i].Image), data.Valid.PlaceOf(i)))],
        Figures = [.. Enumerable.Range(0, Math.Min(MostMaps, valid.Length)).Select(i => new ReportFigure($"Attention: {Rounded.Start(written[i].Text, 60)}", AttentionMap.Svg(captioner.Attention(valid[i].Image, written[i].Text)),
            "A row for each word that was written, a column for each row and each column of the image; the darker, the more it counted."))],
    };

    private static ImageContent ContentOf(GreyImage image) => new([.. image.Values.Select(v => (byte)Math.Round(Math.Clamp(v, 0, 1) * 255))], image.Width, image.Height);
}
