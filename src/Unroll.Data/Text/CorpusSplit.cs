using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Unroll.Data.Text;

/// <summary>A text in two parts: one to learn from, one held back to judge by.</summary>
/// <param name="Train">What to learn from.</param>
/// <param name="Valid">What is held back.</param>
public sealed record CorpusSplit(string Train, string Valid)
{
    // 3 of 100 lines are held back.
    private const ulong ValidPercent = 3;

    /// <summary>Where the text came from.</summary>
    public string Source { get; init; } = "";

    /// <summary>
    /// Splits lines by their SHA-256: equal lines are kept once, about 3 % are held back, and the order within each part is that of
    /// the hash. So the same lines in any order give the same split, no line is on both sides, and every beginning of a part is a
    /// fair sample of the whole.
    /// </summary>
    /// <param name="lines">Lines without their line ends.</param>
    /// <param name="maxTrain">The most characters in <see cref="Train"/>; whole lines are taken as long as they fit.</param>
    /// <param name="maxValid">The most characters in <see cref="Valid"/>.</param>
    /// <returns>The two parts, each line ended by LF.</returns>
    public static CorpusSplit ByHash(IEnumerable<string> lines, int maxTrain = int.MaxValue, int maxValid = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentOutOfRangeException.ThrowIfNegative(maxTrain);
        ArgumentOutOfRangeException.ThrowIfNegative(maxValid);
        string[] distinct = [.. new HashSet<string>(lines, StringComparer.Ordinal)];
        UInt128[] hashes = new UInt128[distinct.Length];
        Parallel.For(0, distinct.Length, i => hashes[i] = Hash(distinct[i]));
        Array.Sort(hashes, distinct);
        StringBuilder train = new();
        StringBuilder valid = new();
        bool trainFits = true;
        bool validFits = true;
        for (int i = 0; i < distinct.Length && (trainFits || validFits); i++)
        {
            // The low half decides the side and the high half the place, so that the two have nothing to do with each other.
            if ((ulong)hashes[i] % 100 < ValidPercent)
            {
                validFits = validFits && TryAppend(valid, distinct[i], maxValid);
            }
            else
            {
                trainFits = trainFits && TryAppend(train, distinct[i], maxTrain);
            }
        }

        return new CorpusSplit(train.ToString(), valid.ToString());
    }

    private static bool TryAppend(StringBuilder part, string line, int max)
    {
        if ((long)part.Length + line.Length + 1 > max)
        {
            return false;
        }

        part.Append(line).Append('\n');
        return true;
    }

    private static UInt128 Hash(string line)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(line), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
