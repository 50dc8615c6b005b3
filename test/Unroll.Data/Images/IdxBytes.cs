using System.Buffers.Binary;

namespace Unroll.Data.Tests.Images;

/// <summary>IDX files of unsigned bytes.</summary>
internal static class IdxBytes
{
    public static byte[] Of(int[] sizes, byte[] data)
    {
        byte[] header = new byte[4 + (4 * sizes.Length)];
        (header[2], header[3]) = (8, (byte)sizes.Length);
        for (int i = 0; i < sizes.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), sizes[i]);
        }

        return [.. header, .. data];
    }
}
