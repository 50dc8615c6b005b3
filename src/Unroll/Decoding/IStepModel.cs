namespace Unroll.Decoding;

/// <summary>
/// A model that is decoded token by token: it holds one state a hypothesis, and a step says for each hypothesis which one of the step before
/// it continues, so that a search can drop, repeat and reorder them. A model serves one search at a time.
/// </summary>
/// <remarks>What a hypothesis gets must not depend on the others beside it: then a search gives the same bits alone and in any batch.</remarks>
public interface IStepModel
{
    /// <summary>V.</summary>
    int VocabularySize { get; }

    /// <summary>How many sequences are to be decoded: sentences to translate, prompts to continue.</summary>
    int Sources { get; }

    /// <summary>Goes back to the beginning: one hypothesis a source, in order.</summary>
    void Begin();

    /// <summary>Feeds one token to each hypothesis.</summary>
    /// <param name="parents">For each of N hypotheses, the place at the step before of the one that it continues; after <see cref="Begin"/> the source.</param>
    /// <param name="tokens">N tokens.</param>
    /// <param name="logProbabilities">[N, V]: ln p of every next token.</param>
    void Step(ReadOnlySpan<int> parents, ReadOnlySpan<int> tokens, Span<float> logProbabilities);
}

/// <summary>A model that also says where it looked in its source, which coverage needs.</summary>
public interface IAttentiveStepModel : IStepModel
{
    /// <summary>S, the steps of the longest source.</summary>
    int MemorySteps { get; }

    /// <summary>The weights of the last step [N, S].</summary>
    ReadOnlySpan<float> Weights { get; }

    /// <summary>The steps of one source.</summary>
    /// <param name="source">0 to <see cref="IStepModel.Sources"/> − 1.</param>
    /// <returns>At most S.</returns>
    int MemoryLength(int source);
}
