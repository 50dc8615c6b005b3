using System.CommandLine;
using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Tasks;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll inspect</c>: what is in a model file.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> model = CommonOptions.Model();
        Option<bool> json = CommonOptions.Json();
        Verb verb = new("inspect", "Shows what is in a model file: network, tensors, metrics, how it was trained", "MODEL [--json]",
            ("inspect runs/autocomplete", "for people"),
            ("inspect runs/autocomplete --json", "for programs, with the whole recipe"))
        {
            model,
            json,
        };
        verb.SetAction(r =>
        {
            string path = ModelPath.Find(r.GetRequiredValue(model));
            ModelInfo info = ModelPath.Open(path, threads: 1).Info;
            if (r.GetValue(json))
                WriteJson(terminal, path, info);
            else
                WriteText(terminal, path, info);
            return ExitCode.Done;
        });
        return verb;
    }

    private static void WriteText(Terminal terminal, string path, ModelInfo m)
    {
        TrainingProvenance t = m.Training;
        (string, string)[] weights = m.Quantization is { } q ? [("weights", $"quantised to {q}{(q == "int8" ? ", one scale a row" : "")}")] : [];
        ReportTables.WriteFacts(terminal.OutConsole,
        [
            ("file", $"{path} ({Format.Bytes(new FileInfo(path).Length)})"),
            ("task", m.Task),
            ("network", $"{m.Network}; {Format.Count(m.Parameters)} parameters"),
            .. weights,
            .. m.Vocabulary is { } v ? [("vocabulary", $"{v.Kind}, {Format.Count(v.Size)} tokens")] : Array.Empty<(string, string)>(),
            .. m.Labels is { } l ? [("labels", $"{l.Count}: {Format.OneLine(string.Join(", ", l.Take(20)))}{(l.Count > 20 ? ", ..." : "")}")] : Array.Empty<(string, string)>(),
            ("trained on", t.Data),
            ("best at", $"step {Format.Count(t.Step)}, epoch {t.Epoch:0.00}"),
            ("seed", t.Seed.ToString()),
            ("written by", $"unroll {t.UnrollVersion}"),
        ]);
        terminal.OutConsole.Write(ReportTables.Tensors(m.Tensors));
        if (m.Validation is null)
            return;
        terminal.OutConsole.Write(ReportTables.Metrics(m.Validation));
        if (m.Quantization is not null)
            terminal.Out.WriteLine("Measured after training, before the weights were quantised; 'unroll evaluate' measures them as they are.");
    }

    private static void WriteJson(Terminal terminal, string path, ModelInfo m) => terminal.Json(j =>
    {
        j.WriteString("file", path);
        j.WriteString("task", m.Task);
        j.WriteString("network", m.Network);
        j.WriteString("cell", m.Cell);
        j.WriteNumber("layers", m.Layers);
        j.WriteNumber("hidden", m.Hidden);
        j.WriteNumber("parameters", m.Parameters);
        j.WriteString("quantization", m.Quantization);
        ReportJson.Write(j, m.Vocabulary);
        if (m.Labels is { } labels)
        {
            j.WriteStartArray("labels");
            foreach (string label in labels)
                j.WriteStringValue(label);
            j.WriteEndArray();
        }

        WriteTensors(j, m.Tensors);
        if (m.Validation is not null)
        {
            j.WriteStartObject("validation");
            ReportJson.Write(j, m.Validation);
            j.WriteEndObject();
        }

        WriteTraining(j, m.Training);
    });

    private static void WriteTensors(Utf8JsonWriter j, IReadOnlyList<TensorInfo> tensors)
    {
        j.WriteStartArray("tensors");
        foreach (TensorInfo t in tensors)
        {
            j.WriteStartObject();
            j.WriteString("name", t.Name);
            j.WriteString("type", t.Type);
            j.WriteStartArray("shape");
            foreach (long axis in t.Shape)
                j.WriteNumberValue(axis);
            j.WriteEndArray();
            j.WriteEndObject();
        }

        j.WriteEndArray();
    }

    private static void WriteTraining(Utf8JsonWriter j, TrainingProvenance t)
    {
        j.WriteStartObject("training");
        j.WriteString("unroll_version", t.UnrollVersion);
        j.WriteString("data", t.Data);
        j.WriteNumber("step", t.Step);
        ReportJson.WriteNumber(j, "epoch", t.Epoch);
        j.WriteNumber("seed", t.Seed);
        j.WritePropertyName("recipe");
        using JsonDocument recipe = JsonDocument.Parse(t.RecipeJson);
        recipe.WriteTo(j);
        j.WriteEndObject();
    }
}
