using Unroll.Data.Vocabularies;
using Unroll.Tasks.Baselines;

namespace Unroll.Tasks.LanguageModel;

/// <summary>
/// What a recurrent network has to beat: an n-gram model with Witten–Bell smoothing on the same tokens, of order 5 for characters and
/// 3 for words and byte pairs.
/// </summary>
internal static class NGramBaseline
{
    public static int OrderFor(string vocabularyKind) => vocabularyKind == "char" ? 5 : 3;

    public static string NameFor(string vocabularyKind) => vocabularyKind switch
    {
        "char" => "character 5-gram (Witten-Bell)",
        "word" => "word 3-gram (Witten-Bell)",
        _ => "byte-pair 3-gram (Witten-Bell)",
    };

    public static IReadOnlyDictionary<string, double> Evaluate(int[] train, int[] test, IVocabulary vocabulary, int testCharacters)
    {
        NGramModel model = NGramModel.Train(train, OrderFor(vocabulary.Kind), vocabulary.Count);
        (double loss, double top1, double top3, double top5) = model.Evaluate(test);
        return Metrics.Of(new Score(loss, top1, top3, top5, test.Length), testCharacters);
    }
}

/// <summary>The metrics of a language model by their names.</summary>
internal static class Metrics
{
    /// <summary>Loss in nats a token, bits a character, perplexity and shares of hits.</summary>
    /// <param name="score">The score.</param>
    /// <param name="characters">How many characters the predicted tokens spell.</param>
    public static IReadOnlyDictionary<string, double> Of(Score score, int characters) => new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["loss"] = score.Loss,
        ["bitsPerCharacter"] = score.Loss * score.Count / characters / Math.Log(2),
        ["perplexity"] = Math.Exp(score.Loss),
        ["top1"] = score.Top1,
        ["top3"] = score.Top3,
        ["top5"] = score.Top5,
    };
}
