namespace Unroll.Tasks.Baselines;

/// <summary>Gives the source back as it is: what a translation must beat to be one.</summary>
public sealed class CopyBaseline
{
    /// <summary>What a report calls it.</summary>
    public string Name => "copy the source";

    /// <summary>The source.</summary>
    /// <param name="source">A source.</param>
    /// <returns>The same.</returns>
    public string Predict(string source) => source;
}
