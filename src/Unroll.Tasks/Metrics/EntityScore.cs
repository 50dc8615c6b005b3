namespace Unroll.Tasks.Metrics;

/// <summary>How many entities there are, how many were predicted, and how many of them are right.</summary>
/// <param name="Correct">Entities predicted with exactly the right words and type.</param>
/// <param name="Actual">Entities that there are.</param>
/// <param name="Predicted">Entities that were predicted.</param>
public readonly record struct EntityCounts(long Correct, long Actual, long Predicted)
{
    /// <summary>Of the entities predicted, the share that is right; 0 where none was predicted.</summary>
    public double Precision => Predicted == 0 ? 0 : Correct / (double)Predicted;

    /// <summary>Of the entities that there are, the share that was found; 0 where there are none.</summary>
    public double Recall => Actual == 0 ? 0 : Correct / (double)Actual;

    /// <summary>The harmonic mean of precision and recall; 0 where there is no entity at all.</summary>
    public double F1 => Actual + Predicted == 0 ? 0 : 2 * Correct / (double)(Actual + Predicted);
}

/// <summary>
/// Precision, recall and F1 of whole entities in the BIO scheme, as the script <c>conlleval</c> of CoNLL-2003 counts them: an entity is
/// right if its first word, its last word and its type are (Tjong Kim Sang and De Meulder 2003). Shares go from 0 to 1.
/// </summary>
/// <remarks>An <c>I-x</c> that goes on nothing begins an entity: see <see cref="EntitySpans.Of"/>.</remarks>
public sealed class EntityScore
{
    private readonly SortedDictionary<string, EntityCounts> _types = new(StringComparer.Ordinal);

    /// <summary>The counts of all types together.</summary>
    public EntityCounts Total { get; private set; }

    /// <summary>The counts of each type that occurs or was predicted, in ordinal order.</summary>
    public IReadOnlyDictionary<string, EntityCounts> Types => _types;

    /// <summary>Of the entities predicted, the share that is right; 0 where none was predicted.</summary>
    public double Precision => Total.Precision;

    /// <summary>Of the entities that there are, the share that was found; 0 where there are none.</summary>
    public double Recall => Total.Recall;

    /// <summary>The harmonic mean of precision and recall over all types together (micro-averaged).</summary>
    public double F1 => Total.F1;

    /// <summary>Counts the entities of a sentence.</summary>
    /// <param name="actual">A tag for each word.</param>
    /// <param name="predicted">A tag for each word, as predicted.</param>
    /// <exception cref="ArgumentException">There are not as many tags in one as in the other.</exception>
    /// <exception cref="DataException">A tag is not in the BIO scheme.</exception>
    public void Add(IReadOnlyList<string> actual, IReadOnlyList<string> predicted)
    {
        ArgumentNullException.ThrowIfNull(actual);
        ArgumentNullException.ThrowIfNull(predicted);
        if (actual.Count != predicted.Count)
        {
            throw new ArgumentException($"EntityScore: got {predicted.Count} predicted tags for {actual.Count} words, expected one for each.", nameof(predicted));
        }

        IReadOnlyList<EntitySpan> spans = EntitySpans.Of(actual), found = EntitySpans.Of(predicted);
        HashSet<EntitySpan> right = [.. spans];
        foreach (EntitySpan span in spans)
        {
            Count(span.Type, new EntityCounts(0, 1, 0));
        }

        foreach (EntitySpan span in found)
        {
            Count(span.Type, new EntityCounts(right.Contains(span) ? 1 : 0, 0, 1));
        }
    }

    private void Count(string type, EntityCounts more)
    {
        _types[type] = Sum(_types.GetValueOrDefault(type), more);
        Total = Sum(Total, more);
    }

    private static EntityCounts Sum(EntityCounts a, EntityCounts b) => new(a.Correct + b.Correct, a.Actual + b.Actual, a.Predicted + b.Predicted);
}
