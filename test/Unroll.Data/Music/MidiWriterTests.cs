using Unroll.Data.Music;
using Xunit;

namespace Unroll.Data.Tests.Music;

public sealed class MidiWriterTests
{
    private static readonly int[][] s_steps = [[60, 64], [60, 65], [], [21, 60, 108], [60], [62]];

    [Theory]
    [InlineData(1)]
    [InlineData(0.25)]
    [InlineData(1.5)]
    public void What_is_written_is_read_back_step_by_step(double step)
    {
        MidiSong song = MidiReader.Parse(MidiWriter.Write(s_steps, step, 96), "a.mid");
        Assert.Equal(s_steps, song.Quantize(step, "a.mid").Steps);
        Assert.Equal(96, song.BeatsPerMinute, 1e-3);
    }

    [Fact]
    public void A_pitch_of_steps_that_follow_each_other_is_one_long_note()
    {
        MidiSong song = MidiReader.Parse(MidiWriter.Write(s_steps, 1, 120), "a.mid");
        Assert.Contains((60, 0L, 960L), song.Notes.Select(n => (n.Pitch, n.Start, n.End)));
        Assert.Contains((60, 1440L, 2400L), song.Notes.Select(n => (n.Pitch, n.Start, n.End)));
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        byte[] expected =
        [
            .. "MThd"u8, 0, 0, 0, 6, 0, 0, 0, 1, 0x01, 0xE0, .. "MTrk"u8, 0, 0, 0, 20,
            0, 0xFF, 0x51, 3, 0x07, 0xA1, 0x20, 0, 0x90, 60, 80, 0x83, 0x60, 0x80, 60, 0, 0, 0xFF, 0x2F, 0,
        ];
        Assert.Equal(expected, MidiWriter.Write([[60]], 1, 120));
    }

    [Fact]
    public void Silence_at_the_end_is_kept_as_time()
    {
        byte[] bytes = MidiWriter.Write([[60], [], []], 1, 120);
        Assert.Equal([0x87, 0x40, 0xFF, 0x2F, 0], bytes[^5..]);
        Assert.Throws<ArgumentOutOfRangeException>(() => MidiWriter.Write([[60]], 1, 3));
    }
}
