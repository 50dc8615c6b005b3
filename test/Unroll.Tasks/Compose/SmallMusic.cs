using Unroll.Kernels;
using Unroll.Tasks.Recipes;
using Unroll.TestKit;

namespace Unroll.Tasks.Tests.Compose;

/// <summary>Short pieces of three notes that rise or fall step by step, by style.</summary>
internal static class SmallMusic
{
    public static string Json(int pieces, ulong seed = 1)
    {
        CounterRandom random = new(seed);
        return $"{{ \"rising\": [{Pieces(pieces, 1, ref random)}], \"falling\": [{Pieces(pieces, -1, ref random)}] }}";
    }

    public static Recipe Recipe(string folder, params string[] changes) => Unroll.Tasks.Recipes.Recipe.Parse("""
        {
          "task": "compose",
          "data": { "train": "tunes.json", "step": 0.5, "style": "names", "validFraction": 0.25 },
          "model": { "cell": "gru", "hidden": 16, "chainHidden": 12 },
          "train": { "epochs": 3, "batch": 4, "learningRate": 0.02, "shards": 2, "seed": 3 },
        }
        """, "recipe.jsonc", folder, changes);

    private static string Pieces(int count, int direction, ref CounterRandom random)
    {
        List<string> pieces = [];
        for (int i = 0; i < count; i++)
        {
            int root = 55 + random.NextInt32(10), length = 6 + random.NextInt32(8);
            pieces.Add($"[{string.Join(',', Enumerable.Range(0, length).Select(t => t == 4 ? "[]" : $"[{root + (direction * t)},{root + (direction * t) + 4},{root + (direction * t) + 7}]"))}]");
        }

        return string.Join(',', pieces);
    }

    public static TemporaryFolder Folder(int pieces = 8)
    {
        TemporaryFolder folder = new();
        folder.Write("tunes.json", Json(pieces));
        return folder;
    }
}
