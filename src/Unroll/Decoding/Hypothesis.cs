namespace Unroll.Decoding;

/// <summary>One decoded sequence.</summary>
/// <param name="Tokens">The tokens, without start and end.</param>
/// <param name="LogProbability">ln p of the tokens, and of the end where it was reached.</param>
/// <param name="Score">What hypotheses are ranked by: the log-probability after the penalties.</param>
/// <param name="Finished">Whether the end was reached before the maximum length.</param>
public sealed record Hypothesis(IReadOnlyList<int> Tokens, double LogProbability, double Score, bool Finished);

/// <summary>What every decoding needs to know.</summary>
/// <param name="Start">The token that is fed first.</param>
/// <param name="End">The token that ends a sequence, or −1 for none.</param>
/// <param name="MaxLength">The most tokens of a sequence, the end among them.</param>
public record DecodingOptions(int Start, int End, int MaxLength)
{
    internal void Check(string who, IStepModel model)
    {
        if ((uint)Start >= (uint)model.VocabularySize || End >= model.VocabularySize)
        {
            throw new ArgumentException($"{who}: the start is token {Start} and the end {End}, expected numbers below {model.VocabularySize}, the size of the vocabulary.");
        }

        if (MaxLength < 1)
        {
            throw new ArgumentException($"{who}: the maximum length is {MaxLength}, expected at least 1.");
        }
    }
}
