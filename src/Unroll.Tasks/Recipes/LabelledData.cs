namespace Unroll.Tasks.Recipes;

/// <summary>What the tasks that learn from labelled items share.</summary>
internal static class LabelledData
{
    /// <summary>
    /// Keys that say where data lies, and not what it says: a run may go on after they have changed. The path is a full one, because another
    /// would come out relative to the folder of the recipe, which differs between a recipe and its copy beside the model.
    /// </summary>
    public static readonly IReadOnlyList<string> NeutralOverrides =
        [$"{DataKeys.Train.Path}=/", $"{DataKeys.Valid.Path}=null", $"{LabelledDataKeys.Vectors.Path}=null"];
}
