using System.Text;
using Unroll.Cli.Output;
using Unroll.Tasks.LanguageModel;
using Unroll.Tasks.Recipes;

namespace Unroll.Cli.Progress;

/// <summary>
/// The output directory of a training: the recipe that was used and a log. Nothing is written before the data has been read, so that a
/// mistake in the recipe or the data leaves nothing behind.
/// </summary>
internal sealed class RunFolder(string directory, Recipe recipe, bool resume) : IDisposable
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);
    private StreamWriter? log;
    private TrainProgress? logged;

    /// <summary>Whether a training has been here before.</summary>
    public static bool IsUsed(string directory) =>
        File.Exists(Path.Combine(directory, RunFiles.Model)) || File.Exists(Path.Combine(directory, RunFiles.Checkpoint));

    /// <summary>Takes a state: the first one that knows how long training will be makes the folder.</summary>
    public void Report(TrainProgress p)
    {
        if (log is null && p.Steps > 0)
            Begin();
        if (log is null || (logged is not null && p.Elapsed - logged.Elapsed < LogInterval && p.ValidLoss == logged.ValidLoss))
            return;
        logged = p;
        log.WriteLine(Terminal.JsonText(j => JsonView.Write(j, p)));
        log.Flush();
    }

    /// <summary>Writes the last line.</summary>
    public void End(TrainReport report)
    {
        if (log is null)
            return;
        log.WriteLine(Terminal.JsonText(j =>
        {
            j.WriteString("event", report.Stopped ? "stopped" : "done");
            j.WriteNumber("step", report.Steps);
            ReportJson.WriteNumber(j, "elapsed_seconds", Math.Round(report.Elapsed.TotalSeconds, 3));
        }));
    }

    public void Dispose() => log?.Dispose();

    private void Begin()
    {
        Directory.CreateDirectory(directory);
        if (!resume)
        {
            // With --force: what an earlier training left must not be taken for this one's.
            File.Delete(Path.Combine(directory, RunFiles.Model));
            File.Delete(Path.Combine(directory, RunFiles.Checkpoint));
        }

        WriteRecipe();
        log = new StreamWriter(Path.Combine(directory, RunFiles.Log), append: resume, new UTF8Encoding(false)) { NewLine = "\n" };
    }

    private void WriteRecipe()
    {
        string path = Path.Combine(directory, RunFiles.Recipe);
        string temporary = path + ".tmp";
        using (StreamWriter writer = new(temporary, append: false, new UTF8Encoding(false)))
            writer.Write(recipe.ToJson(relativeTo: directory));
        File.Move(temporary, path, overwrite: true);
    }
}
