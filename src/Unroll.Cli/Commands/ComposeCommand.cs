using System.CommandLine;
using System.Security.Cryptography;
using Unroll.Cli.Output;
using Unroll.Data.Music;
using Unroll.Storage;
using Unroll.Tasks.Compose;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll compose</c>: music that a model writes.</summary>
internal static class ComposeCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> model = CommonOptions.Model();
        Option<string?> start = new("--start") { Description = "What to begin with: notes such as \"C4\" or \"C4 E4 G4\" (a comma between steps), or a MIDI or JSON file (default: nothing)", HelpName = "NOTES|FILE" };
        Option<string?> style = new("--style") { Description = "One of the styles that the model was trained on (default: one that the seed chooses)", HelpName = "NAME" };
        Option<int> steps = CommonOptions.Number("--steps", "N", "How many steps to write behind the start (default: 64)", 64, 1, 100_000);
        Option<double> temperature = CommonOptions.Number("--temperature", "T", "0 takes every note that is likelier than not; 1 draws as the model believes (default); more is wilder", 1.0, 0.0, 100.0);
        Option<long?> seed = CommonOptions.OptionalNumber("--seed", "N", "The same seed writes the same music (default: another one each time, told on stderr)", 0L, 9007199254740991L);
        Option<double> tempo = CommonOptions.Number("--tempo", "BPM", "Quarter notes a minute of the MIDI file (default: 96)", 96.0, 4.0, 1000.0);
        Option<string?> output = new("--out") { Description = "Write a MIDI file", HelpName = "FILE.mid" };
        Option<string?> svg = new("--svg") { Description = "Draw a piano roll", HelpName = "FILE.svg" };
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json("Print one JSON object with the MIDI pitches of each step");
        Verb verb = new("compose", "Writes music from a note, a chord, a beginning or a style", "MODEL [options]",
            ("compose runs/jsb-chorales --start C4 --out new.mid", "from one note, to be listened to"),
            ("compose runs/nottingham --start \"C3 E3 G3\" --seed 7", "the same notes each time"),
            ("compose runs/jsb-chorales --start old.mid --svg roll.svg", "go on from a file, as a picture"))
        {
            model,
            start,
            style,
            steps,
            temperature,
            seed,
            tempo,
            output,
            svg,
            threads,
            json,
        };
        verb.Details = "The notes of each step are printed, a step a line; a line with - alone is silence.";
        verb.SetAction(r =>
        {
            IComposeModel loaded = ModelPath.Open<IComposeModel>(r.GetRequiredValue(model), r.GetValue(threads), "compose");
            ComposeSettings settings = new(Start(r.GetValue(start), loaded.Step), r.GetValue(style), r.GetValue(steps), r.GetValue(temperature), (ulong)(r.GetValue(seed) ?? RandomNumberGenerator.GetInt32(1_000_000)));
            bool files = r.GetValue(output) is not null || r.GetValue(svg) is not null, lines = !r.GetValue(json);
            List<int[]> written = [];
            foreach (int[] step in loaded.Compose(settings))
            {
                written.Add(step);
                if (lines && !files)
                    Print(terminal, step);
            }

            // Files come first: whoever reads the notes may leave before the last.
            if (r.GetValue(output) is { } midi)
                AtomicFile.Write(midi, s => s.Write(MidiWriter.Write(written, loaded.Step, r.GetValue(tempo))));
            if (r.GetValue(svg) is { } picture)
                AtomicFile.WriteText(picture, PianoRollChart.Svg(written, settings.Start.Count, $"Composed by {Path.GetFileName(Path.TrimEndingDirectorySeparator(r.GetRequiredValue(model)))}, seed {settings.Seed}"));
            if (lines && files)
                written.ForEach(step => Print(terminal, step));
            if (r.GetValue(json))
                WriteJson(terminal, written, settings, loaded.Step);
            else if (r.GetValue(seed) is null)
                terminal.Note($"(seed {settings.Seed}; the same music again: --seed {settings.Seed})");
            return ExitCode.Done;
        });
        return verb;
    }

    private static void Print(Terminal terminal, int[] step)
    {
        terminal.Out.WriteLine(step.Length == 0 ? "-" : string.Join(' ', step.Select(NoteName.Of)));
        terminal.Out.Flush();
    }

    /// <summary>The steps of a file, or of notes with commas between steps.</summary>
    private static IReadOnlyList<int[]> Start(string? text, double step)
    {
        if (text is null)
            return [];
        if (File.Exists(text) || Directory.Exists(text) || text.Contains('/') || Path.GetExtension(text) is ".mid" or ".midi" or ".json" or ".gz")
            return PianoRolls.Read(text, step)[0].Steps;
        return [.. text.Split(',').Select(chord => chord.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(note => NoteName.TryParse(note, out int pitch)
                ? pitch
                : throw new UsageException($"compose: --start has '{Format.OneLine(note)}', expected notes from A0 to C8 such as C4, F#3 or Bb5, MIDI pitches from 21 to 108, or a file that exists. For example: --start \"C4 E4 G4\"."))
            .Distinct().Order().ToArray())];
    }

    private static void WriteJson(Terminal terminal, List<int[]> written, ComposeSettings settings, double step) => terminal.Json(j =>
    {
        j.WriteNumber("seed", settings.Seed);
        j.WriteNumber("temperature", settings.Temperature);
        j.WriteNumber("quarters_a_step", step);
        j.WriteNumber("given", settings.Start.Count);
        j.WriteStartArray("steps");
        foreach (int[] notes in written)
        {
            j.WriteStartArray();
            Array.ForEach(notes, j.WriteNumberValue);
            j.WriteEndArray();
        }

        j.WriteEndArray();
    });
}
