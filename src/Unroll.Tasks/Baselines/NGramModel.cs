namespace Unroll.Tasks.Baselines;

/// <summary>
/// The n-gram language model that every recurrent network is compared with: interpolated Witten–Bell smoothing (Witten and Bell 1991;
/// Chen and Goodman 1998), down to the uniform distribution over the vocabulary.
/// </summary>
/// <remarks>
/// P(w | h) = (c(h, w) + T(h) P(w | h')) / (c(h) + T(h)), where c counts, T(h) is the number of distinct tokens seen after h, and h' is
/// h without its first token. For a context that was never seen, P(w | h) = P(w | h').
/// </remarks>
public sealed class NGramModel
{
    private const int TopCount = 5;
    private readonly NGramTrie _grams;

    private NGramModel(NGramTrie grams, int order, int vocabularySize)
    {
        _grams = grams;
        Order = order;
        VocabularySize = vocabularySize;
    }

    /// <summary>n: a token is predicted from the n - 1 tokens before it.</summary>
    public int Order { get; }

    /// <summary>How many tokens there are.</summary>
    public int VocabularySize { get; }

    /// <summary>How many distinct n-grams of all lengths were counted.</summary>
    public int GramCount => _grams.Count - 1;

    /// <summary>Counts the n-grams of a sequence. One pass; about 50 bytes of memory for each distinct n-gram of each length.</summary>
    /// <param name="tokens">Ids from 0 to <paramref name="vocabularySize"/> - 1.</param>
    /// <param name="order">n, at least 1.</param>
    /// <param name="vocabularySize">How many tokens there are.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary, or a size is not positive.</exception>
    public static NGramModel Train(ReadOnlySpan<int> tokens, int order, int vocabularySize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(order);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(vocabularySize);
        NGramModel model = new(new NGramTrie(), order, vocabularySize);
        // ends[k] is the gram of the last k tokens.
        int[] ends = new int[order + 1];
        for (int i = 0; i < tokens.Length; i++)
        {
            model.CheckToken(tokens[i]);
            for (int k = Math.Min(i, order - 1); k >= 0; k--)
            {
                ends[k + 1] = model._grams.Add(ends[k], tokens[i]);
            }
        }

        return model;
    }

    /// <summary>log P(token | context).</summary>
    /// <param name="context">The tokens before, oldest first; of a long context the last <see cref="Order"/> - 1 count.</param>
    /// <param name="token">The token to judge.</param>
    /// <returns>The natural logarithm of the probability; finite.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The token is not in the vocabulary.</exception>
    public double LogProbability(ReadOnlySpan<int> context, int token)
    {
        CheckToken(token);
        Span<int> contexts = new int[Order];
        int seen = 1;
        for (int k = 1; k <= Math.Min(context.Length, Order - 1); k++)
        {
            int node = NGramTrie.Root;
            foreach (int t in context[^k..])
            {
                node = node == NGramTrie.None ? node : _grams.Child(node, t);
            }

            if (node == NGramTrie.None)
            {
                break;
            }

            contexts[seen++] = node;
        }

        return Math.Log(Probability(contexts[..seen], token));
    }

    /// <summary>The mean of -log P over a sequence, each token given those before it.</summary>
    /// <param name="tokens">At least one token.</param>
    /// <returns>Nats a token.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The sequence is empty, or an id is not in the vocabulary.</exception>
    public double CrossEntropy(ReadOnlySpan<int> tokens)
    {
        ArgumentOutOfRangeException.ThrowIfZero(tokens.Length);
        double sum = 0;
        ContextWindow window = new(this);
        foreach (int token in tokens)
        {
            CheckToken(token);
            sum -= Math.Log(Probability(window.Contexts, token));
            window.Push(token);
        }

        return sum / tokens.Length;
    }

    /// <summary>Cross-entropy, and how often the right token is among the one, three and five most probable.</summary>
    /// <param name="tokens">At least one token.</param>
    /// <returns>
    /// The loss in nats a token, and three shares from 0 to 1. Of equally probable tokens the one with the smaller id is first.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The sequence is empty, or an id is not in the vocabulary.</exception>
    public (double Loss, double Top1, double Top3, double Top5) Evaluate(ReadOnlySpan<int> tokens)
    {
        ArgumentOutOfRangeException.ThrowIfZero(tokens.Length);
        double sum = 0;
        Span<int> hitsAtRank = stackalloc int[TopCount + 1];
        Dictionary<int, int[]> tops = [];
        ContextWindow window = new(this);
        foreach (int token in tokens)
        {
            CheckToken(token);
            sum -= Math.Log(Probability(window.Contexts, token));
            int rank = Array.IndexOf(Top(window.Contexts, tops), token);
            hitsAtRank[rank < 0 ? TopCount : rank]++;
            window.Push(token);
        }

        double n = tokens.Length;
        int top1 = hitsAtRank[0];
        int top3 = top1 + hitsAtRank[1] + hitsAtRank[2];
        return (sum / n, top1 / n, top3 / n, (top3 + hitsAtRank[3] + hitsAtRank[4]) / n);
    }

    /// <summary>P(token | h) from the contexts h of length 0, 1, 2, ... that were seen.</summary>
    private double Probability(ReadOnlySpan<int> contexts, int token)
    {
        double p = 1.0 / VocabularySize;
        bool seen = true;
        foreach (int context in contexts)
        {
            ref readonly NGramTrie.Node h = ref _grams[context];
            if (h.Followed > 0)
            {
                // A gram that was not seen after a short context was not seen after a longer one either.
                int gram = seen ? _grams.Child(context, token) : NGramTrie.None;
                seen = gram != NGramTrie.None;
                p = ((seen ? _grams[gram].Count : 0) + (h.Types * p)) / (h.Followed + h.Types);
            }
        }

        return p;
    }

    /// <summary>The most probable tokens after a context, best first.</summary>
    /// <remarks>
    /// A token that was not seen after h keeps the order it has after h'. So the best after h are among the followers of h and the best
    /// after h', and each distinct context is worked out once, at the cost of its followers.
    /// </remarks>
    private int[] Top(ReadOnlySpan<int> contexts, Dictionary<int, int[]> known)
    {
        if (known.TryGetValue(contexts[^1], out int[]? top))
        {
            return top;
        }

        // Before anything is counted all tokens are alike, and the smallest ids come first.
        int[] shorter = contexts.Length > 1 ? Top(contexts[..^1], known) : [.. Enumerable.Range(0, Math.Min(TopCount, VocabularySize))];
        TopList best = new(TopCount);
        foreach (int token in shorter)
        {
            best.Offer(token, Probability(contexts, token));
        }

        for (int g = _grams[contexts[^1]].FirstChild; g != NGramTrie.None; g = _grams[g].NextSibling)
        {
            int token = _grams[g].Token;
            if (Array.IndexOf(shorter, token) < 0)
            {
                best.Offer(token, Probability(contexts, token));
            }
        }

        return known[contexts[^1]] = best.Tokens;
    }

    private void CheckToken(int token)
    {
        if ((uint)token >= (uint)VocabularySize)
        {
            throw new ArgumentOutOfRangeException(
                nameof(token), token,
                $"NGramModel: token {token} is not in the vocabulary; ids run from 0 to {VocabularySize - 1}. Check vocabularySize.");
        }
    }

    /// <summary>The nodes of the last 0, 1, 2, ... tokens, as far as they were seen in training.</summary>
    private ref struct ContextWindow(NGramModel model)
    {
        private readonly int[] _nodes = new int[model.Order];
        private int _count = 1;

        public readonly ReadOnlySpan<int> Contexts => _nodes.AsSpan(0, _count);

        public void Push(int token)
        {
            // A gram's node is the child of the node of its beginning, which is one place shorter in the window so far. From the longest
            // down, so that none is overwritten before it is used.
            int longest = Math.Min(_count, model.Order - 1);
            _count = longest + 1;
            for (int k = longest; k > 0; k--)
            {
                _nodes[k] = model._grams.Child(_nodes[k - 1], token);
                _count = _nodes[k] == NGramTrie.None ? k : _count;
            }
        }
    }
}
