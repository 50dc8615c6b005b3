using System.Buffers.Binary;
using Unroll.Kernels;
using Unroll.TestKit;

namespace Unroll.Cli.Tests.SmallData;

/// <summary>Images of a bright row or column.</summary>
internal static class SmallImages
{
    private const int Count = 40, Size = 28;

    public static SmallSet Idx(TemporaryFolder folder)
    {
        CounterRandom random = new(31);
        byte[] pixels = new byte[Count * Size * Size], labels = new byte[Count];
        for (int i = 0; i < Count; i++)
        {
            labels[i] = (byte)(i % 4);
            int at = 6 + (8 * (labels[i] / 2)) + random.NextInt32(3);
            for (int j = 0; j < Size; j++)
                pixels[(i * Size * Size) + (labels[i] % 2 == 0 ? (at * Size) + j : (j * Size) + at)] = (byte)(200 + random.NextInt32(56));
        }

        string images = folder.Write("data/train-10k-images-idx3-ubyte", "");
        File.WriteAllBytes(images, Bytes([Count, Size, Size], pixels));
        File.WriteAllBytes(folder.File("data/train-10k-labels-idx1-ubyte"), Bytes([Count], labels));
        return new SmallSet(images, null, Count);
    }

    /// <summary>An IDX file of unsigned bytes.</summary>
    public static byte[] Bytes(int[] sizes, byte[] data)
    {
        byte[] header = new byte[4 + (4 * sizes.Length)];
        (header[2], header[3]) = (8, (byte)sizes.Length);
        for (int i = 0; i < sizes.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), sizes[i]);
        return [.. header, .. data];
    }
}
