using Unroll.Data.Text;
using Unroll.Data.Vocabularies;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.LanguageModel;

/// <summary>The text of a recipe in its two parts.</summary>
/// <param name="Train">What is learned from.</param>
/// <param name="TrainSource">Where it comes from.</param>
/// <param name="Valid">What is held back.</param>
/// <param name="ValidSource">Where it comes from.</param>
public sealed record LanguageModelText(string Train, string TrainSource, string Valid, string ValidSource)
{
    /// <summary>Reads the text that a recipe names.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <returns>The two parts, neither empty.</returns>
    /// <exception cref="DataException">The text cannot be read, or leaves nothing for one of the parts.</exception>
    public static LanguageModelText Read(Recipe recipe)
    {
        DataOptions data = recipe.Data;
        int maxTrain = Limit(data.MaxTrainCharacters), maxValid = Limit(data.MaxValidCharacters);
        if (data.IsSdkDocs)
        {
            CorpusSplit split = SdkDocumentation.Read(maxTrain, maxValid);
            return new(split.Train, split.Source, split.Valid, "3 of 100 entries of it, held back");
        }

        TextCorpus corpus = TextCorpus.Read(recipe.Resolve(data.Train));
        if (data.Valid is not null)
        {
            return new(Cut(corpus.Text, maxTrain), data.Train, Cut(TextCorpus.Read(recipe.Resolve(data.Valid)).Text, maxValid), data.Valid);
        }

        int border = (int)Math.Round(corpus.Text.Length * (1 - data.ValidFraction));
        string train = Cut(corpus.Text[..border], maxTrain), valid = Cut(corpus.Text[border..], maxValid);
        return train.Length > 0 && valid.Length > 0
            ? new(train, data.Train, valid, $"the last {data.ValidFraction:P0} of it, held back")
            : throw new DataException($"'{data.Train}' has {corpus.Text.Length} characters, too few to hold back {data.ValidFraction:P0} of them (data.validFraction) for validation. Give more text, or name a validation file in data.valid.");
    }

    /// <summary>Learns the vocabulary that a recipe asks for from the training text.</summary>
    /// <param name="data">The options.</param>
    /// <returns>The vocabulary.</returns>
    public IVocabulary BuildVocabulary(DataOptions data)
    {
        int size = data.VocabularySize ?? int.MaxValue;
        return data.Tokens switch
        {
            "char" => CharVocabulary.Build(Train, size, data.MinCount),
            "word" => WordVocabulary.Build(Train, WordSplit.Blanks, size, data.MinCount, data.Lowercase),
            _ => BytePairVocabulary.Train(Train, size),
        };
    }

    private static int Limit(long? characters) => (int)Math.Min(characters ?? int.MaxValue, int.MaxValue);

    private static string Cut(string text, int limit)
    {
        if (text.Length <= limit)
        {
            return text;
        }

        return text[..(char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit)];
    }
}
