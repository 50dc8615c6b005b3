using Unroll.Kernels;
using Unroll.Tasks.Report;

namespace Unroll.Tasks.Tests.Report;

/// <summary>A report that has everything.</summary>
internal static class SampleReport
{
    private static readonly string[] s_labels = ["abbreviation", "description", "entity", "human", "location", "number"];

    public static RunReport Full() => new()
    {
        Title = "trec",
        Task = "classify",
        Facts = [new("data", "recipes/data/trec.tsv"), new("training examples", "4,906"), new("validation examples", "546"),
            new("network", "GRU, bidirectional, 1 layer of 96 units, attention pooling"), new("parameters", "412,806"), new("seed", "1"), new("time", "1 min 42 s")],
        Metrics = new Dictionary<string, double> { ["accuracy"] = 0.8736, ["macroF1"] = 0.8411, ["auroc"] = 0.9774, ["loss"] = 0.4312 },
        Baseline = new Dictionary<string, double> { ["accuracy"] = 0.7821, ["macroF1"] = 0.7314, ["loss"] = 0.8123 },
        BaselineName = "naive Bayes on words and pairs of words",
        Curve = Curve(60),
        Confusion = Confusion(s_labels),
        Errors =
        [
            new("location", "entity", 0.871, new TextContent("What is the birthplace of the inventor of the <blink> & \"marquee\" tags ?"), "trec.tsv:212"),
            new("human", "entity", 0.5532, new TextContent("مرحبا بالعالم \u202E who? \u0007 👩‍👩‍👧 done"), "trec.tsv:18"),
            new("walking", "sitting", 0.99971, new SeriesContent(Waves(128, 3), 3)),
            new("7", "1", 0.62, new ImageContent(Blob(28), 28, 28)),
            new("", "", double.NaN, new TaggedContent([new("Breaking", "O", "O"), new(":", "O", "O"), new("Empire", "B-location", "B-creative-work"), new("State", "I-location", "I-creative-work"),
                new("Building", "I-location", "I-location"), new("lights", "O", "O"), new("for", "O", "O"), new("Ms", "O", "B-person"), new("Žižek", "B-person", "I-person")])),
        ],
        Notes = ["14 validation examples also stand in the training part.", "The label 'abbreviation' has 9 validation examples: its numbers are coarse."],
        Figures = [new("Attention", """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 10" role="img" aria-label="weights"><rect class="model" width="60" height="10"/></svg>""", "Where the network looked.")],
    };

    public static IReadOnlyList<CurvePoint> Curve(int points)
    {
        CounterRandom random = new(3);
        return [.. Enumerable.Range(1, points).Select(i =>
        {
            double u = (double)i / points, train = (1.8 * Math.Exp(-4 * u)) + 0.05 + (0.08 * random.NextSingle());
            return new CurvePoint(i * 50, i * 50 / 153.3, train, i % 2 == 0 ? 0.43 + Math.Exp(-5 * u) + (0.15 * u * u) : null, 0.003 * (1 + Math.Cos(Math.PI * u)) / 2, 0.4 + random.NextSingle());
        })];
    }

    public static ReportConfusion Confusion(string[] labels)
    {
        CounterRandom random = new(7);
        long[,] counts = new long[labels.Length, labels.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            for (int j = 0; j < labels.Length; j++)
                counts[i, j] = i == j ? 20 + random.NextInt32(100) : Math.Max(0, random.NextInt32(24) - 15);
        }

        return new ReportConfusion(labels, counts);
    }

    public static float[] Waves(int steps, int channels) =>
        [.. Enumerable.Range(0, steps * channels).Select(i => MathF.Sin((i / channels * 0.15f) + (i % channels * 1.3f)) * (1 + (i % channels)))];

    private static byte[] Blob(int size) =>
        [.. Enumerable.Range(0, size * size).Select(i => (byte)Math.Clamp(255 - (40 * Math.Abs((i % size) - 20 + (i / size / 2))), 0, 255))];
}
