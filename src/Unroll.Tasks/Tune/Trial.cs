using System.Globalization;
using System.Text;
using System.Text.Json;
using Unroll.Kernels;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Tune;

/// <summary>One set of values that a search tries.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Seed">What its training is seeded with, unless the search varies the seed itself.</param>
/// <param name="Values">A value for each range of the recipe, in its order.</param>
public sealed record Trial(int Number, ulong Seed, IReadOnlyList<KeyValuePair<Key, object?>> Values)
{
    private const int Attempts = 50;

    /// <summary>The folder of the trial within that of the search.</summary>
    public string Folder => string.Create(CultureInfo.InvariantCulture, $"trial-{Number:000}");

    /// <summary>The values in words: <c>model.hidden=64 train.learningRate=0.003</c>.</summary>
    public string Text => string.Join(' ', Values.Select(v => $"{v.Key.Path}={TuneRange.Text(v.Value)}"));

    /// <summary>
    /// Draws the trials of a search. The seed of the recipe fixes them, and the first ones are the same for any number of trials. No two have
    /// the same values as long as there are others.
    /// </summary>
    /// <param name="recipe">With ranges.</param>
    /// <param name="count">How many.</param>
    /// <returns>The trials.</returns>
    public static IReadOnlyList<Trial> Draw(Recipe recipe, int count)
    {
        List<Trial> trials = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        double different = recipe.Tune.Aggregate(1.0, (n, range) => n * range.Count);
        for (int number = 1; number <= count; number++)
        {
            CounterRandom random = new CounterRandom(recipe.Train.Seed).Fork(0x70E3).Fork((ulong)number);
            ulong seed = random.NextUInt64() >> 11;
            Trial trial;
            int attempt = 0;
            do
            {
                trial = new Trial(number, seed, [.. recipe.Tune.Select(range => KeyValuePair.Create(range.Key, range.Draw(random.NextDouble())))]);
            }
            while (!seen.Add(trial.Text) && seen.Count < different && ++attempt < Attempts);
            trials.Add(trial);
        }

        return trials;
    }

    /// <summary>The recipe with the values of this trial and the full budget; it has no ranges any more.</summary>
    /// <param name="recipe">The recipe of the search.</param>
    /// <returns>What <c>unroll train</c> would train to the same model.</returns>
    /// <exception cref="DataException">The values do not go together.</exception>
    public Recipe Apply(Recipe recipe)
    {
        List<string> overrides = [.. Values.Select(v => $"{v.Key.Path}={TuneRange.Text(v.Value)}")];
        if (!Values.Any(v => v.Key.Path == TrainKeys.Seed.Path))
        {
            overrides.Add($"{TrainKeys.Seed.Path}={Seed}");
        }

        return recipe.Varied(overrides);
    }

    /// <summary>The values as one JSON object.</summary>
    internal string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            foreach ((Key key, object? value) in Values)
            {
                RecipeJson.WriteValue(json, key.Path, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
