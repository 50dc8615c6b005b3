namespace Unroll.Data.Music;

/// <summary>A note of a MIDI file.</summary>
/// <param name="Pitch">0 to 127; 60 is the middle C.</param>
/// <param name="Start">When it begins, in ticks from the beginning.</param>
/// <param name="End">When it ends, in ticks, after its start or at it.</param>
/// <param name="At">Where in the file it begins, in bytes.</param>
public readonly record struct MidiNote(int Pitch, long Start, long End, int At = 0);

/// <summary>What a MIDI file holds: notes, and how ticks become time.</summary>
/// <param name="Notes">The notes of all tracks and channels but the percussion, in the order of their starts.</param>
/// <param name="TicksPerQuarter">Ticks of a quarter note.</param>
/// <param name="BeatsPerMinute">Quarter notes a minute at the beginning; 120 where the file says nothing.</param>
public sealed record MidiSong(IReadOnlyList<MidiNote> Notes, double TicksPerQuarter, double BeatsPerMinute)
{
    /// <summary>The notes at equal steps: a note is moved to the nearest step and sounds for at least one; silence before the first note is left out.</summary>
    /// <param name="step">Quarter notes a step, above 0.</param>
    /// <param name="source">What messages call the file.</param>
    /// <returns>The piano roll.</returns>
    /// <exception cref="DataException">There is no note, or one that no piano has.</exception>
    public PianoRoll Quantize(double step, string source)
    {
        const int MostSteps = 1_000_000;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        if (Notes.Count == 0)
        {
            throw new DataException($"MIDI '{source}': there are no notes in it (percussion, on channel 10, does not count), expected at least one. Leave the file out.");
        }

        double ticks = TicksPerQuarter * step;
        long first = Notes.Min(n => StepOf(n.Start)), end = Notes.Max(n => Math.Max(StepOf(n.End), StepOf(n.Start) + 1));
        if (end - first > MostSteps)
        {
            throw new DataException($"MIDI '{source}': at {step} quarter notes a step it has {end - first} steps, expected at most {MostSteps}. Its clock is damaged, or data.step is too small.");
        }

        SortedSet<int>[] steps = [.. Enumerable.Range(0, (int)(end - first)).Select(_ => new SortedSet<int>())];
        foreach (MidiNote note in Notes)
        {
            if (!PianoRoll.HasKey(note.Pitch))
            {
                throw new DataException($"MIDI '{source}', byte {note.At}: the note has the pitch {note.Pitch}, expected {PianoRoll.Lowest} to {PianoRoll.Highest}, the keys of a piano. Transpose the piece or leave the note out.");
            }

            long from = StepOf(note.Start) - first, to = Math.Max(StepOf(note.End) - first, from + 1);
            for (long t = from; t < to; t++)
            {
                steps[t].Add(note.Pitch);
            }
        }

        return new PianoRoll([.. steps.Select(s => s.ToArray())], source);

        long StepOf(long tick) => (long)Math.Round(tick / ticks, MidpointRounding.AwayFromZero);
    }
}
