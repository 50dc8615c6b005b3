using Unroll.Data.Images;
using Unroll.Kernels;
using Unroll.Tasks.Metrics;

namespace Unroll.Tasks.Caption;

/// <summary>The metrics of a captioner, with the most frequent caption of training beside them.</summary>
internal static class CaptionMetrics
{
    private const ulong ShuffleSeed = 1;

    /// <summary>Which share of captions is right, word by word.</summary>
    public static double Exact(IReadOnlyList<CaptionedImage> items, Captioner captioner) =>
        Exact(items, captioner, [.. captioner.Describe([.. items.Select(i => i.Image)]).Select(c => c.Text)]);

    /// <summary>
    /// Exact matches; BLEU; exact matches with the images dealt out to the captions at random, which shows what knowing captions alone is worth; and the loss a word.
    /// </summary>
    /// <param name="task">The task's name.</param>
    /// <param name="items">Images and captions.</param>
    /// <param name="captioner">The model.</param>
    /// <param name="written">What it wrote of each.</param>
    /// <param name="baseline">The most frequent caption of training, or null of a model whose training was stopped.</param>
    public static EvaluateReport Of(string task, IReadOnlyList<CaptionedImage> items, Captioner captioner, IReadOnlyList<string> written, string? baseline)
    {
        Dictionary<string, double> metrics = Scores(items, captioner, written);
        metrics["loss"] = captioner.Loss(items);
        return new EvaluateReport(task, metrics, baseline is null ? new Dictionary<string, double>(StringComparer.Ordinal) : Scores(items, captioner, [.. items.Select(_ => baseline)]),
            baseline is null ? "none: training was stopped" : "the most frequent caption", items.Count)
        {
            Unit = "images",
            Main = "exact",
        };
    }

    private static Dictionary<string, double> Scores(IReadOnlyList<CaptionedImage> items, Captioner captioner, IReadOnlyList<string> written)
    {
        Bleu bleu = new();
        foreach ((CaptionedImage item, string text) in items.Zip(written))
        {
            bleu.Add(text, item.Text);
        }

        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["exact"] = Exact(items, captioner, written),
            ["bleu"] = bleu.Score,
            ["exactShuffled"] = Exact(items, captioner, Shuffled(written)),
        };
    }

    private static double Exact(IReadOnlyList<CaptionedImage> items, Captioner captioner, IReadOnlyList<string> written) =>
        items.Zip(written).Count(p => captioner.Normal(p.First.Text) == p.Second) / (double)items.Count;

    /// <summary>Every image gets the caption of another.</summary>
    private static string[] Shuffled(IReadOnlyList<string> written)
    {
        int[] order = [.. Enumerable.Range(0, written.Count)];
        new CounterRandom(ShuffleSeed).Shuffle(order.AsSpan());
        string[] shuffled = new string[written.Count];
        for (int i = 0; i < order.Length; i++)
        {
            shuffled[order[i]] = written[order[(i + 1) % order.Length]];
        }

        return shuffled;
    }
}
