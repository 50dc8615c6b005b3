using Unroll.Decoding;
using Unroll.Kernels;

namespace Unroll.Tests.Decoding;

/// <summary>A model whose distribution after each beginning is random, fixed by the source and the beginning.</summary>
internal sealed class TableModel(int vocabulary, params ulong[] seeds) : IAttentiveStepModel
{
    private List<(int Source, List<int> Tokens)> _rows = [];
    private float[] _weights = [];

    public int VocabularySize => vocabulary;

    public int Sources => seeds.Length;

    public int MemorySteps => 3;

    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>How many hypotheses each step had.</summary>
    public List<int> Batches { get; } = [];

    public int MemoryLength(int source) => source % 2 == 0 ? 3 : 2;

    public void Begin() => _rows = [.. Enumerable.Range(0, Sources).Select(s => (s, new List<int>()))];

    public void Step(ReadOnlySpan<int> parents, ReadOnlySpan<int> tokens, Span<float> logProbabilities)
    {
        List<(int, List<int>)> next = [];
        for (int i = 0; i < parents.Length; i++)
        {
            (int source, List<int> before) = _rows[parents[i]];
            next.Add((source, [.. before, tokens[i]]));
        }

        _rows = next;
        Batches.Add(parents.Length);
        for (int i = 0; i < parents.Length; i++)
        {
            Next(_rows[i].Source, _rows[i].Tokens).CopyTo(logProbabilities.Slice(i * vocabulary, vocabulary));
        }

        _weights = [.. _rows.SelectMany(r => Attention(r.Source, r.Tokens))];
    }

    /// <summary>ln p of what follows the start token and some others.</summary>
    public float[] Next(int source, IReadOnlyList<int> tokens)
    {
        CounterRandom random = Random(source, tokens, 1);
        float[] logits = new float[vocabulary];
        foreach (ref float x in logits.AsSpan())
        {
            x = (float)(2 * random.NextGaussian());
        }

        LogProbabilities.Normalize(logits, vocabulary);
        return logits;
    }

    /// <summary>The weights of attention after the same.</summary>
    public float[] Attention(int source, IReadOnlyList<int> tokens)
    {
        CounterRandom random = Random(source, tokens, 2);
        float[] weights = new float[MemorySteps];
        for (int s = 0; s < MemoryLength(source); s++)
        {
            weights[s] = random.NextSingle() + 0.01f;
        }

        float total = weights.Sum();
        return [.. weights.Select(w => w / total)];
    }

    private CounterRandom Random(int source, IReadOnlyList<int> tokens, ulong use)
    {
        CounterRandom random = new CounterRandom(seeds[source]).Fork(use);
        foreach (int token in tokens)
        {
            random = random.Fork((ulong)token);
        }

        return random;
    }
}
