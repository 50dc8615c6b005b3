using Unroll.Decoding;
using Unroll.Tasks.Baselines;

namespace Unroll.Tasks.Transcribe;

/// <summary>The n-gram of training transcripts as prefix beam search asks it. The number of the blank stands for the end of a text.</summary>
internal sealed class NGramPrefix : IPrefixLanguageModel
{
    private readonly NGramModel _model;

    /// <summary>Counts transcripts.</summary>
    /// <param name="transcripts">Their symbols.</param>
    /// <param name="order">n.</param>
    /// <param name="classes">Symbols and the blank.</param>
    public NGramPrefix(IEnumerable<int[]> transcripts, int order, int classes) =>
        _model = NGramModel.Train([.. transcripts.SelectMany(t => (int[])[SymbolSet.Blank, .. t]), SymbolSet.Blank], order, classes);

    /// <inheritdoc/>
    public void LogProbabilities(ReadOnlySpan<int> prefix, Span<float> next)
    {
        int[] context = [SymbolSet.Blank, .. prefix];
        ReadOnlySpan<int> last = context.AsSpan(Math.Max(0, context.Length - _model.Order + 1));
        for (int symbol = 0; symbol < next.Length; symbol++)
        {
            next[symbol] = (float)_model.LogProbability(last, symbol);
        }
    }
}
