using System.Buffers.Binary;

namespace Unroll.Data.Music;

/// <summary>Writes piano rolls as standard MIDI files of type 0, played by a piano.</summary>
public static class MidiWriter
{
    private const int TicksPerQuarter = 480;
    private const byte Velocity = 80;

    /// <summary>A piece as a MIDI file. A pitch of steps that follow each other is one long note.</summary>
    /// <param name="steps">For each step the MIDI pitches that sound.</param>
    /// <param name="step">Quarter notes a step, above 0.</param>
    /// <param name="beatsPerMinute">Quarter notes a minute, 4 to 1,000.</param>
    /// <returns>The bytes of the file.</returns>
    public static byte[] Write(IReadOnlyList<int[]> steps, double step, double beatsPerMinute)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        if (beatsPerMinute is not (>= 4 and <= 1000))
        {
            throw new ArgumentOutOfRangeException(nameof(beatsPerMinute), beatsPerMinute, "MIDI: a tempo lies between 4 and 1,000 quarter notes a minute.");
        }

        using MemoryStream track = new();
        int tempo = (int)Math.Round(60e6 / beatsPerMinute);
        track.Write([0, 0xFF, 0x51, 3, (byte)(tempo >> 16), (byte)(tempo >> 8), (byte)tempo]);
        long time = 0;
        int[] before = [];
        for (int t = 0; t <= steps.Count; t++)
        {
            int[] now = t < steps.Count ? steps[t] : [];
            long at = (long)Math.Round(t * step * TicksPerQuarter);
            foreach (int pitch in before.Except(now))
            {
                Event(track, at, ref time, 0x80, pitch, 0);
            }

            foreach (int pitch in now.Except(before))
            {
                Event(track, at, ref time, 0x90, pitch, Velocity);
            }

            before = now;
        }

        Number(track, (long)Math.Round(steps.Count * step * TicksPerQuarter) - time);
        track.Write([0xFF, 0x2F, 0]);
        return [.. "MThd"u8, 0, 0, 0, 6, 0, 0, 0, 1, TicksPerQuarter >> 8, TicksPerQuarter & 0xFF, .. "MTrk"u8, .. BigEndian((int)track.Length), .. track.ToArray()];
    }

    private static void Event(MemoryStream track, long at, ref long time, byte status, int pitch, byte velocity)
    {
        Number(track, at - time);
        track.Write([status, (byte)pitch, velocity]);
        time = at;
    }

    /// <summary>A number in groups of 7 bits, the highest first; all but the last have the highest bit set.</summary>
    private static void Number(MemoryStream track, long value)
    {
        for (int shift = 21; shift > 0; shift -= 7)
        {
            if (value >> shift > 0)
            {
                track.WriteByte((byte)(0x80 | ((value >> shift) & 0x7F)));
            }
        }

        track.WriteByte((byte)(value & 0x7F));
    }

    private static byte[] BigEndian(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
