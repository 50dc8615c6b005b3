using System.Buffers.Binary;

namespace Unroll.Data.Tests.Music;

/// <summary>MIDI files byte by byte.</summary>
internal static class MidiBytes
{
    public static readonly byte[] End = [0, 0xFF, 0x2F, 0];

    public static byte[] File(int type, int division, params byte[][] tracks) =>
        [.. Chunk("MThd", [0, (byte)type, 0, (byte)tracks.Length, (byte)(division >> 8), (byte)division]), .. tracks.SelectMany(t => Chunk("MTrk", t))];

    public static byte[] Chunk(string name, byte[] data)
    {
        byte[] size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, data.Length);
        return [.. System.Text.Encoding.ASCII.GetBytes(name), .. size, .. data];
    }
}
