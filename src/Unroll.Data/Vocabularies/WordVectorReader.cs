using System.Globalization;
using System.Text;
using Unroll.Data.Files;

namespace Unroll.Data.Vocabularies;

/// <summary>Goes through a file of word vectors and keeps those of some words.</summary>
internal sealed class WordVectorReader(string path, string what, IReadOnlyList<string> wanted, bool lowerCaseToo)
{
    private readonly Dictionary<string, float[]?> _vectors = Keys(wanted, lowerCaseToo);
    private char[] _word = new char[256];
    private int _line;
    private long _words;
    private long _stated = -1;

    public int Dimension { get; private set; }

    /// <summary>Reads to the end, and says how many bytes that were.</summary>
    public long ReadAll(Stream stream)
    {
        long all = 0;
        byte[] buffer = new byte[1 << 20];
        int filled = 0;
        try
        {
            for (int n; (n = stream.Read(buffer, filled, buffer.Length - filled)) > 0;)
            {
                filled += n;
                all += n;
                int start = 0;
                for (int length; (length = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n')) >= 0; start += length + 1)
                {
                    ReadLine(buffer.AsSpan(start, length));
                }

                buffer.AsSpan(start, filled - start).CopyTo(buffer);
                filled -= start;
                if (filled == buffer.Length)
                {
                    Array.Resize(ref buffer, filled <= 1 << 24 ? 2 * filled : throw NoText());
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new DataException($"{what} '{path}': the file is truncated or damaged after line {_line} ({e.Message}). Copy or download it again.", e);
        }

        if (filled > 0)
        {
            ReadLine(buffer.AsSpan(0, filled));
        }

        return all;
    }

    /// <summary>Whether all words came that the first line states.</summary>
    public void CheckCount()
    {
        if (Dimension == 0 || (_stated >= 0 && _words < _stated))
        {
            throw new DataException(
                $"{what} '{path}': it has {_words} words, expected {(_stated >= 0 ? $"{_stated} as its first line states" : "at least one")}. The file is truncated or empty. "
                + "Copy or download it again.");
        }
    }

    /// <summary>Gives each wanted word its vector.</summary>
    public (float[] Values, bool[] Found, int InLowerCase) Assign()
    {
        float[] values = new float[wanted.Count * Dimension];
        bool[] found = new bool[wanted.Count];
        int inLowerCase = 0;
        for (int i = 0; i < wanted.Count; i++)
        {
            float[]? vector = _vectors[wanted[i]];
            if (vector is null && lowerCaseToo)
            {
                vector = _vectors[wanted[i].ToLowerInvariant()];
                inLowerCase += vector is null ? 0 : 1;
            }

            vector?.CopyTo(values, i * Dimension);
            found[i] = vector is not null;
        }

        return (values, found, inLowerCase);
    }

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        _line++;
        // word2vec ends its lines in a blank, and GloVe's 840B has words with blanks in them, which are none of ours.
        line = line.TrimEnd(" \r\t"u8);
        int end = line.IndexOfAny((byte)' ', (byte)'\t');
        if (end < 0)
        {
            throw _line == 1 || line.Contains((byte)0) ? NoText() : new DataException(
                $"{what} {new Origin(path, _line)}: the line has no numbers, expected a word and {Dimension} numbers between blanks. The file is truncated or damaged. "
                + "Copy or download it again.");
        }

        ReadOnlySpan<byte> numbers = line[(end + 1)..];
        if (_line == 1 && IsHeader(line[..end], numbers, out int dimension))
        {
            Dimension = dimension;
            return;
        }

        Dimension = Dimension == 0 ? CountFields(numbers) : Dimension;
        _words++;
        _word = _word.Length < end ? new char[2 * end] : _word;
        int length = Encoding.UTF8.GetChars(line[..end], _word);
        var lookup = _vectors.GetAlternateLookup<ReadOnlySpan<char>>();
        ReadOnlySpan<char> word = _word.AsSpan(0, length);
        // The first line is read in any case: it tells a file of vectors from others.
        if (_words == 1 || (lookup.TryGetValue(word, out float[]? known) && known is null))
        {
            float[]? vector = ReadVector(numbers);
            if (vector is not null && lookup.TryGetValue(word, out known) && known is null)
            {
                lookup[word] = vector;
            }
        }
    }

    private float[]? ReadVector(ReadOnlySpan<byte> numbers)
    {
        float[] vector = new float[Dimension];
        int count = 0;
        foreach (Range range in numbers.SplitAny((byte)' ', (byte)'\t'))
        {
            ReadOnlySpan<byte> field = numbers[range];
            if (!field.IsEmpty)
            {
                bool isNumber = float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value);
                if (count < Dimension && !isNumber)
                {
                    return CountFields(numbers) > Dimension ? null : throw Malformed($"number {count + 1} is '{Encoding.UTF8.GetString(field)}'");
                }

                if (count < Dimension)
                {
                    vector[count] = value;
                }

                count++;
            }
        }

        // More fields: another word, that begins with this one and a blank.
        return count == Dimension ? vector : count > Dimension ? null : throw Malformed($"there are {count} numbers");
    }

    private DataException Malformed(string got) => new(
        $"{what} {new Origin(path, _line)}: {got}, expected {Dimension} finite numbers after the word, as in the first line. The file is truncated or damaged. "
        + "Copy or download it again.");

    private DataException NoText() => new(
        $"{what} '{path}': this is no text file of word vectors; expected a word and its numbers between blanks a line. Convert a binary one of word2vec or fastText "
        + "to text (.vec), and unpack anything but .gz.");

    private bool IsHeader(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, out int dimension)
    {
        dimension = 0;
        bool isHeader = long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out dimension) && dimension > 0;
        _stated = isHeader ? count : _stated;
        return isHeader;
    }

    private static int CountFields(ReadOnlySpan<byte> numbers)
    {
        int count = 0;
        foreach (Range range in numbers.SplitAny((byte)' ', (byte)'\t'))
        {
            count += numbers[range].IsEmpty ? 0 : 1;
        }

        return count;
    }

    private static Dictionary<string, float[]?> Keys(IReadOnlyList<string> wanted, bool lowerCaseToo)
    {
        Dictionary<string, float[]?> keys = new(StringComparer.Ordinal);
        foreach (string word in wanted)
        {
            keys.TryAdd(word, null);
            if (lowerCaseToo)
            {
                keys.TryAdd(word.ToLowerInvariant(), null);
            }
        }

        return keys;
    }
}
