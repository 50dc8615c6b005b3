namespace Unroll.Data.Vocabularies;

/// <summary>The errors that all vocabularies share.</summary>
internal static class VocabularyErrors
{
    public static ArgumentOutOfRangeException NoSuchId(IVocabulary vocabulary, int id) => new(
        nameof(id), id,
        $"Vocabulary '{vocabulary.Kind}': there is no token {id}; ids run from 0 to {vocabulary.Count - 1}. "
        + "Check that the ids come from this vocabulary.");
}
