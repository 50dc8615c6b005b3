using System.Buffers.Binary;
using Unroll.Data.Files;

namespace Unroll.Data.Images;

/// <summary>Files in the IDX format of the MNIST collection (LeCun): a header of sizes, then bytes.</summary>
/// <remarks>Header, big-endian: 0, 0, kind (08 = unsigned byte), number of sizes, then each size in four bytes.</remarks>
internal static class IdxFile
{
    private const int UnsignedByte = 0x08;

    /// <summary>Reads a file of unsigned bytes.</summary>
    /// <param name="path">The file, or a <c>.gz</c> of it.</param>
    /// <param name="what">What messages call it.</param>
    /// <param name="rank">How many sizes it must have.</param>
    /// <returns>The sizes, the file, and where its data begins.</returns>
    public static (int[] Sizes, byte[] Bytes, int Start) Read(string path, string what, int rank)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        byte[] bytes = FileBytes.Read(path, what);
        int start = 4 + (4 * rank);
        if (bytes is not [0, 0, _, _, ..])
        {
            throw new DataException(
                $"{what} '{path}': this is no IDX file: it has {bytes.Length} bytes and begins with {Convert.ToHexString(bytes.AsSpan(0, Math.Min(4, bytes.Length)))}, "
                + "expected 0000 and the kind of its numbers. Give a file such as 'train-images-idx3-ubyte.gz'.");
        }

        if (bytes[2] != UnsignedByte || bytes[3] != rank)
        {
            throw new DataException(
                $"{what} '{path}': the IDX file has numbers of kind {bytes[2]:X2} and {bytes[3]} size(s), expected kind 08 (unsigned bytes) and {rank}. "
                + "Images have three sizes and labels one; check that the two files are not mixed up.");
        }

        int[] sizes = new int[rank];
        long expected = 1;
        for (int i = 0; i < rank && bytes.Length >= start; i++)
        {
            sizes[i] = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4 + (4 * i)));
            expected = sizes[i] > 0 && expected <= FileBytes.MaxBytes ? expected * sizes[i] : -1;
        }

        return bytes.Length == start + expected
            ? (sizes, bytes, start)
            : throw new DataException(
                $"{what} '{path}': the header states the sizes {string.Join(" x ", sizes)}, but {Math.Max(0, bytes.Length - start)} bytes follow it. "
                + "The file is truncated, damaged or empty. Copy or download it again.");
    }
}
