using Unroll.Kernels;

namespace Unroll.Decoding;

/// <summary>Takes the likeliest token at every step.</summary>
public static class GreedySearch
{
    /// <summary>Decodes all sources of a model side by side.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Start, end and length.</param>
    /// <returns>One hypothesis a source.</returns>
    public static IReadOnlyList<Hypothesis> Decode(IStepModel model, DecodingOptions options) =>
        SingleHypothesis.Decode("Greedy search", model, options, static (_, logProbabilities) => TensorPrimitives.IndexOfMax(logProbabilities));
}

/// <summary>Draws a token at every step.</summary>
public static class RandomSampling
{
    /// <summary>Decodes all sources of a model side by side; each draws from random numbers of its own.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Start, end and length.</param>
    /// <param name="sampling">How tokens are drawn.</param>
    /// <param name="random">The random numbers; source i uses child i.</param>
    /// <returns>One hypothesis a source.</returns>
    public static IReadOnlyList<Hypothesis> Decode(IStepModel model, DecodingOptions options, SamplerOptions sampling, CounterRandom random)
    {
        Sampler[] samplers = new Sampler[model.Sources];
        for (int i = 0; i < samplers.Length; i++)
        {
            samplers[i] = new Sampler(sampling, random.Fork((ulong)i));
        }

        return SingleHypothesis.Decode("Sampling", model, options, (source, logProbabilities) => samplers[source].Draw(logProbabilities));
    }
}

/// <summary>The loop of decodings that follow one hypothesis a source.</summary>
internal static class SingleHypothesis
{
    public delegate int Choice(int source, ReadOnlySpan<float> logProbabilities);

    public static IReadOnlyList<Hypothesis> Decode(string who, IStepModel model, DecodingOptions options, Choice choose)
    {
        options.Check(who, model);
        int vocabulary = model.VocabularySize;
        List<int>[] tokens = [.. Enumerable.Range(0, model.Sources).Select(static _ => new List<int>())];
        double[] sums = new double[tokens.Length];
        bool[] finished = new bool[tokens.Length];
        int[] live = [.. Enumerable.Range(0, tokens.Length)], parents = [.. live], fed = [.. Enumerable.Repeat(options.Start, live.Length)];
        float[] logProbabilities = new float[live.Length * vocabulary];
        model.Begin();
        for (int n = 0; n < options.MaxLength && live.Length > 0; n++)
        {
            Span<float> all = logProbabilities.AsSpan(0, live.Length * vocabulary);
            model.Step(parents, fed, all);
            NonFinite.Check(who, all, vocabulary);
            for (int i = 0; i < live.Length; i++)
            {
                int token = choose(live[i], all.Slice(i * vocabulary, vocabulary));
                sums[live[i]] += all[(i * vocabulary) + token];
                fed[i] = token;
                if (token == options.End)
                {
                    finished[live[i]] = true;
                }
                else
                {
                    tokens[live[i]].Add(token);
                }
            }

            parents = [.. Enumerable.Range(0, live.Length).Where(i => !finished[live[i]])];
            (fed, live) = ([.. parents.Select(i => fed[i])], [.. parents.Select(i => live[i])]);
        }

        return [.. tokens.Select((t, i) => new Hypothesis(t, sums[i], sums[i], finished[i]))];
    }
}

/// <summary>A search over NaN would return something, and nobody would know what.</summary>
internal static class NonFinite
{
    public static void Check(string who, ReadOnlySpan<float> logProbabilities, int classes, int firstRow = 0)
    {
        // NaN is not below or at anything; +∞ is no log-probability either.
        if (!(TensorPrimitives.Max(logProbabilities) < float.PositiveInfinity))
        {
            for (int i = 0; i < logProbabilities.Length; i++)
            {
                if (float.IsNaN(logProbabilities[i]) || logProbabilities[i] == float.PositiveInfinity)
                {
                    throw new UnrollException($"{who}: the log-probability of class {i % classes} in row {firstRow + (i / classes)} is {logProbabilities[i]}, expected a number of at most 0 or −∞. The model or its input has NaN: look at its weights and at the data.");
                }
            }
        }
    }
}
