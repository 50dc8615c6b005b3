namespace Unroll.Data.Music;

/// <summary>A piece of music as a piano roll: at equal steps of time, which of the 88 keys of a piano sound.</summary>
/// <param name="Steps">For each step the MIDI pitches that sound, rising, each once; none is silence.</param>
/// <param name="File">The file, as the caller named it.</param>
/// <param name="Number">Which piece of the file it is, counted from 1; 0 where the file is the piece.</param>
public sealed record PianoRoll(int[][] Steps, string File, int Number = 0)
{
    /// <summary>The MIDI pitch of the lowest key: A0.</summary>
    public const int Lowest = 21;

    /// <summary>How many keys there are.</summary>
    public const int Keys = 88;

    /// <summary>The MIDI pitch of the highest key: C8.</summary>
    public const int Highest = Lowest + Keys - 1;

    /// <summary>What kind of music it is, where that is known.</summary>
    public string? Style { get; init; }

    /// <summary>Where the piece stands, for messages.</summary>
    public string Place => Number > 0 ? $"'{File}', piece {Number}" : $"'{File}'";

    /// <summary>Steps.</summary>
    public int Length => Steps.Length;

    /// <summary>Whether a piano has a key for a MIDI pitch.</summary>
    /// <param name="pitch">A MIDI pitch; 60 is the middle C.</param>
    /// <returns>Whether it lies between <see cref="Lowest"/> and <see cref="Highest"/>.</returns>
    public static bool HasKey(int pitch) => pitch is >= Lowest and <= Highest;
}
