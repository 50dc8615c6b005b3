namespace Unroll.Cli.Commands;

/// <summary>The options of <c>unroll train</c> that ask for more than one training.</summary>
/// <param name="Folds">Of a cross-validation, or null.</param>
/// <param name="Trials">Of a search, or null.</param>
/// <param name="Metric">What decides the search, or null.</param>
internal sealed record Several(int? Folds, int? Trials, string? Metric)
{
    /// <summary>Refuses what does not go together.</summary>
    public void Check()
    {
        if (Folds is not null && Trials is not null)
            throw new UsageException("train: --folds and --tune are both given; expected one of them. Search first, then train the recipe that it found with --folds.");
    }

    /// <summary>Refuses options of a search or cross-validation for a folder that holds neither.</summary>
    public void MustBeNone(string directory)
    {
        string? option = Folds is not null ? "--folds" : Trials is not null ? "--tune" : Metric is not null ? "--tune-metric" : null;
        if (option is not null)
            throw new UsageException($"train: {option} is given, but '{directory}' holds a single training or none; expected --resume alone. Begin anew with --out DIR instead of --resume.");
    }
}
