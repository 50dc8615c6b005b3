using Unroll.Tasks.Folds;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Tune;

namespace Unroll.Tasks.Runs;

/// <summary>Folders that hold several trainings.</summary>
public static class RunFolders
{
    /// <summary>Removes what an earlier training, search or cross-validation left, so that it is not taken for that of a later one.</summary>
    /// <param name="directory">A folder; it need not exist.</param>
    public static void Clear(string directory)
    {
        // Folders of such a name that no search made are not ours to empty.
        foreach ((string made, string parts) in (IEnumerable<(string, string)>)[(SearchFiles.Search, "trial-*"), (CrossValidation.FileName, "fold-*")])
        {
            if (File.Exists(Path.Combine(directory, made)))
            {
                foreach (string part in Directory.EnumerateDirectories(directory, parts))
                {
                    File.Delete(Path.Combine(part, RunFiles.Checkpoint));
                    File.Delete(Path.Combine(part, RunFiles.Model));
                }
            }
        }

        if (Directory.Exists(directory))
        {
            string[] files = [SearchFiles.Search, SearchFiles.Trials, CrossValidation.FileName, RunFiles.Model, RunFiles.Checkpoint, RunFiles.Recipe, RunFiles.Log, RunFiles.Report];
            Array.ForEach(files, file => File.Delete(Path.Combine(directory, file)));
        }
    }

    /// <summary>Makes a folder.</summary>
    internal static void Make(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnrollException($"The output directory '{directory}' cannot be made: {e.Message.TrimEnd('.')}. Nothing was trained. Choose another one with --out, or check what lies on its path.", e);
        }
    }

    /// <summary>Whether a folder holds a checkpoint of just this recipe: a training begins with writing its recipe, after removing older checkpoints.</summary>
    internal static bool CanResume(string directory, Recipe recipe)
    {
        string written = Path.Combine(directory, RunFiles.Recipe);
        return File.Exists(Path.Combine(directory, RunFiles.Checkpoint)) && File.Exists(written) && File.ReadAllText(written) == recipe.ToJson(directory);
    }

    /// <summary>Refuses to go on with another recipe.</summary>
    internal static void CheckSame(string directory, Recipe begun, Recipe now, string what)
    {
        if (begun.ToJson(directory) != now.ToJson(directory))
        {
            throw new ModelFileException($"The {what} in '{directory}' was made with another recipe, expected the same because its parts are compared with each other. "
                + $"Go on with 'unroll train --resume {directory}' alone, or begin anew in another folder (--out).");
        }
    }
}
