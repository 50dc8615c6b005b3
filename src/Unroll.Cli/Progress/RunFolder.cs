using Unroll.Tasks;
using Unroll.Tasks.Folds;
using Unroll.Tasks.Tune;

namespace Unroll.Cli.Progress;

/// <summary>The output directory of a training, as far as the command line asks about it; the task itself writes it.</summary>
internal static class RunFolder
{
    /// <summary>Whether a training has been here before.</summary>
    public static bool IsUsed(string directory) =>
        File.Exists(Path.Combine(directory, RunFiles.Model)) || File.Exists(Path.Combine(directory, RunFiles.Checkpoint)) || HoldsSeveral(directory);

    /// <summary>Whether a search or a cross-validation has been here before.</summary>
    public static bool HoldsSeveral(string directory) => SearchRecord.IsIn(directory) || CrossValidation.IsIn(directory);
}
