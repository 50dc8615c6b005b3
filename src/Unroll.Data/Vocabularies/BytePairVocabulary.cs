using System.Collections.Frozen;
using System.Text;
using System.Text.Unicode;

namespace Unroll.Data.Vocabularies;

/// <summary>
/// Byte-pair encoding (Sennrich, Haddow and Birch 2016) over the bytes of UTF-8 (Radford et al. 2019), so that every text can be
/// encoded and decodes to itself. Ids 0 to 255 are the bytes; each further id is two earlier ones merged, in the order they were learnt.
/// Merges stay within a unit: a word with the blank before it, a number, a run of marks, or a run of white space.
/// </summary>
public sealed class BytePairVocabulary : IVocabulary
{
    /// <summary>How many single-byte tokens there are.</summary>
    public const int ByteTokens = 256;

    private readonly (int Left, int Right)[] _merges;
    private readonly byte[][] _bytes;
    private readonly FrozenDictionary<ulong, int> _idOfPair;

    internal BytePairVocabulary((int Left, int Right)[] merges)
    {
        _merges = merges;
        _bytes = new byte[ByteTokens + merges.Length][];
        for (int b = 0; b < ByteTokens; b++)
        {
            _bytes[b] = [(byte)b];
        }

        Dictionary<ulong, int> idOfPair = new(merges.Length);
        for (int i = 0; i < merges.Length; i++)
        {
            _bytes[ByteTokens + i] = [.. _bytes[merges[i].Left], .. _bytes[merges[i].Right]];
            idOfPair.Add(Pair(merges[i].Left, merges[i].Right), ByteTokens + i);
        }

        _idOfPair = idOfPair.ToFrozenDictionary();
    }

    /// <inheritdoc/>
    public string Kind => "bpe";

    /// <inheritdoc/>
    public int Count => _bytes.Length;

    /// <summary>The two tokens that make up each of the ids 256 and up.</summary>
    public ReadOnlySpan<(int Left, int Right)> Merges => _merges;

    /// <summary>
    /// Learns merges from a text: again and again the most frequent pair becomes a token. Of equally frequent pairs the one with the
    /// smaller left id, then the smaller right id, comes first. It stops early when no pair occurs twice.
    /// </summary>
    /// <param name="text">The text to learn from.</param>
    /// <param name="size">The most tokens; at least 256.</param>
    /// <returns>The vocabulary.</returns>
    public static BytePairVocabulary Train(ReadOnlySpan<char> text, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, ByteTokens);
        return new BytePairVocabulary(BytePairTraining.Learn(text, size - ByteTokens));
    }

    /// <inheritdoc/>
    public int[] Encode(ReadOnlySpan<char> text)
    {
        List<int> ids = new(text.Length / 2);
        // Words repeat (Zipf), so each distinct unit is merged once.
        Dictionary<string, int[]> known = new(StringComparer.Ordinal);
        var knownBySpan = known.GetAlternateLookup<ReadOnlySpan<char>>();
        while (!text.IsEmpty)
        {
            ReadOnlySpan<char> unit = text[..BytePairUnits.NextLength(text)];
            if (!knownBySpan.TryGetValue(unit, out int[]? tokens))
            {
                tokens = EncodeUnit(unit);
                knownBySpan[unit] = tokens;
            }

            ids.AddRange(tokens);
            text = text[unit.Length..];
        }

        return [.. ids];
    }

    /// <inheritdoc/>
    /// <remarks>Bytes that are not UTF-8, as when a character is cut in the middle, read as U+FFFD.</remarks>
    public string Decode(ReadOnlySpan<int> ids) => Encoding.UTF8.GetString(DecodeBytes(ids));

    /// <summary>Token ids to the bytes of UTF-8, for whoever streams text and holds back an unfinished character.</summary>
    /// <param name="ids">Ids from 0 to <see cref="Count"/> - 1.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    public byte[] DecodeBytes(ReadOnlySpan<int> ids)
    {
        List<byte> bytes = new(ids.Length * 4);
        foreach (int id in ids)
        {
            bytes.AddRange(Bytes(id));
        }

        return [.. bytes];
    }

    /// <inheritdoc/>
    /// <remarks>Bytes that are no whole characters are shown as <c>&lt;0xE2&gt;</c>.</remarks>
    public string Token(int id)
    {
        ReadOnlySpan<byte> bytes = Bytes(id);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : string.Concat(bytes.ToArray().Select(b => $"<0x{b:X2}>"));
    }

    internal static ulong Pair(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    private byte[] Bytes(int id) => (uint)id < (uint)_bytes.Length ? _bytes[id] : throw VocabularyErrors.NoSuchId(this, id);

    // Merges in the order they were learnt: always the pair with the smallest id. A unit is short, so a scan is as good as a heap.
    private int[] EncodeUnit(ReadOnlySpan<char> unit)
    {
        int[] ids = [.. Encoding.UTF8.GetBytes(unit.ToArray()).Select(b => (int)b)];
        int n = ids.Length;
        while (true)
        {
            int best = int.MaxValue;
            for (int i = 0; i + 1 < n; i++)
            {
                best = Math.Min(best, _idOfPair.GetValueOrDefault(Pair(ids[i], ids[i + 1]), int.MaxValue));
            }

            if (best == int.MaxValue)
            {
                return ids[..n];
            }

            n = Merge(ids.AsSpan(0, n), _merges[best - ByteTokens], best);
        }
    }

    /// <summary>Replaces a pair by its token, from left to right, in place.</summary>
    /// <returns>The new length.</returns>
    internal static int Merge(Span<int> ids, (int Left, int Right) pair, int merged)
    {
        int n = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            bool isPair = ids[i] == pair.Left && i + 1 < ids.Length && ids[i + 1] == pair.Right;
            ids[n++] = isPair ? merged : ids[i];
            i += isPair ? 1 : 0;
        }

        return n;
    }
}
