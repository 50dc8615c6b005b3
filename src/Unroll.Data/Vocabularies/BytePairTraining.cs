using System.Runtime.InteropServices;
using System.Text;

namespace Unroll.Data.Vocabularies;

/// <summary>
/// Learns byte-pair merges over the distinct units of a text. Pair counts are kept up to date by revisiting only the units that hold
/// the merged pair, and the most frequent pair comes from a heap whose counts are checked when they are taken out.
/// </summary>
internal sealed class BytePairTraining
{
    private readonly List<int[]> _units = [];
    private readonly List<long> _unitCounts = [];
    private readonly Dictionary<ulong, long> _pairCounts = [];
    private readonly Dictionary<ulong, HashSet<int>> _unitsOfPair = [];
    private readonly PriorityQueue<ulong, (long Count, ulong Pair)> _heap = new(Comparer<(long Count, ulong Pair)>.Create(
        (a, b) => a.Count != b.Count ? b.Count.CompareTo(a.Count) : a.Pair.CompareTo(b.Pair)));

    private BytePairTraining(ReadOnlySpan<char> text)
    {
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        var bySpan = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        while (!text.IsEmpty)
        {
            int length = BytePairUnits.NextLength(text);
            CollectionsMarshal.GetValueRefOrAddDefault(bySpan, text[..length], out _)++;
            text = text[length..];
        }

        foreach ((string unit, long count) in counts)
        {
            _units.Add([.. Encoding.UTF8.GetBytes(unit).Select(b => (int)b)]);
            _unitCounts.Add(count);
            CountPairs(_units.Count - 1, sign: 1);
        }
    }

    public static (int Left, int Right)[] Learn(ReadOnlySpan<char> text, int maxMerges)
    {
        BytePairTraining training = new(text);
        foreach ((ulong pair, long count) in training._pairCounts)
        {
            training._heap.Enqueue(pair, (count, pair));
        }

        List<(int Left, int Right)> merges = [];
        while (merges.Count < maxMerges && training.TryTakeMostFrequent(out ulong pair))
        {
            merges.Add(((int)(pair >> 32), (int)pair));
            training.Merge(pair, BytePairVocabulary.ByteTokens + merges.Count - 1);
        }

        return [.. merges];
    }

    // A count in the heap may be too high, since merging takes pairs away; such a pair goes back with its true count.
    private bool TryTakeMostFrequent(out ulong pair)
    {
        while (_heap.TryDequeue(out pair, out (long Count, ulong Pair) at))
        {
            long count = _pairCounts.GetValueOrDefault(pair);
            if (count == at.Count && count >= 2)
            {
                return true;
            }

            if (count >= 2)
            {
                _heap.Enqueue(pair, (count, pair));
            }
        }

        return false;
    }

    private void Merge(ulong pair, int merged)
    {
        int[] holders = [.. _unitsOfPair[pair]];
        HashSet<ulong> born = [];
        foreach (int u in holders)
        {
            CountPairs(u, sign: -1);
            int[] unit = _units[u];
            int length = BytePairVocabulary.Merge(unit, ((int)(pair >> 32), (int)pair), merged);
            _units[u] = unit = unit[..length];
            CountPairs(u, sign: 1);
            for (int i = 0; i + 1 < unit.Length; i++)
            {
                if (unit[i] == merged || unit[i + 1] == merged)
                {
                    born.Add(BytePairVocabulary.Pair(unit[i], unit[i + 1]));
                }
            }
        }

        // Only pairs with the new token can have become more frequent.
        foreach (ulong p in born)
        {
            _heap.Enqueue(p, (_pairCounts[p], p));
        }
    }

    private void CountPairs(int u, int sign)
    {
        int[] unit = _units[u];
        for (int i = 0; i + 1 < unit.Length; i++)
        {
            ulong pair = BytePairVocabulary.Pair(unit[i], unit[i + 1]);
            ref long count = ref CollectionsMarshal.GetValueRefOrAddDefault(_pairCounts, pair, out _);
            count += sign * _unitCounts[u];
            ref HashSet<int>? units = ref CollectionsMarshal.GetValueRefOrAddDefault(_unitsOfPair, pair, out _);
            units ??= [];
            _ = sign > 0 ? units.Add(u) : units.Remove(u);
        }
    }
}
