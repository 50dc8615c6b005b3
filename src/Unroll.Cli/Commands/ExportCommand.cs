using System.CommandLine;
using System.CommandLine.Parsing;
using Unroll.Cli.Output;
using Unroll.Layers;
using Unroll.Storage;
using Unroll.Tasks;
using Unroll.Tasks.Recipes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll export</c>: a model in another form.</summary>
internal static class ExportCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> model = CommonOptions.Model();
        Option<string?> quantize = new("--quantize")
        {
            Description = "Keep matrices in fewer bits: int8 (a quarter of the file) or bf16 (half of it)",
            HelpName = string.Join('|', Quantization.Names),
            Validators = { CheckName },
        };
        Option<string> output = new("--out") { Description = "The file to write", HelpName = "FILE", Required = true };
        Option<bool> force = new("--force") { Description = "Overwrite the file if it is there" };
        Option<bool> json = CommonOptions.Json();
        Verb verb = new("export", "Writes a model in another form, and leaves the original as it is", "MODEL --quantize int8|bf16 --out FILE [options]",
            ("export runs/autocomplete --quantize int8 --out small.safetensors", "a quarter of the size"),
            ("evaluate small.safetensors text.txt", "what that costs, on a text of yours"),
            ("export runs/autocomplete --quantize bf16 --out half.safetensors", "half the size, nearly exact"))
        {
            model,
            quantize,
            output,
            force,
            json,
        };
        verb.Details = "The copy is used like any other model, but training cannot go on from it.";
        verb.SetAction(r =>
        {
            // Further forms of export will be further options; for now there is one.
            if (!Quantization.TryParse(r.GetValue(quantize) ?? "", out WeightPrecision precision))
                throw new UsageException("export: nothing says in which form; expected --quantize int8 or --quantize bf16.\nTry 'unroll export --help'.");
            string path = ModelPath.Find(r.GetRequiredValue(model)), target = r.GetRequiredValue(output);
            CheckTarget(path, target, r.GetValue(force));
            ExportReport report = TaskCatalog.OfModel(path).Quantize(path, precision, target);
            if (r.GetValue(json))
                WriteJson(terminal, path, report);
            else
                WriteText(terminal, path, report);
            return ExitCode.Done;
        });
        return verb;
    }

    private static void CheckTarget(string model, string target, bool force)
    {
        if (Path.GetFullPath(target) == Path.GetFullPath(model))
            throw new UsageException($"export: --out is the model itself, '{model}', and what rounding takes away could not be brought back. Choose another file with --out.");
        if (File.Exists(target) && !force)
            throw new UsageException($"export: '{target}' exists already. Overwrite it (--force), or choose another file with --out.");
    }

    private static void WriteText(Terminal terminal, string model, ExportReport e)
    {
        ReportTables.WriteFacts(terminal.OutConsole,
        [
            ("model", $"{model} ({Format.Bytes(e.BytesBefore)})"),
            ("export", $"{e.Path} ({Format.Bytes(e.BytesAfter)}, {100.0 * e.BytesAfter / e.BytesBefore:0} % of it)"),
            ("weights", $"quantised to {e.Quantization}, {Format.Count(e.Parameters)} parameters"),
        ]);
        terminal.Note($"\nNext:\n  {Invoked.As} inspect {Invoked.Quote(e.Path)}\n  {Invoked.As} generate {Invoked.Quote(e.Path)}");
    }

    private static void WriteJson(Terminal terminal, string model, ExportReport e) => terminal.Json(j =>
    {
        j.WriteString("model", model);
        j.WriteString("file", e.Path);
        j.WriteString("quantization", e.Quantization);
        j.WriteNumber("parameters", e.Parameters);
        j.WriteNumber("bytes_before", e.BytesBefore);
        j.WriteNumber("bytes_after", e.BytesAfter);
    });

    private static void CheckName(OptionResult result)
    {
        foreach (string name in result.Tokens.Select(t => t.Value).Where(n => !Quantization.TryParse(n, out _)))
            result.AddError($"--quantize is '{name}', expected one of {string.Join(", ", Quantization.Names)}.{Spelling.DidYouMean(name, Quantization.Names)}");
    }
}
