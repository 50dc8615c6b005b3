using Unroll.Tasks.Metrics;

namespace Unroll.Tasks.Tag;

/// <summary>The metrics of a tagger; the first of them decides which model is the best.</summary>
internal static class TagMetrics
{
    /// <summary>
    /// Of entities (BIO): F1, precision and recall of whole entities, then accuracy and macro F1 of words. Of other words: accuracy, the share of sentences
    /// without a mistake, macro F1. Of series: macro F1 and accuracy of steps. Of two tags also F1, AUROC and AUPRC of the one that is looked for; the loss
    /// is the mean −ln p of the right tag, where there are probabilities.
    /// </summary>
    public static IReadOnlyDictionary<string, double> Of(TagPart part, TagPrediction prediction, TagEncoding encoding)
    {
        Dictionary<string, double> metrics = new(StringComparer.Ordinal);
        ConfusionMatrix confusion = Confusion(part, prediction, encoding);
        if (encoding.IsBio)
        {
            EntityScore score = new();
            for (int i = 0; i < part.Inputs.Count; i++)
            {
                score.Add(Names(part.Tags[i], encoding), Names(prediction.Tags[i], encoding));
            }

            (metrics["entityF1"], metrics["entityPrecision"], metrics["entityRecall"]) = (score.F1, score.Precision, score.Recall);
        }

        if (encoding.Words is null)
        {
            (metrics["macroF1"], metrics["accuracy"]) = (confusion.MacroF1, confusion.Accuracy);
        }
        else
        {
            metrics["accuracy"] = confusion.Accuracy;
            metrics["sentenceAccuracy"] = Enumerable.Range(0, part.Inputs.Count).Count(i => part.Tags[i].AsSpan().SequenceEqual(prediction.Tags[i])) / (double)part.Inputs.Count;
            metrics["macroF1"] = confusion.MacroF1;
        }

        AddDetection(metrics, part, prediction, confusion, encoding);
        if (prediction.Probabilities is not null)
        {
            metrics["loss"] = Loss(part, prediction.Probabilities, encoding.Labels.Count);
        }

        return metrics;
    }

    /// <summary>A report of a model and its baseline, with precision and recall of every tag.</summary>
    public static EvaluateReport Report(string task, TagPart part, TagPrediction prediction, TagEncoding encoding, IReadOnlyDictionary<string, double> baseline, string baselineName)
    {
        ConfusionMatrix confusion = Confusion(part, prediction, encoding);
        return new EvaluateReport(task, Of(part, prediction, encoding), baseline, baselineName, part.Steps)
        {
            Unit = encoding.Words is null ? "steps" : "words",
            Labels = confusion.Labels(encoding.Labels.Names),
            Confusion = confusion.Rows,
        };
    }

    private static void AddDetection(Dictionary<string, double> metrics, TagPart part, TagPrediction prediction, ConfusionMatrix confusion, TagEncoding encoding)
    {
        if (encoding.Positive is not { } positive)
        {
            return;
        }

        metrics["f1"] = confusion.F1(positive);
        if (prediction.Probabilities is { } probabilities)
        {
            int tags = encoding.Labels.Count;
            float[] scores = [.. probabilities.SelectMany(p => Enumerable.Range(0, p.Length / tags).Select(t => p[(t * tags) + positive]))];
            bool[] actual = [.. part.Tags.SelectMany(t => t).Select(t => t == positive)];
            double area = RankingMetrics.AreaUnderRoc(scores, actual);
            if (double.IsFinite(area))
            {
                (metrics["auroc"], metrics["auprc"]) = (area, RankingMetrics.AveragePrecision(scores, actual));
            }
        }
    }

    private static double Loss(TagPart part, float[][] probabilities, int tags)
    {
        double sum = 0;
        for (int i = 0; i < part.Inputs.Count; i++)
        {
            for (int t = 0; t < part.Tags[i].Length; t++)
            {
                sum -= Math.Log(Math.Max(probabilities[i][(t * tags) + part.Tags[i][t]], ClassificationMetrics.LeastProbability));
            }
        }

        return sum / part.Steps;
    }

    private static ConfusionMatrix Confusion(TagPart part, TagPrediction prediction, TagEncoding encoding)
    {
        ConfusionMatrix confusion = new(encoding.Labels.Count);
        for (int i = 0; i < part.Inputs.Count; i++)
        {
            for (int t = 0; t < part.Tags[i].Length; t++)
            {
                confusion.Add(part.Tags[i][t], prediction.Tags[i][t]);
            }
        }

        return confusion;
    }

    private static string[] Names(int[] tags, TagEncoding encoding) => Array.ConvertAll(tags, t => encoding.Labels.Names[t]);
}
