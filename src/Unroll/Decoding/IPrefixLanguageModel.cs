namespace Unroll.Decoding;

/// <summary>A language model over labels, as CTC prefix beam search asks it.</summary>
public interface IPrefixLanguageModel
{
    /// <summary>What may follow a beginning; asked once for each beginning in the beam.</summary>
    /// <param name="prefix">The labels so far, perhaps none.</param>
    /// <param name="next">[C]: to be filled with ln p of every class as the next label; the blank's is not read.</param>
    void LogProbabilities(ReadOnlySpan<int> prefix, Span<float> next);
}
