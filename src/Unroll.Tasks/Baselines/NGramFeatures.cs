using System.Text;

namespace Unroll.Tasks.Baselines;

/// <summary>
/// Some n-grams of tokens, numbered from 0: the most frequent. With an n-gram its beginnings are always there too, because they are at
/// least as frequent; so each is the child of another by its last token, and a text is matched by walking down.
/// </summary>
internal sealed class NGramFeatures
{
    private readonly NGramTrie _grams = new();
    private readonly Dictionary<string, int> _idOf;

    private NGramFeatures(string[] tokens, int order)
    {
        Tokens = tokens;
        Order = order;
        _idOf = IdsOf(tokens);
    }

    /// <summary>The tokens that the n-grams are made of, in ordinal order.</summary>
    public string[] Tokens { get; }

    /// <summary>The longest n-gram.</summary>
    public int Order { get; }

    /// <summary>How many n-grams there are.</summary>
    public int Count => _grams.Count - 1;

    /// <summary>The most frequent n-grams of some texts; of equally frequent ones the shorter first, then in ordinal order.</summary>
    public static NGramFeatures MostFrequent(IReadOnlyList<IReadOnlyList<string>> texts, int order, int count)
    {
        // Numbered in ordinal order, so that the order of the texts has no influence.
        string[] tokens = [.. texts.SelectMany(t => t).Select(Encodable).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        NGramTrie all = CountAll(texts, IdsOf(tokens), order);
        int[] best = Best(all, count);

        int[] used = [.. best.Select(node => all[node].Token).Distinct().Order()];
        int[] newId = new int[tokens.Length];
        for (int i = 0; i < used.Length; i++)
        {
            newId[used[i]] = i;
        }

        NGramFeatures features = new([.. used.Select(id => tokens[id])], order);
        Dictionary<int, int> newNode = new() { [NGramTrie.Root] = NGramTrie.Root };
        foreach (int node in best)
        {
            newNode[node] = features._grams.Add(newNode[all[node].Parent], newId[all[node].Token]);
        }

        return features;
    }

    /// <summary>N-grams as they lie in a model file.</summary>
    public static NGramFeatures FromLinks(string[] tokens, int order, int[] parents, int[] last)
    {
        BaselineJson.Check(order >= 1 && parents.Length == last.Length, "the n-grams have no order, or not as many beginnings as ends");
        BaselineJson.Check(tokens.All(t => t is not null) && tokens.Distinct(StringComparer.Ordinal).Count() == tokens.Length, "a token stands twice");
        NGramFeatures features = new(tokens, order);
        int[] depth = new int[parents.Length + 1];
        for (int i = 0; i < parents.Length; i++)
        {
            bool fits = parents[i] >= 0 && parents[i] <= i && (uint)last[i] < (uint)tokens.Length && depth[parents[i]] < order;
            BaselineJson.Check(fits && features._grams.Child(parents[i], last[i]) == NGramTrie.None, $"n-gram {i} goes on none before it, or stands twice");
            depth[i + 1] = depth[parents[i]] + 1;
            features._grams.Add(parents[i], last[i]);
        }

        return features;
    }

    /// <summary>For each n-gram the number, from 1, of its beginning (0 for a single token), and its last token.</summary>
    public (int[] Parents, int[] Last) ToLinks()
    {
        int[] parents = new int[Count], last = new int[Count];
        for (int i = 0; i < Count; i++)
        {
            (parents[i], last[i]) = (_grams[i + 1].Parent, _grams[i + 1].Token);
        }

        return (parents, last);
    }

    /// <summary>The n-grams that stand in a text, each as often as it does.</summary>
    public IEnumerable<int> In(IReadOnlyList<string> text)
    {
        int[] ids = [.. text.Select(t => _idOf.GetValueOrDefault(Encodable(t), -1))];
        for (int start = 0; start < ids.Length; start++)
        {
            int node = NGramTrie.Root;
            for (int i = start; i < Math.Min(start + Order, ids.Length) && ids[i] >= 0; i++)
            {
                node = _grams.Child(node, ids[i]);
                if (node == NGramTrie.None)
                {
                    break;
                }

                yield return node - 1;
            }
        }
    }

    private static NGramTrie CountAll(IReadOnlyList<IReadOnlyList<string>> texts, Dictionary<string, int> idOf, int order)
    {
        NGramTrie all = new();
        foreach (IReadOnlyList<string> text in texts)
        {
            int[] ids = [.. text.Select(t => idOf[Encodable(t)])];
            for (int start = 0; start < ids.Length; start++)
            {
                int node = NGramTrie.Root;
                for (int i = start; i < Math.Min(start + order, ids.Length); i++)
                {
                    node = all.Add(node, ids[i]);
                }
            }
        }

        return all;
    }

    private static int[] Best(NGramTrie all, int count)
    {
        int[] depth = new int[all.Count];
        for (int node = 1; node < all.Count; node++)
        {
            depth[node] = depth[all[node].Parent] + 1;
        }

        int[] nodes = [.. Enumerable.Range(1, all.Count - 1)];
        Array.Sort(nodes, (a, b) =>
            all[a].Count != all[b].Count ? all[b].Count.CompareTo(all[a].Count)
            : depth[a] != depth[b] ? depth[a].CompareTo(depth[b])
            : ComparePaths(all, a, b));
        return nodes[..Math.Min(count, nodes.Length)];
    }

    private static int ComparePaths(NGramTrie all, int a, int b)
    {
        if (a == b)
        {
            return 0;
        }

        int before = ComparePaths(all, all[a].Parent, all[b].Parent);
        return before != 0 ? before : all[a].Token.CompareTo(all[b].Token);
    }

    private static Dictionary<string, int> IdsOf(string[] tokens)
    {
        Dictionary<string, int> ids = new(StringComparer.Ordinal);
        foreach (string token in tokens)
        {
            ids.Add(token, ids.Count);
        }

        return ids;
    }

    // Half of a surrogate pair cannot be written to a file. All such halves count as one token, also before anything is written.
    private static string Encodable(string token)
    {
        if (!token.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return token;
        }

        StringBuilder whole = new(token.Length);
        foreach (Rune rune in token.EnumerateRunes())
        {
            whole.Append(rune.ToString());
        }

        return whole.ToString();
    }
}
