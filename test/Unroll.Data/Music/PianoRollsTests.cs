using Unroll.Data.Music;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Music;

public sealed class PianoRollsTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Pieces_steps_and_notes_are_read_sorted_and_each_note_once()
    {
        IReadOnlyList<PianoRoll> rolls = Read("a.json", "[[[64, 60, 60], []], [[-1, 21, 108, -1]]]");
        Assert.Equal([[60, 64], []], rolls[0].Steps);
        Assert.Equal([[21, 108]], rolls[1].Steps);
        Assert.EndsWith("a.json', piece 2", rolls[1].Place);
    }

    [Fact]
    public void One_piece_alone_and_pieces_by_style_are_read_too()
    {
        Assert.Equal([[60], [62, 64]], Assert.Single(Read("one.json", "[[60], [62, 64]]")).Steps);
        IReadOnlyList<PianoRoll> styles = Read("styles.json", """{ "march": [[[60]], [[61]]], "waltz": [[[62]]] } """);
        Assert.Equal(["march", "march", "waltz"], styles.Select(r => r.Style));
    }

    [Fact]
    public void A_folder_gives_all_its_music_by_name_and_nothing_else()
    {
        _scratch.Write("music/b.json", "[[[60]]]");
        _scratch.Write("music/deep/c.json.gz", Scratch.Gzip("[[[62]], [[63]]]"));
        _scratch.Write("music/a.mid", MidiWriter.Write([[61]], 1, 120));
        _scratch.Write("music/readme.txt", "not music");
        IReadOnlyList<PianoRoll> rolls = PianoRolls.Read(Path.Combine(_scratch.Path, "music"), 1);
        Assert.Equal([61, 60, 62, 63], rolls.Select(r => r.Steps[0][0]));
        _scratch.Write("empty/readme.txt", "");
        Assert.Contains("no file in this folder whose name ends in .mid", Assert.Throws<DataException>(() => PianoRolls.Read(Path.Combine(_scratch.Path, "empty"), 1)).Message);
    }

    [Fact]
    public void What_comes_through_a_pipe_is_known_by_its_beginning()
    {
        Assert.Equal([[60], [60]], PianoRolls.Read(new MemoryStream(MidiWriter.Write([[60], [60]], 0.5, 120)), "stdin", 0.5)[0].Steps);
        Assert.Equal([[60]], PianoRolls.Read(new MemoryStream("[[[60]]]"u8.ToArray()), "stdin", 0.5)[0].Steps);
    }

    [Theory]
    [InlineData("[[[60],\n[60.5]]]", "line 2: got 60.5")]
    [InlineData("[[[60],\n\n[120]]]", "line 3: step 2 of piece 1 has the note 120, expected a MIDI pitch from 21 to 108")]
    [InlineData("[[[60], 61]]", "step 2 of piece 1 is the number 61, expected a list of MIDI pitches")]
    [InlineData("[[[60]],\n[]]", "line 2: piece 2 is empty")]
    [InlineData("[[[60]],\n7]", "line 2: piece 2 is the number 7")]
    [InlineData("[60]", "line 1: got lists 1 deep, expected 3")]
    [InlineData("[[[[60]]]]", "got lists 4 deep")]
    [InlineData("[[[60], [\"C4\"]]]", "got the text \"C4\"")]
    [InlineData("[[[60]\n", "line 2: this is no JSON")]
    [InlineData("[[[60]]] x", "this is no JSON")]
    [InlineData("[]", "there is no piece in it")]
    [InlineData("{\"a\": []}", "there is no piece in it")]
    [InlineData("", "line 1: this is no JSON")]
    public void Json_of_another_shape_is_an_error_with_file_and_line(string text, string expected)
    {
        string message = Assert.Throws<DataException>(() => Read("bad.json", text)).Message;
        Assert.Contains("bad.json'", message);
        Assert.Contains(expected, message);
    }

    [SharedDataFact("jsb-chorales")]
    public void The_chorales_have_the_pieces_and_steps_that_others_count()
    {
        IReadOnlyList<PianoRoll> train = PianoRolls.Read(SharedData.PathOf("jsb-chorales", "jsb-chorales-quarter.train.json"), 1);
        Assert.Equal((229, 43, 96), (train.Count, train.Min(r => r.Steps.SelectMany(s => s).Min()), train.Max(r => r.Steps.SelectMany(s => s).Max())));
        Assert.Equal(18, train.Sum(r => r.Steps.Count(s => s.Length == 0)));
    }

    private IReadOnlyList<PianoRoll> Read(string name, string text) => PianoRolls.Read(_scratch.Write(name, text), 1);
}
