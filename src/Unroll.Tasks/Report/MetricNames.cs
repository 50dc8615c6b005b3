using System.Globalization;

namespace Unroll.Tasks.Report;

/// <summary>How metrics are called and written for people; the names that programs read are in <see cref="RunReport.Metrics"/>.</summary>
internal static class MetricNames
{
    private static readonly Dictionary<string, string> s_shown = new(StringComparer.Ordinal)
    {
        ["f1"] = "F1",
        ["macroF1"] = "macro F1",
        ["entityF1"] = "entity F1",
        ["frameF1"] = "frame F1",
        ["auroc"] = "AUROC",
        ["auprc"] = "AUPRC",
        ["exactShuffled"] = "exactly right, images shuffled",
        ["nll"] = "NLL a step",
        ["mae"] = "MAE",
        ["rmse"] = "RMSE",
        ["mse"] = "MSE",
        ["mase"] = "MASE",
        ["smape"] = "sMAPE",
        ["crps"] = "CRPS",
        ["owa"] = "OWA",
        ["windowsFound"] = "labelled windows found",
        ["windows"] = "labelled windows",
        ["falseAlarms"] = "false alarms a week",
        ["validTime"] = "valid time in Lyapunov times",
        ["validLoss"] = "validation loss",
        ["nrmse"] = "NRMSE",
        ["coverage80"] = "coverage of 80 % intervals",
        ["bleu"] = "BLEU",
        ["chrf"] = "chrF2",
        ["wer"] = "word error rate",
        ["per"] = "phoneme error rate",
        ["cer"] = "character error rate",
        ["der"] = "digit error rate",
        ["exact"] = "exactly right",
        ["paraphrased"] = "right in other words",
        ["top1"] = "top 1",
        ["top3"] = "top 3",
        ["top5"] = "top 5",
    };

    private static readonly HashSet<string> s_lowerIsBetter = new(StringComparer.Ordinal)
    {
        "loss", "nll", "validLoss", "perplexity", "bitsPerCharacter", "mae", "rmse", "mse", "mase", "smape", "owa", "nrmse", "crps", "falseAlarms", "brier", "calibrationError", "errorRate", "wordErrorRate", "characterErrorRate", "wer", "per", "cer", "der",
    };

    /// <summary>The name as people say it: <c>bitsPerCharacter</c> is "bits per character".</summary>
    public static string Shown(string name) => s_shown.GetValueOrDefault(name)
        ?? string.Concat(name.Select(static (c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));

    /// <summary>Whether a smaller value is the better one.</summary>
    public static bool LowerIsBetter(string name) => s_lowerIsBetter.Contains(name) || name.StartsWith("nrmse", StringComparison.Ordinal);

    /// <summary>Whether a metric is a share of examples, which people read in percent.</summary>
    public static bool IsShare(string name) => name.EndsWith("ccuracy", StringComparison.Ordinal) || name is "top1" or "top3" or "top5" or "exact" or "exactShuffled" or "paraphrased" or "wer" or "per" or "cer" or "der" or "precision" or "recall" or "coverage80";

    /// <summary>The value as people read it.</summary>
    public static string Value(string name, double value) => IsShare(name) ? Rounded.Share(value) : Plain(value);

    /// <summary>How far a value lies above another, with its sign.</summary>
    public static string Difference(string name, double value, double other)
    {
        double difference = value - other;
        if (!double.IsFinite(difference))
            return Rounded.None;
        string sign = difference > 0 ? "+" : "";
        return IsShare(name) ? $"{sign}{100 * difference:0.0} points" : sign + Plain(difference);
    }

    /// <summary>Three decimals where that says enough, so that the numbers of a column can be compared.</summary>
    private static string Plain(double value) =>
        value is 0 || Math.Abs(value) is >= 0.01 and < 100 ? value.ToString("0.000", CultureInfo.InvariantCulture) : Rounded.Number(value);
}
