using Unroll.Data.Files;
using Unroll.Data.SeriesFiles;
using Unroll.Kernels;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Tag;
using Unroll.TestKit;

namespace Unroll.Tasks.Tests.Tag;

/// <summary>Small tagged data for tests.</summary>
internal static class TagSamples
{
    public const string Conll = "The\tDET\ncat\tNOUN\nsleeps\tVERB\n\nA\tDET\ndog\tNOUN\n\nShe\tPRON\nsees\tVERB\nthe\tDET\nold\tADJ\nred\tADJ\ndog\tNOUN\n\nIt\tPRON\nsleeps\tVERB\n";

    public const string Entities = "Anna\tB-PER\nBerg\tI-PER\nsleeps\tO\n\nin\tO\nOslo\tB-LOC\n\nAnna\tB-PER\nBerg\tI-PER\nand\tO\nTom\tB-PER\nin\tO\nNew\tB-LOC\nOslo\tI-LOC\n\nTom\tB-PER\nsleeps\tO\n";

    /// <summary>The small data that the command line's tests keep for a recipe.</summary>
    public static string Small(string recipe, string file = "") => Path.Combine(Repository.Root, "test", "Unroll.Cli", "SmallData", recipe, file);

    /// <summary>A recipe with the given sections.</summary>
    public static Recipe Recipe(string data, string model = "", string train = "") =>
        Unroll.Tasks.Recipes.Recipe.Parse($$"""{ "task": "tag", "data": { {{data}} }, "model": { {{model}} }, "train": { {{train}} } }""");

    /// <summary>The path as it stands in JSON.</summary>
    public static string Json(string path) => $"\"{path.Replace('\\', '/')}\"";

    /// <summary>Random series of the given lengths with two channels and three tags.</summary>
    public static RawSequence[] Series(params int[] lengths)
    {
        CounterRandom random = new(7);
        return [.. lengths.Select(n =>
        {
            float[] values = new float[2 * n];
            string[] tags = new string[n];
            for (int t = 0; t < n; t++)
            {
                int tag = random.NextInt32(3);
                (values[2 * t], values[(2 * t) + 1], tags[t]) = (tag + random.NextSingle(), random.NextSingle(), $"t{tag}");
            }

            return new RawSequence(new Origin("series.csv", 2), tags) { Series = new Series(values, 2, new Origin("series.csv", 2)), Columns = ["x", "y"], HasLines = true };
        })];
    }

    /// <summary>The sequences of a text.</summary>
    public static IReadOnlyList<RawSequence> Parse(Recipe recipe, string text) => new SequenceReader(new LabelledDataOptions(recipe.Values)).Parse(text, "text");
}
