using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Data.Audio;
using Unroll.Tasks.Transcribe;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll transcribe</c>: what is said in sounds, or written with pen strokes.</summary>
internal static class TranscribeCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> model = CommonOptions.Model();
        Argument<string?> data = new("DATA")
        {
            Description = "A WAV file, a folder of them or a file of strokes, as the model was trained on, or - for standard input",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<int?> beam = CommonOptions.OptionalNumber("--beam", "N", "How many beginnings the search keeps at each step (default: decode.beam of the recipe)", 1, 10_000);
        Option<bool> stream = new("--stream") { Description = "Transcribe one sound as it comes, and print symbols as soon as they are sure" };
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json("Print JSON lines, one object a recording; with --stream one a symbol, and one at the end");
        Verb verb = new("transcribe", "Writes down what is said in sounds, or written with pen strokes", "MODEL [DATA|-] [options]",
            ("transcribe runs/fsdd-digits call.wav", "what is said, as text"),
            ("transcribe runs/pendigits-strings notes.jsonl --json", "with the place and the probability of every symbol"),
            ("transcribe runs/fsdd-digits-streaming - --stream", "from a pipe, such as: arecord -f S16_LE -r 8000 | ..."))
        {
            model,
            data,
            beam,
            stream,
            threads,
            json,
        };
        verb.Details = "A text a line is printed; of several recordings with the name before it and a tab between.";
        verb.SetAction(r =>
        {
            ITranscribeModel loaded = ModelPath.Open<ITranscribeModel>(r.GetRequiredValue(model), r.GetValue(threads), "transcribe");
            string? path = r.GetValue(data);
            if (path is null && !Console.IsInputRedirected)
                throw new UsageException("transcribe: there is nothing to transcribe. Give a file or folder, or - to read standard input.");
            if (r.GetValue(stream))
                Stream(terminal, loaded, path ?? "-", r.GetValue(beam), r.GetValue(json));
            else
                Write(terminal, Transcribe(loaded, path ?? "-", r.GetValue(beam)), path, r.GetValue(json), loaded.ReadsSound);
            return ExitCode.Done;
        });
        return verb;
    }

    private static IReadOnlyList<Transcript> Transcribe(ITranscribeModel model, string path, int? beam)
    {
        if (path != "-")
            return model.Transcribe(path, beam);
        using Stream input = Console.OpenStandardInput();
        return model.Transcribe(input, "stdin", beam);
    }

    private static void Write(Terminal terminal, IReadOnlyList<Transcript> transcripts, string? path, bool asJson, bool ofSound)
    {
        foreach (Transcript transcript in transcripts)
        {
            if (!asJson)
            {
                terminal.Out.WriteLine(transcripts.Count > 1 && Directory.Exists(path) ? $"{transcript.Source.Trim('\'')}\t{transcript.Text}" : transcript.Text);
                continue;
            }

            terminal.Json(j =>
            {
                j.WriteString("source", transcript.Source.Trim('\''));
                j.WriteString("text", transcript.Text);
                ReportJson.WriteNumber(j, "score", Math.Round(transcript.Score, 4));
                j.WriteStartArray("symbols");
                foreach (TranscribedSymbol symbol in transcript.Symbols)
                {
                    j.WriteStartObject();
                    WriteSymbol(j, symbol, ofSound);
                    j.WriteEndObject();
                }

                j.WriteEndArray();
            });
        }
    }

    private static void WriteSymbol(Utf8JsonWriter json, TranscribedSymbol symbol, bool ofSound)
    {
        json.WriteString("symbol", symbol.Symbol);
        json.WriteNumber(ofSound ? "at_seconds" : "at_point", Math.Round(symbol.At, 3));
        json.WriteNumber("probability", Math.Round(symbol.Probability, 4));
    }

    private static void Stream(Terminal terminal, ITranscribeModel model, string path, int? beam, bool asJson)
    {
        using Stream input = path == "-" ? Console.OpenStandardInput() : OpenFile(path);
        WavStream wav = WavStream.Open(input, path == "-" ? "stdin" : path);
        TranscriptStream stream = model.Begin(wav.SampleRate, beam);
        long samples = 0;
        for (float[] part = wav.Read(); part.Length > 0; part = wav.Read())
        {
            samples += part.Length;
            Write(terminal, stream.Push(part), asJson);
        }

        if (samples == 0)
            throw new DataException($"WAV '{(path == "-" ? "stdin" : path)}': it holds no samples. Nothing was recorded. Record it again.");
        Write(terminal, stream.Finish(), asJson);
        if (!asJson)
            return;
        terminal.Json(j =>
        {
            j.WriteString("text", stream.Text);
            j.WriteNumber("seconds", Math.Round((double)samples / wav.SampleRate, 3));
            j.WriteNumber("delay_ms", Math.Round(1000 * stream.Delay, 1));
            j.WriteNumber("step_ms", Math.Round(1000 * stream.StepSeconds, 1));
        });
    }

    private static FileStream OpenFile(string path) => File.Exists(path)
        ? File.OpenRead(path)
        : throw new DataException($"WAV '{path}': there is no such file, expected one sound, because it is read as it comes. Give a WAV file, or - for standard input.");

    private static void Write(Terminal terminal, IReadOnlyList<TranscribedSymbol> symbols, bool asJson)
    {
        foreach (TranscribedSymbol symbol in symbols)
        {
            if (asJson)
            {
                terminal.Json(j =>
                {
                    WriteSymbol(j, symbol, ofSound: true);
                    j.WriteNumber("sure_seconds", Math.Round(symbol.Heard, 3));
                });
            }
            else
            {
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{symbol.At:0.00}\t{symbol.Symbol}"));
            }
        }

        terminal.Out.Flush();
    }
}
