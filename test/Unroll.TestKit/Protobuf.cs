using System.Buffers.Binary;
using System.Text;

namespace Unroll.TestKit;

/// <summary>One field of a message in Protocol Buffers' wire format.</summary>
/// <param name="Number">The number of the field.</param>
/// <param name="Varint">Its value, where it is a whole number; of a fixed one, its bits.</param>
/// <param name="Bytes">Its content, where it has a length: text, a message, packed numbers.</param>
/// <remarks>Source: protobuf.dev, "Encoding".</remarks>
public readonly record struct ProtobufField(int Number, ulong Varint, ReadOnlyMemory<byte> Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>A float of wire type 5.</summary>
    public float Single => BitConverter.UInt32BitsToSingle((uint)Varint);

    /// <summary>The fields of a message, in their order.</summary>
    /// <exception cref="InvalidDataException">The wire format is broken.</exception>
    public static IEnumerable<ProtobufField> Read(ReadOnlyMemory<byte> message)
    {
        int at = 0;
        while (at < message.Length)
        {
            ulong tag = ReadVarint(message.Span, ref at);
            int number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    yield return new(number, ReadVarint(message.Span, ref at), default);
                    break;
                case 1:
                    yield return new(number, BinaryPrimitives.ReadUInt64LittleEndian(message.Span[at..]), default);
                    at += 8;
                    break;
                case 2:
                    int length = checked((int)ReadVarint(message.Span, ref at));
                    yield return new(number, 0, message.Slice(at, length));
                    at += length;
                    break;
                case 5:
                    yield return new(number, BinaryPrimitives.ReadUInt32LittleEndian(message.Span[at..]), default);
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7} at byte {at}: expected 0, 1, 2 or 5.");
            }
        }
    }

    /// <summary>Whole numbers: one, or packed.</summary>
    public IEnumerable<long> Whole()
    {
        if (Bytes.IsEmpty)
        {
            yield return (long)Varint;
        }

        int at = 0;
        while (at < Bytes.Length)
        {
            yield return (long)ReadVarint(Bytes.Span, ref at);
        }
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException($"A number of more than ten bytes ends at byte {at}.");
    }
}
