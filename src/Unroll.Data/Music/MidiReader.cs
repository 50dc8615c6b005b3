using System.Buffers.Binary;
using Unroll.Data.Files;

namespace Unroll.Data.Music;

/// <summary>Reads standard MIDI files of type 0 (one track) and 1 (tracks that sound together).</summary>
/// <remarks>
/// "MThd", size, type, tracks, division; then chunks "MTrk", size, and events: a delay in ticks as a number of 7-bit groups, then a channel
/// message (whose status byte may be left out where it is the last one's: running status), a meta event (FF) or a system message (F0, F7).
/// </remarks>
public static class MidiReader
{
    private const string What = "MIDI";
    private const int Percussion = 9;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, or a <c>.gz</c> of it.</param>
    /// <returns>What is in it.</returns>
    /// <exception cref="DataException">It cannot be read or is broken; the message says at which byte.</exception>
    public static MidiSong Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Parse(FileBytes.Read(path, What), path);
    }

    /// <summary>Reads bytes.</summary>
    /// <param name="bytes">A whole file.</param>
    /// <param name="source">What messages call it.</param>
    /// <returns>What is in it.</returns>
    /// <exception cref="DataException">It is broken; the message says at which byte.</exception>
    public static MidiSong Parse(byte[] bytes, string source)
    {
        Cursor at = new(bytes, source);
        int headerEnd = at.Chunk("MThd");
        int type = at.UInt16("the type"), tracks = at.UInt16("the number of tracks"), division = at.UInt16("the division");
        if (type > 1)
        {
            throw at.Broken(8, $"the type is {type}", "0 or 1", "Type 2 holds several songs: save each as a file of its own.");
        }

        bool frames = (division & 0x8000) != 0;
        int ticks = frames ? (256 - (division >> 8)) * (division & 0xFF) : division;
        if (ticks <= 0)
        {
            throw at.Broken(12, "the division is 0", "ticks of a quarter note, or frames and ticks of a frame", "The file is damaged. Save it again.");
        }

        at.Position = headerEnd;
        List<MidiNote> notes = [];
        double? tempo = null;
        for (int track = 0; track < tracks; track++)
        {
            int end = at.Track(track + 1, tracks);
            new Track(at, end, notes).Read(ref tempo);
            at.Position = end;
        }

        double quarter = (tempo ?? 500_000) / 1e6;
        return new MidiSong([.. notes.OrderBy(n => n.Start).ThenBy(n => n.Pitch)], frames ? ticks * quarter : ticks, 60 / quarter);
    }

    /// <summary>The events of a track.</summary>
    private sealed class Track(Cursor at, int end, List<MidiNote> notes)
    {
        private readonly Dictionary<(int Channel, int Pitch), (long Start, int At)> _sounding = [];
        private long _time;
        private int _status;

        public void Read(ref double? tempo)
        {
            bool ended = false;
            while (!ended && at.Position < end)
            {
                _time += at.Number(end, "the delay of an event");
                int here = at.Position, first = at.Byte(end, "the status of an event");
                if (first == 0xFF)
                {
                    ended = Meta(ref tempo);
                }
                else if (first is 0xF0 or 0xF7)
                {
                    at.Skip(at.Number(end, "the length of a system message"), end, "a system message");
                }
                else
                {
                    Message(first, here);
                }
            }

            foreach (((int _, int pitch), (long start, int where)) in _sounding)
            {
                notes.Add(new MidiNote(pitch, start, _time, where));
            }
        }

        private bool Meta(ref double? tempo)
        {
            int type = at.Byte(end, "the type of a meta event"), length = at.Number(end, "the length of a meta event"), data = at.Position;
            at.Skip(length, end, "a meta event");
            if (type == 0x51)
            {
                int value = length == 3 ? (at[data] << 16) | (at[data + 1] << 8) | at[data + 2] : 0;
                tempo = value > 0 ? tempo ?? value : throw at.Broken(data, $"a tempo of {length} bytes is {value}", "3 bytes above 0: microseconds of a quarter note", "The file is damaged. Save it again.");
            }

            return type == 0x2F;
        }

        private void Message(int first, int here)
        {
            if (first < 0x80)
            {
                at.Position = here;
            }
            else
            {
                _status = first;
            }

            if (_status is < 0x80 or >= 0xF0)
            {
                throw at.Broken(here, $"the byte {first:X2} begins an event", "a status byte from 80 to EF, FF, F0 or F7, because none came before that could go on", "The file is damaged. Save it again.");
            }

            int kind = _status & 0xF0, channel = _status & 0x0F, pitch = at.Data(end);
            int second = kind is 0xC0 or 0xD0 ? 0 : at.Data(end);
            if (kind is 0x80 or 0x90 && channel != Percussion)
            {
                Note(channel, pitch, kind == 0x90 && second > 0, here);
            }
        }

        private void Note(int channel, int pitch, bool on, int here)
        {
            // A note that is struck again while it sounds ends there.
            if (_sounding.Remove((channel, pitch), out (long Start, int At) begun))
            {
                notes.Add(new MidiNote(pitch, begun.Start, _time, begun.At));
            }

            if (on)
            {
                _sounding[(channel, pitch)] = (_time, here);
            }
        }
    }

    /// <summary>A place in the bytes; whatever is missing there is an error that names it.</summary>
    private sealed class Cursor(byte[] bytes, string source)
    {
        public int Position { get; set; }

        public int this[int at] => bytes[at];

        /// <summary>The end of a chunk that must be of a kind; the position moves to its data.</summary>
        public int Chunk(string name)
        {
            int start = Position;
            string got = Name(start);
            if (got != name)
            {
                throw Broken(start, $"'{got}'", $"'{name}'", start == 0 ? "This is no MIDI file, or a damaged one." : "The file is damaged. Save it again.");
            }

            return ChunkEnd(start);
        }

        /// <summary>The same for the next track; chunks of other kinds are passed over, as the format asks for.</summary>
        public int Track(int number, int of)
        {
            while (true)
            {
                int start = Position;
                if (start == bytes.Length)
                {
                    throw Broken(start, "the file ends", $"track {number} of {of}", "The file is cut off. Copy or save it again.");
                }

                int end = ChunkEnd(start);
                if (Name(start) == "MTrk")
                {
                    return end;
                }

                Position = end;
            }
        }

        public int UInt16(string what)
        {
            int here = Position;
            Position += 2;
            return Position <= bytes.Length ? BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(here)) : throw Broken(here, "the file ends", what, "The file is cut off. Copy or save it again.");
        }

        public int Byte(int end, string what) => Position < end ? bytes[Position++] : throw Broken(Position, "the track ends", what, "The file is damaged. Save it again.");

        /// <summary>A byte of a channel message, which is at most 7F.</summary>
        public int Data(int end)
        {
            int value = Byte(end, "the rest of an event");
            return value < 0x80 ? value : throw Broken(Position - 1, $"the byte {value:X2}", "a byte of at most 7F: an event is not whole", "The file is damaged. Save it again.");
        }

        /// <summary>A number of 7-bit groups, of which all but the last have the highest bit set.</summary>
        public int Number(int end, string what)
        {
            int start = Position, value = 0;
            for (int i = 0; i < 4; i++)
            {
                int next = Byte(end, what);
                value = (value << 7) | (next & 0x7F);
                if (next < 0x80)
                {
                    return value;
                }
            }

            throw Broken(start, "a number of more than 4 bytes", what, "The file is damaged. Save it again.");
        }

        public void Skip(int length, int end, string what)
        {
            if (length > end - Position)
            {
                throw Broken(Position, $"the track ends {end - Position} bytes on", $"{what} of {length} bytes", "The file is damaged. Save it again.");
            }

            Position += length;
        }

        public DataException Broken(int where, string got, string expected, string next) =>
            new($"{What} '{source}', byte {where}: got {got}, expected {expected}. {next}");

        private string Name(int start) => start + 4 <= bytes.Length ? string.Concat(bytes.AsSpan(start, 4).ToArray().Select(b => b is >= 32 and < 127 ? (char)b : '.')) : "the end of the file";

        private int ChunkEnd(int start)
        {
            if (start + 8 > bytes.Length)
            {
                throw Broken(start, $"{bytes.Length - start} bytes to the end of the file", "the 8 bytes that begin a chunk", "The file is cut off. Copy or save it again.");
            }

            long size = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(start + 4));
            Position = start + 8;
            return size <= bytes.Length - Position
                ? Position + (int)size
                : throw Broken(start, $"a chunk '{Name(start)}' that states {size} bytes, of which {bytes.Length - Position} follow", "all of it", "The file is cut off. Copy or save it again.");
        }
    }
}
