using Unroll.Data.Pairs;
using Unroll.Data.Files;
using Unroll.Kernels;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Translate;

namespace Unroll.Tasks.Tests.Translate;

/// <summary>Small pairs for tests: sentences of a made-up language whose words are the English ones backwards, in the other order.</summary>
internal static class TranslateSamples
{
    private static readonly string[] s_words = ["red", "house", "green", "tree", "old", "man", "sees", "likes", "small", "dog"];

    /// <summary>Sentences of two to five words with their translations.</summary>
    public static TextPair[] Pairs(int count, ulong seed = 1)
    {
        CounterRandom random = new(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            string[] words = [.. Enumerable.Range(0, 2 + random.NextInt32(4)).Select(_ => s_words[random.NextInt32(s_words.Length)])];
            string target = string.Join(' ', words.Reverse().Select(w => new string([.. w.Reverse()])));
            return new TextPair(string.Join(' ', words) + ".", target + ".", new Origin("pairs.tsv", i + 1));
        })];
    }

    /// <summary>The same as a table.</summary>
    public static string Table(int count, ulong seed = 1) => string.Concat(Pairs(count, seed).Select(p => $"{p.Source}\t{p.Target}\n"));

    /// <summary>A recipe with the given sections.</summary>
    public static Recipe Recipe(string data, string model = "", string train = "", string decode = "\"maxLength\": 30") =>
        Unroll.Tasks.Recipes.Recipe.Parse($$"""{ "task": "translate", "data": { {{data}} }, "model": { {{model}} }, "train": { {{train}} }, "decode": { {{decode}} } }""");

    /// <summary>An untrained network over some pairs.</summary>
    public static (TranslateNetwork Network, PairEncoding Encoding, EncodedPairs Pairs) Network(string tokens, string model, int count = 24, string format = "tsv")
    {
        Recipe recipe = Recipe($"\"train\": \"t\", \"format\": \"{format}\", \"tokens\": \"{tokens}\"{(tokens == "bpe" ? ", \"vocabularySize\": 300" : "")}", "\"hidden\": 16, \"embedding\": 12" + (model.Length > 0 ? ", " : "") + model);
        TextPair[] pairs = Pairs(count);
        PairEncoding encoding = PairEncoding.Fit(new TranslateDataOptions(recipe.Values), pairs);
        TranslateNetwork network = new(new TranslateModelOptions(recipe.Values), encoding);
        network.Parameters.Initialize(5);
        return (network, encoding, encoding.Encode(pairs));
    }
}
