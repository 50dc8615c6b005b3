namespace Unroll.Data.Vocabularies;

/// <summary>What a language model reads and writes: a numbered set of tokens, and the way from text to numbers and back.</summary>
/// <remarks>Vocabularies are immutable, so that any number of threads may share one.</remarks>
public interface IVocabulary
{
    /// <summary>The name of the kind in a recipe and a model file: <c>char</c>, <c>word</c> or <c>bpe</c>.</summary>
    string Kind { get; }

    /// <summary>How many tokens there are; ids run from 0 to <c>Count - 1</c>.</summary>
    int Count { get; }

    /// <summary>Text to token ids.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The ids, in the order of the text.</returns>
    int[] Encode(ReadOnlySpan<char> text);

    /// <summary>Token ids to text.</summary>
    /// <param name="ids">Ids from 0 to <c>Count - 1</c>.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    string Decode(ReadOnlySpan<int> ids);

    /// <summary>One token as it is shown to people.</summary>
    /// <param name="id">An id from 0 to <c>Count - 1</c>.</param>
    /// <returns>The token.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in the vocabulary.</exception>
    string Token(int id);
}
