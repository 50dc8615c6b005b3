using Unroll.Data.Music;
using Xunit;

namespace Unroll.Data.Tests.Music;

public sealed class MidiReaderTests
{
    [Fact]
    public void Notes_of_one_track_have_their_ticks_and_pitches()
    {
        // 96 ticks of C4, then E4 from 0x81 0x48 = 200 ticks later on, which a note-on of velocity 0 ends.
        MidiSong song = Parse(0, 96, [0, 0x90, 60, 64, 96, 0x80, 60, 0, 0x81, 0x48, 0x90, 64, 64, 48, 0x90, 64, 0, .. MidiBytes.End]);
        Assert.Equal([(60, 0L, 96L), (64, 296L, 344L)], song.Notes.Select(n => (n.Pitch, n.Start, n.End)));
        Assert.Equal((96, 120), (song.TicksPerQuarter, song.BeatsPerMinute));
    }

    [Fact]
    public void A_status_byte_may_be_left_out_where_it_is_the_one_before()
    {
        MidiSong whole = Parse(0, 96, [0, 0x93, 60, 64, 0, 0x93, 64, 64, 96, 0x93, 60, 0, 0, 0x93, 64, 0, .. MidiBytes.End]);
        MidiSong running = Parse(0, 96, [0, 0x93, 60, 64, 0, 64, 64, 96, 60, 0, 0, 64, 0, .. MidiBytes.End]);
        Assert.Equal(2, running.Notes.Count);
        Assert.Equal(whole.Notes.Select(n => (n.Pitch, n.Start, n.End)), running.Notes.Select(n => (n.Pitch, n.Start, n.End)));
    }

    [Fact]
    public void Tracks_of_type_1_sound_together_and_the_first_tempo_counts()
    {
        byte[] tempo = [0, 0xFF, 0x51, 3, 0x0F, 0x42, 0x40, 10, 0xFF, 0x51, 3, 0, 0, 1, .. MidiBytes.End];
        MidiSong song = MidiReader.Parse(MidiBytes.File(1, 480, tempo, [0, 0x90, 60, 1, 10, 0x80, 60, 1, .. MidiBytes.End], [5, 0x91, 48, 1, 10, 0x81, 48, 1, .. MidiBytes.End]), "a.mid");
        Assert.Equal([(60, 0L), (48, 5L)], song.Notes.Select(n => (n.Pitch, n.Start)));
        Assert.Equal(60, song.BeatsPerMinute);
    }

    [Fact]
    public void Other_messages_other_chunks_and_percussion_are_passed_over()
    {
        byte[] events =
        [
            0, 0xC0, 5, 0, 0xB0, 7, 100, 0, 0xE0, 0, 64, 0, 0xD0, 3, 0, 0xA0, 60, 3, 0, 0xF0, 2, 1, 0xF7, 0, 0xFF, 3, 2, (byte)'h', (byte)'i',
            0, 0x99, 36, 100, 0, 0x90, 60, 64, 24, 0x80, 60, 0, .. MidiBytes.End,
        ];
        byte[] file = [.. MidiBytes.File(0, 24, MidiBytes.End).AsSpan(0, 14), .. MidiBytes.Chunk("XFIH", [1, 2, 3]), .. MidiBytes.Chunk("MTrk", events)];
        Assert.Equal([(60, 0L, 24L)], MidiReader.Parse(file, "a.mid").Notes.Select(n => (n.Pitch, n.Start, n.End)));
    }

    [Fact]
    public void A_clock_of_frames_becomes_quarter_notes_by_the_tempo()
    {
        // 25 frames a second of 40 ticks: 1,000 ticks a second, 500 of a quarter at 120.
        Assert.Equal(500, Parse(0, (0xE7 << 8) | 40, [0, 0x90, 60, 1, 10, 0x80, 60, 1, .. MidiBytes.End]).TicksPerQuarter);
    }

    [Fact]
    public void A_note_struck_again_ends_and_one_without_an_end_sounds_to_the_end_of_its_track()
    {
        MidiSong song = Parse(0, 96, [0, 0x90, 60, 64, 10, 0x90, 60, 64, 20, 0xFF, 0x2F, 0]);
        Assert.Equal([(0L, 10L), (10L, 30L)], song.Notes.Select(n => (n.Start, n.End)));
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_an_error_that_names_it_and_the_byte()
    {
        byte[] whole = MidiBytes.File(0, 96, [0, 0x90, 60, 64, 96, 0x80, 60, 0, .. MidiBytes.End]);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Matches("'cut.mid', byte [0-9]+: got .*, expected ", Assert.Throws<DataException>(() => MidiReader.Parse(whole[..length], "cut.mid")).Message);
        }
    }

    [Theory]
    [InlineData("RIFF", "byte 0: got 'RIFF', expected 'MThd'")]
    [InlineData("MThd0006000200010060", "byte 8: got the type is 2, expected 0 or 1")]
    [InlineData("MThd0006000000010000", "byte 12: got the division is 0")]
    [InlineData("MThd0006000000010060 MTrk0004 00 3C 40 00", "byte 23: got the byte 3C begins an event, expected a status byte")]
    [InlineData("MThd0006000000010060 MTrk0004 00 90 3C 90", "byte 25: got the byte 90, expected a byte of at most 7F")]
    [InlineData("MThd0006000000010060 MTrk0003 00 90 3C", "byte 25: got the track ends, expected the rest of an event")]
    [InlineData("MThd0006000000010060 MTrk0006 FF FF FF FF 00 00", "byte 22: got a number of more than 4 bytes")]
    [InlineData("MThd0006000000010060 MTrk0004 00 FF 03 7F", "byte 26: got the track ends 0 bytes on, expected a meta event of 127 bytes")]
    [InlineData("MThd0006000000010060 MTrk0006 00 FF 51 02 01 01", "expected 3 bytes above 0")]
    [InlineData("MThd0006000000010060 MTrk0006 00 F1 51 02 01 01", "byte 23: got the byte F1 begins an event")]
    [InlineData("MThd0006000000020060 MTrk0000", "byte 22: got the file ends, expected track 2 of 2")]
    [InlineData("MThd0006000000010060 MTrk0009 00", "a chunk 'MTrk' that states 9 bytes, of which 1 follow")]
    public void A_broken_file_is_an_error_with_the_byte_and_what_was_expected_there(string file, string expected)
    {
        string message = Assert.Throws<DataException>(() => MidiReader.Parse(Bytes(file), "broken.mid")).Message;
        Assert.Contains("'broken.mid'", message);
        Assert.Contains(expected, message);
    }

    /// <summary>Chunk names are letters and their sizes four digits; the rest is hexadecimal.</summary>
    private static byte[] Bytes(string text)
    {
        List<byte> bytes = [];
        text = text.Replace(" ", "");
        while (text.Length > 0)
        {
            bool name = text.StartsWith('M') || text.StartsWith('R');
            bytes.AddRange(name ? [.. System.Text.Encoding.ASCII.GetBytes(text[..4])] : Convert.FromHexString(text[..2]));
            if (name && text.Length > 4)
            {
                bytes.AddRange([0, 0, .. Convert.FromHexString(text[4..8])]);
            }

            text = text[Math.Min(text.Length, name ? 8 : 2)..];
        }

        return [.. bytes];
    }

    private static MidiSong Parse(int type, int division, byte[] track) => MidiReader.Parse(MidiBytes.File(type, division, track), "a.mid");
}
