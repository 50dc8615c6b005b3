using Unroll.Data.Pairs;
using Unroll.Decoding;
using Unroll.Tasks.Baselines;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Translate;

/// <summary>A translator beside its baselines on some pairs.</summary>
/// <param name="Report">The metrics.</param>
/// <param name="Texts">What it wrote for each question of the judge.</param>
internal sealed record Measurement(EvaluateReport Report, string[] Texts)
{
    /// <summary>Translates and judges.</summary>
    /// <param name="recipe">How to search.</param>
    /// <param name="judge">The pairs.</param>
    /// <param name="translator">The translator.</param>
    /// <param name="text">Makes texts of its tokens.</param>
    /// <param name="train">The pairs that it learned from, among which the nearest neighbour is looked for; null where they cannot be read.</param>
    public static Measurement Of(Recipe recipe, Judge judge, Translator translator, TranslationText text, IReadOnlyList<TextPair>? train)
    {
        IReadOnlyList<Hypothesis>[] found = translator.Translate(judge.Sources, new DecodeOptions(recipe.Values));
        string[] sources = [.. judge.Questions.Select(q => q.Source)], texts = text.Of(sources, found);
        Dictionary<string, double> metrics = judge.Metrics(texts);
        metrics["loss"] = translator.Loss(judge.Pairs);
        metrics["perplexity"] = Math.Exp(metrics["loss"]);

        bool words = new TranslateDataOptions(recipe.Values).Format == "dictionary";
        CopyBaseline copy = new();
        Dictionary<string, double> copied = judge.Metrics([.. sources.Select(copy.Predict)]);
        if (train is null)
        {
            return new Measurement(Beside(recipe, judge, metrics, copied, copy.Name), texts);
        }

        NearestNeighbourBaseline nearest = NearestNeighbourBaseline.Fit(train, words ? NeighbourUnits.Characters : NeighbourUnits.Words);
        Dictionary<string, double> neighbours = judge.Metrics([.. sources.Select(nearest.Predict)]);
        EvaluateReport report = Beside(recipe, judge, metrics, neighbours, nearest.Name);
        return new Measurement(words ? report : report with { Others = new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal) { [copy.Name] = copied } }, texts);
    }

    private static EvaluateReport Beside(Recipe recipe, Judge judge, Dictionary<string, double> metrics, Dictionary<string, double> baseline, string name) =>
        new(recipe.Task, metrics, baseline, name, judge.Questions.Count) { Unit = "texts", Signature = judge.Signature };
}
