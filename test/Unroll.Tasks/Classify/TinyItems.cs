using System.Globalization;
using System.Text;
using Unroll.Kernels;
using Unroll.Tasks.Recipes;
using Unroll.TestKit;

namespace Unroll.Tasks.Tests.Classify;

/// <summary>Small labelled data and a recipe for it.</summary>
internal static class TinyItems
{
    private static readonly string[] s_words = ["one", "two", "three", "four", "five", "six"];

    /// <summary>Texts of 1 to 9 words with a word that tells the label.</summary>
    public static string Texts(int count = 60, ulong seed = 1)
    {
        CounterRandom random = new(seed);
        StringBuilder text = new();
        for (int i = 0; i < count; i++)
        {
            string[] words = [.. Enumerable.Range(0, 1 + random.NextInt32(9)).Select(_ => s_words[random.NextInt32(s_words.Length)])];
            words[random.NextInt32(words.Length)] = i % 2 == 0 ? "sun" : "rain";
            text.Append(i % 2 == 0 ? "good" : "bad").Append('\t').AppendJoin(' ', words).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Blocks of 3 to 9 steps with two channels.</summary>
    public static string Blocks(int count = 24)
    {
        CounterRandom random = new(2);
        StringBuilder text = new();
        for (int i = 0; i < count; i++)
        {
            text.Append(i % 2 == 0 ? "# up\n" : "# down\n");
            for (int t = 0; t < 3 + (i % 7); t++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{(i % 2 == 0 ? t : -t) + random.NextDouble():0.000} {random.NextDouble():0.000}\n");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A recipe for a file in a folder.</summary>
    public static Recipe Recipe(TemporaryFolder folder, string file, string text, params string[] overrides)
    {
        folder.Write(file, text);
        return Unroll.Tasks.Recipes.Recipe.Parse(
            $$"""
            {
              "task": "classify",
              "data": { "train": "{{file}}", "validFraction": 0.25 },
              "model": { "hidden": 8, "embedding": 6, "dropout": 0.1 },
              "train": { "epochs": null, "steps": 24, "batch": 8, "learningRate": 0.02, "validateEvery": 5, "checkpointEvery": 7, "shards": 3, "average": 0.9 }
            }
            """, "tiny", folder.Path, overrides);
    }
}
