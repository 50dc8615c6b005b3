using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Classify;

/// <summary>Makes the network that a recipe asks for.</summary>
internal static class NetworkOf
{
    /// <summary>Recurrent, feed-forward, or reservoirs with a linear readout.</summary>
    /// <exception cref="DataException">The network cannot read such items.</exception>
    public static ClassifyNetwork Recipe(Recipe recipe, ItemEncoding encoding)
    {
        SequenceModelOptions model = new(recipe.Values);
        if (model.Network != "reservoir")
        {
            return new ClassifyNetwork(model, encoding);
        }

        return encoding.Vocabulary is null
            ? new ClassifyNetwork(model, encoding, new ReservoirFeatures(new ReservoirSettings(recipe.Values), recipe.Train.Seed, encoding.Channels))
            : throw new DataException("model.network is \"reservoir\", but the items are texts, expected numbers over time, because a reservoir has no table of tokens that could be learned. Set \"network\": \"recurrent\".");
    }

    /// <summary>The network in words.</summary>
    public static string Describe(Recipe recipe) => new SequenceModelOptions(recipe.Values) is { Network: not "reservoir" } model
        ? model.Describe(pooled: true)
        : new ReservoirSettings(recipe.Values).Describe();
}
