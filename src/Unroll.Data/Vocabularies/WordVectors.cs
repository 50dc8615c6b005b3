using Unroll.Data.Files;

namespace Unroll.Data.Vocabularies;

/// <summary>
/// Word vectors that others have trained, for the words of a vocabulary: text files of word2vec (Mikolov et al. 2013), GloVe (Pennington et
/// al. 2014) and fastText (Bojanowski et al. 2017, <c>.vec</c>): a word a line and its numbers between blanks, with a first line of the
/// count and the dimension, or without.
/// </summary>
/// <remarks>The file is read once from its beginning to its end, and only wanted words are kept: it may be larger than the memory.</remarks>
public sealed class WordVectors
{
    private const string What = "Word vectors";
    private readonly float[] _values;
    private readonly bool[] _found;

    private WordVectors(string source, int dimension, float[] values, bool[] found, int inLowerCase)
    {
        Source = source;
        Dimension = dimension;
        _values = values;
        _found = found;
        FoundInLowerCase = inLowerCase;
    }

    /// <summary>The file.</summary>
    public string Source { get; }

    /// <summary>How many numbers a vector has.</summary>
    public int Dimension { get; }

    /// <summary>How many words were wanted.</summary>
    public int Wanted => _found.Length;

    /// <summary>How many of them the file has.</summary>
    public int Found => _found.Count(f => f);

    /// <summary>How many of those it has in lower case only.</summary>
    public int FoundInLowerCase { get; }

    /// <summary>The part of the wanted words that the file has; worth showing to the user.</summary>
    public double Coverage => Wanted == 0 ? 0 : (double)Found / Wanted;

    /// <summary>Reads the vectors of some words.</summary>
    /// <param name="path">A text file, or a <c>.gz</c> of one.</param>
    /// <param name="wanted">The words, such as the tokens of a <see cref="WordVocabulary"/> in the order of their ids.</param>
    /// <param name="lowerCaseToo">Whether a word that the file does not have gets the vector of its lower-case form.</param>
    /// <returns>The vectors; a word that stands twice in the file has the first one.</returns>
    /// <exception cref="DataException">The file cannot be read, is truncated, or the line of a wanted word is malformed.</exception>
    public static WordVectors Read(string path, IReadOnlyList<string> wanted, bool lowerCaseToo = true)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(wanted);
        WordVectorReader reader = new(path, What, wanted, lowerCaseToo);
        using Stream stream = FileBytes.Open(path, What);
        FileBytes.CheckEnd(path, reader.ReadAll(stream), What);
        reader.CheckCount();
        (float[] values, bool[] found, int inLowerCase) = reader.Assign();
        return new WordVectors(path, reader.Dimension, values, found, inLowerCase);
    }

    /// <summary>Whether the file has a word.</summary>
    /// <param name="word">Its place among the wanted ones.</param>
    /// <returns>Whether it has.</returns>
    public bool Has(int word) => _found[word];

    /// <summary>The vector of a word.</summary>
    /// <param name="word">Its place among the wanted ones.</param>
    /// <returns>[Dimension]; zeros if the file does not have it.</returns>
    public ReadOnlySpan<float> Vector(int word) => _values.AsSpan(word * Dimension, Dimension);

    /// <summary>Puts the vectors into the table of an embedding; rows of words that the file does not have are left as they are.</summary>
    /// <param name="table">[Wanted, Dimension]</param>
    /// <exception cref="ArgumentException">The table has another size.</exception>
    public void CopyTo(Span<float> table)
    {
        if (table.Length != _values.Length)
        {
            throw new ArgumentException(
                $"{What} '{Source}': they are {Wanted} x {Dimension}, but the embedding has {table.Length} numbers. Make it of {Dimension} for each word.", nameof(table));
        }

        for (int word = 0; word < Wanted; word++)
        {
            if (_found[word])
            {
                Vector(word).CopyTo(table[(word * Dimension)..]);
            }
        }
    }
}
