using System.Text.Json;
using System.Xml.Linq;
using Unroll.Data.Audio;
using Unroll.Data.Music;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.Commands;

/// <summary>A composer of the starter's tunes, trained once by the command line.</summary>
public sealed class TrainedMusic : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainedMusic()
    {
        TinyTraining.Expect(0, Unroll("new", "compose", "--out", "my"));
        Trained = TinyTraining.Expect(0, Unroll("train", "my", "--out", "run", "--set", "train.epochs=10", "--set", "model.hidden=32", "--threads", "1"));
    }

    public ProcessResult Trained { get; }

    public string File(string name) => _folder.File(name);

    public string Write(string name, string text) => _folder.Write(name, text);

    public ProcessResult Unroll(params string[] arguments) => UnrollCommand.RunIn(_folder.Path, arguments);

    public void Dispose() => _folder.Dispose();
}

public sealed class ComposeCommandTests(TrainedMusic trained) : IClassFixture<TrainedMusic>
{
    [Fact]
    public void Training_ends_with_the_metrics_beside_both_baselines_and_says_what_to_type_next()
    {
        foreach (string expected in (string[])["NLL a step", "repeat the last step", "note frequencies"])
            Assert.Contains(expected, trained.Trained.Out);
        Assert.Contains("compose run --start C4", trained.Trained.Error);
        Assert.Contains("A new piece of the style march", File.ReadAllText(trained.File("run/report.html")));
    }

    [Fact]
    public void A_note_goes_on_as_lines_as_json_as_midi_and_as_a_picture()
    {
        string[] command = ["compose", "run", "--start", "C4", "--style", "waltz", "--steps", "15", "--seed", "4"];
        string[] lines = TinyTraining.Expect(0, trained.Unroll([.. command, "--out", "new.mid", "--svg", "new.svg", "--tempo", "120"])).Out.TrimEnd('\n').Split('\n');
        Assert.Equal(16, lines.Length);
        Assert.Equal("C4", lines[0]);

        JsonElement json = JsonLines.One(TinyTraining.Expect(0, trained.Unroll([.. command, "--json"])).Out);
        int[][] steps = [.. json.GetProperty("steps").EnumerateArray().Select(s => s.EnumerateArray().Select(n => n.GetInt32()).ToArray())];
        Assert.Equal((4, 1), (json.Number("seed"), json.Number("given")));
        Assert.Equal(lines, steps.Select(s => s.Length == 0 ? "-" : string.Join(' ', s.Select(NoteName.Of))));

        MidiSong song = MidiReader.Read(trained.File("new.mid"));
        Assert.Equal(120, song.BeatsPerMinute, 1e-3);
        Assert.Equal(steps.SelectMany(s => s).Order().Distinct(), song.Notes.Select(n => n.Pitch).Order().Distinct());
        Assert.Contains("given", XElement.Load(trained.File("new.svg")).Descendants().Select(e => (string?)e.Attribute("class")));
    }

    [Fact]
    public void Files_are_written_also_when_the_reader_of_the_notes_leaves()
    {
        string command = $"'{ProcessRunner.DotNet}' '{UnrollCommand.Dll}' compose '{trained.File("run")}' --steps 200 --seed 4 --out '{trained.File("left.mid")}' --svg '{trained.File("left.svg")}' | head -n 1";
        Assert.Equal(0, ProcessRunner.Run("/bin/sh", ["-c", command]).ExitCode);
        Assert.NotEmpty(MidiReader.Read(trained.File("left.mid")).Notes);
        Assert.NotEmpty(XElement.Load(trained.File("left.svg")).Elements());
    }

    [Fact]
    public void Music_goes_on_from_chords_and_from_files()
    {
        JsonElement chords = JsonLines.One(TinyTraining.Expect(0, trained.Unroll("compose", "run", "--start", "C4 E4 G4, 62", "--steps", "2", "--seed", "1", "--json")).Out);
        Assert.Equal("[[60,64,67],[62],", chords.GetProperty("steps").ToString()[..17]);
        trained.Write("start.json", "[[48, 52], [55]]");
        JsonElement file = JsonLines.One(TinyTraining.Expect(0, trained.Unroll("compose", "run", "--start", "start.json", "--steps", "2", "--seed", "1", "--json")).Out);
        Assert.Equal("[[48,52],[55],", file.GetProperty("steps").ToString()[..14]);
        File.WriteAllBytes(trained.File("start.mid"), MidiWriter.Write([[48, 52], [55]], 1, 100));
        Assert.Equal(file.GetProperty("steps").ToString(), JsonLines.One(TinyTraining.Expect(0, trained.Unroll("compose", "run", "--start", "start.mid", "--steps", "2", "--seed", "1", "--json")).Out).GetProperty("steps").ToString());
    }

    [Theory]
    [InlineData(2, "--start has 'H4', expected notes from A0 to C8", "--start", "H4")]
    [InlineData(2, "--start has 'x', expected notes", "--start", "C4, x E4")]
    [InlineData(3, "the style is 'polka', expected one of those that the model was trained on: march, waltz", "--style", "polka")]
    [InlineData(3, "there is no such file", "--start", "none.mid")]
    [InlineData(2, "--steps is '0', expected an integer from 1", "--steps", "0")]
    public void What_cannot_be_understood_is_an_error_with_the_reason(int code, string expected, string option, string value)
    {
        ProcessResult r = TinyTraining.Expect(code, trained.Unroll("compose", "run", option, value));
        Assert.Contains(expected, r.Error);
        Assert.Empty(r.Out);
    }

    [Fact]
    public void A_broken_midi_file_is_an_error_with_the_byte()
    {
        byte[] whole = MidiWriter.Write([[60]], 1, 100);
        File.WriteAllBytes(trained.File("broken.mid"), whole[..30]);
        Assert.Contains("'broken.mid', byte 14: got a chunk 'MTrk' that states 20 bytes", TinyTraining.Expect(3, trained.Unroll("compose", "run", "--start", "broken.mid")).Error);
        Assert.Contains("'broken.mid', byte 14", TinyTraining.Expect(3, trained.Unroll("evaluate", "run", "broken.mid")).Error);
    }

    [SynthesizerFact]
    public void A_synthesizer_plays_what_is_written_to_sound_that_is_not_silent()
    {
        TinyTraining.Expect(0, trained.Unroll("compose", "run", "--start", "C4 E4 G4", "--steps", "16", "--seed", "2", "--out", "played.mid"));
        string sound = trained.File("played.wav");
        ProcessResult played = ProcessRunner.Run(SynthesizerFactAttribute.Program, ["-ni", "-F", sound, SynthesizerFactAttribute.SoundFont!, trained.File("played.mid")]);
        Assert.Equal(0, played.ExitCode);

        // 17 quarter notes at 96 a minute last 10.6 seconds, and then the sound fades.
        Waveform wave = WavFile.Read(sound);
        Assert.InRange(wave.Seconds, 9, 30);
        Assert.InRange(Math.Sqrt(wave.Samples.Take(5 * wave.SampleRate).Average(s => (double)s * s)), 1e-3, 1);
    }
}

/// <summary>A test that plays MIDI with FluidSynth; it is skipped, with the reason, where Debian's fluidsynth and a sound font are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SynthesizerFactAttribute : FactAttribute
{
    public const string Program = "/usr/bin/fluidsynth";

    public SynthesizerFactAttribute()
    {
        if (!File.Exists(Program) || SoundFont is null)
        {
            Skip = "FluidSynth or a sound font is absent: apt-get install fluidsynth timgm6mb-soundfont.";
        }
    }

    public static string? SoundFont => Directory.Exists("/usr/share/sounds/sf2") ? Directory.GetFiles("/usr/share/sounds/sf2", "*.sf2").Order(StringComparer.Ordinal).FirstOrDefault() : null;
}
