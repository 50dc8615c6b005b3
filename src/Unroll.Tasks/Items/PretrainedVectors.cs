using Unroll.Data.Vocabularies;
using Unroll.Layers;

namespace Unroll.Tasks.Items;

/// <summary>Starts an embedding from word vectors that were learned elsewhere.</summary>
internal static class PretrainedVectors
{
    /// <summary>Reads the vectors of the words of a vocabulary into an embedding; words that the file does not have keep their random start.</summary>
    /// <exception cref="DataException">The tokens are no words, or the vectors have another length.</exception>
    public static void Load(string path, IVocabulary? vocabulary, Parameter embedding, int size)
    {
        if (vocabulary is not WordVocabulary)
        {
            throw new DataException($"data.vectors is '{path}', but the model does not read words, expected data.tokens = \"word\". Leave the vectors out, or read words.");
        }

        WordVectors vectors = WordVectors.Read(path, [.. Enumerable.Range(0, vocabulary.Count).Select(vocabulary.Token)]);
        if (vectors.Dimension != size)
        {
            throw new DataException($"Word vectors '{path}': they have {vectors.Dimension} numbers a word, expected {size} because model.embedding is {size}. Set \"embedding\": {vectors.Dimension}.");
        }

        vectors.CopyTo(embedding.Values);
    }
}
