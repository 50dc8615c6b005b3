using Unroll.Tasks.Folds;
using Xunit;

namespace Unroll.Tasks.Tests.Folds;

public sealed class FoldMetricTests
{
    private static FoldResult Fold(int fold, long count, double accuracy, double f1, double baseline) => new(fold, new EvaluateReport("classify",
        new Dictionary<string, double>(StringComparer.Ordinal) { ["accuracy"] = accuracy, ["macroF1"] = f1 },
        new Dictionary<string, double>(StringComparer.Ordinal) { ["accuracy"] = baseline }, "majority", count), 1, 1);

    [Fact]
    public void Mean_deviation_and_all_items_together()
    {
        IReadOnlyList<FoldMetric> metrics = FoldMetric.Of([Fold(1, 10, 0.5, 0.1, 0.2), Fold(2, 30, 0.9, 0.3, 0.4)]);
        Assert.Equal(["accuracy", "macroF1"], metrics.Select(m => m.Name));
        Assert.Equal(0.7, metrics[0].Mean, 12);
        Assert.Equal(Math.Sqrt(0.08), metrics[0].Deviation, 12);

        // 5 of 10 and 27 of 30 are 32 of 40.
        Assert.Equal(0.8, metrics[0].Pooled!.Value, 12);
        Assert.Equal(0.3, metrics[0].Baseline!.Value, 12);
        Assert.Equal(14.0 / 40, metrics[0].BaselinePooled!.Value, 12);
        Assert.Equal((null, null, null), (metrics[1].Pooled, metrics[1].Baseline, metrics[1].BaselinePooled));
    }
}
