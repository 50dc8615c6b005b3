namespace Unroll.Tasks.Recipes;

/// <summary>What the tasks that learn from labelled items share.</summary>
internal static class LabelledData
{
    /// <summary>Keys that say where data lies, and not what it says: a run may go on after they have changed.</summary>
    public static readonly IReadOnlyList<string> NeutralOverrides =
        [$"{DataKeys.Train.Path}=.", $"{DataKeys.Valid.Path}=null", $"{LabelledDataKeys.Vectors.Path}=null"];
}
