using Unroll.Data.Music;
using Xunit;

namespace Unroll.Data.Tests.Music;

public sealed class MidiSongTests
{
    [Fact]
    public void Notes_move_to_the_nearest_step_and_sound_for_at_least_one()
    {
        PianoRoll roll = Song(new(60, 5, 98), new(64, 140, 150), new(67, 147, 290)).Quantize(1, "a.mid");
        Assert.Equal([[60], [64], [67]], roll.Steps);
    }

    [Fact]
    public void Silence_before_the_first_note_is_left_out_and_silence_between_notes_is_kept()
    {
        Assert.Equal([[60], [], [62]], Song(new(60, 960, 1056), new(62, 1152, 1248)).Quantize(1, "a.mid").Steps);
    }

    [Fact]
    public void What_cannot_be_a_piano_roll_is_an_error_with_the_reason()
    {
        Assert.Contains("there are no notes", Assert.Throws<DataException>(() => Song().Quantize(1, "a.mid")).Message);
        Assert.Contains("byte 77: the note has the pitch 12, expected 21 to 108", Assert.Throws<DataException>(() => Song(new MidiNote(12, 0, 96, 77)).Quantize(1, "a.mid")).Message);
        Assert.Contains("expected at most 1000000", Assert.Throws<DataException>(() => Song(new MidiNote(60, 0, 1L << 40)).Quantize(1, "a.mid")).Message);
    }

    private static MidiSong Song(params MidiNote[] notes) => new(notes, 96, 120);
}
