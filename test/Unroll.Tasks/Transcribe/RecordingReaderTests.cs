using Unroll.Tasks.Recipes;
using Unroll.Tasks.Transcribe;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Transcribe;

public sealed class RecordingReaderTests : IDisposable
{
    private static readonly float[] s_sound = TinyRecordings.Tone(1, 1, 500);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Transcripts_stand_in_a_file_or_in_names()
    {
        TinyRecordings.WriteWav(_folder, "a/x.wav", s_sound);
        TinyRecordings.WriteWav(_folder, "a/y.wav", s_sound);
        _folder.Write("a/transcripts.tsv", "y.wav\tone two\nx.wav\tthree\n");
        Recording[] listed = [.. Reader("").Read(_folder.File("a"))];
        Assert.Equal(["one two", "three"], listed.Select(r => r.Text));
        Assert.EndsWith("transcripts.tsv', line 1", listed[0].TextOrigin.ToString());
        Assert.Equal(500, listed[0].Sound!.Samples.Length);

        TinyRecordings.WriteWav(_folder, "b/yes_ann.wav", s_sound);
        Recording named = Assert.Single(Reader("\"pattern\": \"{label}_{who}.wav\", \"joinBy\": \"who\", \"group\": \"who\", \"split\": \"group\"").Read(_folder.File("b")));
        Assert.Equal(("yes", "ann", "ann"), (named.Text, named.JoinedBy, named.Group));
        Assert.Null(Assert.Single(Reader("\"pattern\": \"{label}_{who}_{take}.wav\"", labelled: false).Read(_folder.File("b"))).Text);
    }

    [Fact]
    public void Sounds_and_transcripts_that_do_not_belong_together_are_named()
    {
        TinyRecordings.WriteWav(_folder, "a/x.wav", s_sound);
        TinyRecordings.WriteWav(_folder, "a/y.wav", s_sound);
        _folder.Write("a/transcripts.tsv", "x.wav\tone\n");
        Assert.Contains("1 of 2 sounds have no line, such as 'y.wav'", Message());
        _folder.Write("a/transcripts.tsv", "x.wav\tone\ny.wav\ttwo\nz.wav\tthree\n");
        Assert.Contains("transcripts.tsv', line 3: there is no sound 'z.wav'", Message());
        _folder.Write("a/transcripts.tsv", "x.wav\tone\ny.wav two\n");
        Assert.Contains("transcripts.tsv', line 2: the line has no tab", Message());
        _folder.Write("a/transcripts.tsv", "x.wav\tone\ny.wav\t \n");
        Assert.Contains("transcripts.tsv', line 2: the line has no text", Message());
        _folder.Write("a/transcripts.tsv", "x.wav\tone\nx.wav\ttwo\n");
        Assert.Contains("line 2: 'x.wav' stands here for the second time", Message());
        File.Delete(_folder.File("a/transcripts.tsv"));
        Assert.Contains("nothing says what is said", Message());
        Assert.Contains("there is no file 'texts.tsv'", Assert.Throws<DataException>(() => Reader("\"transcripts\": \"texts.tsv\"").Read(_folder.File("a"))).Message);

        string Message() => Assert.Throws<DataException>(() => Reader("").Read(_folder.File("a"))).Message;
    }

    [Fact]
    public void Sounds_that_are_none_are_named()
    {
        string path = TinyRecordings.WriteWav(_folder, "a/x.wav", []);
        _folder.Write("a/transcripts.tsv", "x.wav\tone\n");
        Assert.Contains("x.wav': it holds no samples", Assert.Throws<DataException>(() => Reader("").Read(_folder.File("a"))).Message);
        TinyRecordings.WriteWav(_folder, "a/x.wav", s_sound);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^100]);
        Assert.Contains("x.wav': the chunk 'data' at byte 36 states 1000 bytes, but 900 follow", Assert.Throws<DataException>(() => Reader("").Read(_folder.File("a"))).Message);
        using MemoryStream empty = new();
        Assert.Contains("this is no WAV file", Assert.Throws<DataException>(() => Reader("", labelled: false).Read(empty, "stdin")).Message);
        Assert.Contains("from a pipe", Assert.Throws<DataException>(() => Reader("").Read(empty, "stdin")).Message);
    }

    [Fact]
    public void Rows_of_points_are_writings_of_one_stroke()
    {
        string file = _folder.Write("rows.csv", "0,1,2,3,7\n4,5,6,7,8\n");
        Recording[] rows = [.. Reader("\"format\": \"strokes-rows\"").Read(file)];
        Assert.Equal(["7", "8"], rows.Select(r => r.Text));
        Assert.Equal([0, 1, 2, 3], Assert.Single(rows[0].Ink!.Strokes));
        Recording[] unlabelled = [.. Reader("\"format\": \"strokes-rows\"", labelled: false).Read(file)];
        Assert.Null(unlabelled[0].Text);
        Assert.Equal(rows[1].Ink!.Strokes, unlabelled[1].Ink!.Strokes);
        Assert.Equal([0, 1, 2, 3], Assert.Single(Reader("\"format\": \"strokes-rows\"", labelled: false).Read(_folder.Write("points.csv", "0,1,2,3\n4,5,6,7\n"))[0].Ink!.Strokes));
        Assert.Contains("cannot be cut into steps of 2", Assert.Throws<DataException>(() => Reader("\"format\": \"strokes-rows\"").Read(_folder.Write("odd.csv", "0,1,2,7\n4,5,6,8\n"))).Message);
    }

    [Fact]
    public void A_writing_without_its_text_cannot_be_learned()
    {
        string file = _folder.Write("a.jsonl", """{"strokes": [[[0, 1]]]}""");
        Assert.Contains("a.jsonl', line 1: there is no \"text\"", Assert.Throws<DataException>(() => Reader("\"format\": \"strokes\"").Read(file)).Message);
        Assert.Single(Reader("\"format\": \"strokes\"", labelled: false).Read(file));
    }

    [Theory]
    [InlineData("4-5, 0", 3, 18)]
    [InlineData("3", 5, 6)]
    public void Named_groups_are_held_back(string held, int trainGroups, int validCount)
    {
        TinyRecordings.WriteTones(_folder);
        TranscribeData data = TranscribeData.Read(TinyRecordings.Tones(_folder, $"data.heldBack={held}"));
        Assert.Equal(trainGroups, data.RawTrain.Select(r => r.Group).Distinct().Count());
        Assert.Equal(validCount, data.RawValid.Count);
        Assert.Empty(data.RawTrain.Select(r => r.Group).Intersect(data.RawValid.Select(r => r.Group)));
    }

    [Theory]
    [InlineData("9", "no recording is of the group '9'; there are 0, 1, 2, 3, 4, 5")]
    [InlineData("0-5", "which is all groups")]
    [InlineData(",", "which is no group")]
    public void Groups_that_cannot_be_held_back_are_named(string held, string expected)
    {
        TinyRecordings.WriteTones(_folder);
        Assert.Contains(expected, Assert.Throws<DataException>(() => TranscribeData.Read(TinyRecordings.Tones(_folder, $"data.heldBack={held}"))).Message);
    }

    [Fact]
    public void A_text_that_its_sound_cannot_hold_names_both()
    {
        TinyRecordings.WriteWav(_folder, "a/x.wav", TinyRecordings.Tone(1, 1, 400));
        TinyRecordings.WriteWav(_folder, "a/y.wav", TinyRecordings.Tone(1, 1, 4000));
        _folder.Write("a/transcripts.tsv", "y.wav\tab\nx.wav\taab\n");
        Recipe recipe = Recipe.Parse("""{ "task": "transcribe", "data": { "train": "a", "valid": "a", "sampleRate": 8000, "melBands": 12 } }""", directory: _folder.Path);
        string message = Assert.Throws<DataException>(() => TranscribeData.Read(recipe)).Message;
        Assert.Contains("transcripts.tsv', line 2: its 3 symbols need at least 4 steps, but the sound", message);
        Assert.Contains("x.wav' has 2, because each symbol takes a step, and a blank stands between two equal ones", message);
    }

    private RecordingReader Reader(string data, bool labelled = true) => new(new TranscribeDataOptions(
        Recipe.Parse($$"""{ "task": "transcribe", "data": { "train": "x", "sampleRate": 8000{{(data.Length > 0 ? ", " + data : "")}} } }""").Values), labelled);
}
