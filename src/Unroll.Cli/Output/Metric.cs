namespace Unroll.Cli.Output;

/// <summary>What a metric is called, how it is printed, and which way is better.</summary>
internal static class Metric
{
    /// <summary>The names of all metrics.</summary>
    public static readonly string[] Names =
    [
        "loss", "bitsPerCharacter", "perplexity", "top1", "top3", "top5",
        "accuracy", "macroF1", "f1", "auroc", "auprc", "entityF1", "entityPrecision", "entityRecall", "sentenceAccuracy",
        "mase", "smape", "owa", "mse", "mae", "rmse", "nrmse", "crps", "coverage80", "validTime", "windowsFound", "windows", "falseAlarms", "validLoss",
        "bleu", "chrf", "wer", "per", "cer", "der", "exact", "nll", "paraphrased", "exactShuffled",
    ];

    /// <summary>Whether there is a metric of that name; nrmse84 is the error at step 84.</summary>
    public static bool IsKnown(string name) => Names.Contains(name) || (name.StartsWith("nrmse", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), out int step) && step > 0);

    /// <summary>Whether less is better, as with a loss.</summary>
    public static bool LowerIsBetter(string name) =>
        name is "perplexity" or "falseAlarms" or "nll" or "bitsPerCharacter" or "mase" or "smape" or "owa" or "mse" or "mae" or "rmse" or "crps" or "wer" or "per" or "cer" or "der" || name.StartsWith("nrmse", StringComparison.Ordinal) || name.Contains("loss", StringComparison.OrdinalIgnoreCase) || name.Contains("error", StringComparison.OrdinalIgnoreCase);

    /// <summary>The name in words.</summary>
    public static string Title(string name) => name switch
    {
        "loss" => "loss (nats)",
        "nll" => "NLL a step (nats)",
        "exactShuffled" => "right, images shuffled",
        "bitsPerCharacter" => "bits a character",
        "top1" => "top-1 accuracy",
        "top3" => "top-3 accuracy",
        "top5" => "top-5 accuracy",
        "macroF1" => "macro F1",
        "f1" => "F1",
        "auroc" => "AUROC",
        "auprc" => "AUPRC",
        "entityF1" => "entity F1",
        "entityPrecision" => "entity precision",
        "entityRecall" => "entity recall",
        "sentenceAccuracy" => "whole sentences right",
        "mase" or "owa" or "mse" or "mae" or "rmse" or "nrmse" or "crps" => name.ToUpperInvariant(),
        "smape" => "sMAPE (percent)",
        "coverage80" => "in 80 % intervals",
        "windowsFound" => "labelled windows found",
        "windows" => "labelled windows",
        "falseAlarms" => "false alarms a week",
        "validTime" => "valid time (Lyapunov times)",
        "bleu" => "BLEU",
        "chrf" => "chrF2",
        "wer" => "word error rate",
        "per" => "phoneme error rate",
        "cer" => "character error rate",
        "der" => "digit error rate",
        "exact" => "exactly right",
        "paraphrased" => "right in other words",
        "validLoss" => "loss on validation points",
        _ when name.StartsWith("nrmse", StringComparison.Ordinal) => $"NRMSE at step {name[5..]}",
        _ => name,
    };

    /// <summary>The value as people read it: shares in percent.</summary>
    public static string Print(string name, double value) => name switch
    {
        _ when !double.IsFinite(value) => "-",
        "top1" or "top3" or "top5" or "accuracy" or "sentenceAccuracy" or "coverage80" or "exact" or "exactShuffled" or "paraphrased" or "wer" or "per" or "cer" or "der" => $"{value * 100:0.0} %",
        "windowsFound" or "windows" => value.ToString("0"),
        "perplexity" => value.ToString(value < 100 ? "0.00" : value < 1e6 ? "0.0" : "0.0e+0"),
        _ when value != 0 && Math.Abs(value) < 1e-3 => value.ToString("0.00e+0"),
        _ => value.ToString(Math.Abs(value) < 1e6 ? "0.0000" : "0.000e+0"),
    };
}
