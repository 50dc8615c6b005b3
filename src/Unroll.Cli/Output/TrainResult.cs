using Unroll.Tasks;
using Unroll.Tasks.Recipes;

namespace Unroll.Cli.Output;

/// <summary>What is said when training has ended: the numbers, and what to type next.</summary>
internal static class TrainResult
{
    public static void Write(Terminal terminal, Recipe recipe, string directory, TrainReport report, bool asJson)
    {
        if (asJson)
            terminal.Json(j => WriteJson(j, directory, report));

        string folder = Invoked.Quote(directory);
        if (report.Stopped)
        {
            terminal.Note($"Stopped after step {Format.Count(report.Steps)}; the checkpoint is {report.CheckpointPath}. Go on with:\n  {Invoked.As} train --resume {folder}");
            return;
        }

        if (asJson)
            return;

        terminal.Out.WriteLine($"On {Format.Count(report.Validation.Count)} {report.Validation.Unit} that were held back:");
        terminal.OutConsole.Write(ReportTables.Metrics(report.Validation));
        string how = report.Steps == 0 ? "Solved exactly" : $"{Format.Count(report.Steps)} steps";
        terminal.Out.WriteLine($"{how} in {Format.Duration(report.Elapsed)}. Model: {report.ModelPath}{Size(report.ModelPath)}");
        if (File.Exists(Path.Combine(directory, RunFiles.Report)))
            terminal.Out.WriteLine($"To look at: {Path.Combine(directory, RunFiles.Report)}");
        terminal.Note("\nNext:\n" + string.Concat(NextSteps(recipe, folder).Select(s => $"  {Invoked.As} {s}\n")).TrimEnd('\n'));
    }

    private static IEnumerable<string> NextSteps(Recipe recipe, string folder)
    {
        if (recipe.Task == "language-model")
        {
            string beginning = recipe.Data.IsSdkDocs ? "Returns the num" : "The ";
            yield return $"complete {folder} \"{beginning}\"";
            yield return $"generate {folder} --prompt \"{beginning}\"";
        }
        else if (recipe.Task == "forecast")
        {
            yield return $"forecast {folder}";
            yield return $"forecast {folder} --plot {folder}/forecast.svg";
            yield return $"evaluate {folder}";
        }
        else if (recipe.Task == "compose")
        {
            yield return $"compose {folder} --start C4 --out new.mid --svg new.svg";
            yield return $"evaluate {folder}";
        }
        else if (recipe.Task == "transcribe")
        {
            string data = recipe.Resolve(recipe.Data.Train);
            yield return $"transcribe {folder} {Invoked.Quote(File.Exists(data) ? Path.GetRelativePath(Environment.CurrentDirectory, data) : "FILE.wav")}";
            yield return $"evaluate {folder}";
        }
        else if (recipe.Task == "caption")
        {
            yield return $"caption {folder} IMAGE.png";
            yield return $"evaluate {folder}";
        }
        else if (recipe.Task == "classify")
        {
            yield return new LabelledDataOptions(recipe.Values).IsText ? $"classify {folder} \"a text of yours\"" : $"classify {folder} --file PATH";
            yield return $"evaluate {folder}";
        }
        else if (recipe.Task == "translate")
        {
            yield return new TranslateDataOptions(recipe.Values).Format == "dialogues" ? $"chat {folder}" : $"translate {folder} \"a text of yours\"";
            yield return $"evaluate {folder}";
        }
        else
        {
            yield return $"{recipe.Task} --help";
            yield return $"evaluate {folder}";
        }

        yield return $"inspect {folder}";
    }

    private static string Size(string path) => File.Exists(path) ? $" ({Format.Bytes(new FileInfo(path).Length)})" : "";

    private static void WriteJson(System.Text.Json.Utf8JsonWriter j, string directory, TrainReport report)
    {
        j.WriteString("event", report.Stopped ? "stopped" : "done");
        j.WriteString("directory", directory);
        j.WriteString("model", report.ModelPath);
        j.WriteString("checkpoint", report.CheckpointPath);
        j.WriteNumber("steps", report.Steps);
        ReportJson.WriteNumber(j, "elapsed_seconds", Math.Round(report.Elapsed.TotalSeconds, 3));
        j.WriteStartObject("validation");
        ReportJson.Write(j, report.Validation);
        j.WriteEndObject();
    }
}
