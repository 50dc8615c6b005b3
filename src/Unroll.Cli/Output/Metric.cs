namespace Unroll.Cli.Output;

/// <summary>What a metric is called, how it is printed, and which way is better.</summary>
internal static class Metric
{
    /// <summary>The names of all metrics.</summary>
    public static readonly string[] Names =
    [
        "loss", "bitsPerCharacter", "perplexity", "top1", "top3", "top5",
        "accuracy", "macroF1", "f1", "auroc", "auprc", "entityF1", "entityPrecision", "entityRecall", "sentenceAccuracy",
        "mase", "smape", "owa", "mse", "mae", "rmse", "nrmse", "crps", "coverage80", "validLoss",
        "nll", "exact", "exactShuffled",
    ];

    /// <summary>Whether less is better, as with a loss.</summary>
    public static bool LowerIsBetter(string name) =>
        name is "perplexity" or "nll" or "bitsPerCharacter" or "mase" or "smape" or "owa" or "mse" or "mae" or "rmse" or "nrmse" or "crps" || name.Contains("loss", StringComparison.OrdinalIgnoreCase) || name.Contains("error", StringComparison.OrdinalIgnoreCase);

    /// <summary>The name in words.</summary>
    public static string Title(string name) => name switch
    {
        "loss" => "loss (nats)",
        "nll" => "NLL a step (nats)",
        "exact" => "exact match",
        "exactShuffled" => "exact, images shuffled",
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
        "validLoss" => "loss on validation points",
        _ => name,
    };

    /// <summary>The value as people read it: shares in percent.</summary>
    public static string Print(string name, double value) => name switch
    {
        _ when !double.IsFinite(value) => "-",
        "top1" or "top3" or "top5" or "accuracy" or "sentenceAccuracy" or "coverage80" or "exact" or "exactShuffled" => $"{value * 100:0.0} %",
        "perplexity" => value.ToString(value < 100 ? "0.00" : value < 1e6 ? "0.0" : "0.0e+0"),
        _ => value.ToString(Math.Abs(value) < 1e6 ? "0.0000" : "0.000e+0"),
    };
}
