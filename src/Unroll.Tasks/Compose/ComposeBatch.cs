using Unroll.Autodiff;
using Unroll.Data.Music;
using Unroll.Tensors;

namespace Unroll.Tasks.Compose;

/// <summary>Parts of pieces side by side, time first: what one pass of a network reads.</summary>
/// <param name="Inputs">[T, B, 89]: the keys of the step before, and whether there is none.</param>
/// <param name="Notes">[T, B, 88]: the keys of the step.</param>
/// <param name="Weights">T · B: 1 for steps that count.</param>
/// <param name="Lengths">B: steps of each row.</param>
/// <param name="Styles">B: the number of the style of each row.</param>
internal sealed record ComposeBatch(Tensor Inputs, Tensor Notes, float[] Weights, int[] Lengths, int[] Styles)
{
    /// <summary>The keys, and whether a piece begins.</summary>
    public const int InputSize = PianoRoll.Keys + 1;

    /// <summary>Puts parts of pieces side by side.</summary>
    /// <param name="tape">Whose memory is used.</param>
    /// <param name="pieces">All pieces.</param>
    /// <param name="styles">The number of the style of each piece.</param>
    /// <param name="excerpts">B parts.</param>
    /// <param name="shifts">By how many semitones each is transposed; none for not at all.</param>
    public static ComposeBatch Load(Tape tape, IReadOnlyList<PianoRoll> pieces, int[] styles, ReadOnlySpan<Excerpt> excerpts, ReadOnlySpan<int> shifts = default)
    {
        int rows = excerpts.Length, time = 0;
        foreach (Excerpt e in excerpts)
        {
            time = Math.Max(time, e.Length);
        }

        Tensor inputs = tape.Arena.Take(new Shape(time, rows, InputSize), gradient: false), notes = tape.Arena.Take(new Shape(time, rows, PianoRoll.Keys), gradient: false);
        inputs.Values.Clear();
        notes.Values.Clear();
        ComposeBatch batch = new(inputs, notes, new float[time * rows], new int[rows], new int[rows]);
        for (int b = 0; b < rows; b++)
        {
            Excerpt e = excerpts[b];
            int[][] steps = pieces[e.Piece].Steps;
            int shift = shifts.IsEmpty ? 0 : shifts[b];
            (batch.Lengths[b], batch.Styles[b]) = (e.Length, styles[e.Piece]);
            for (int t = 0; t < e.Length; t++)
            {
                int row = (t * rows) + b, step = e.Start + t;
                Write(step == 0 ? null : steps[step - 1], shift, inputs.Values.Slice(row * InputSize, InputSize));
                Mark(steps[step], shift, notes.Values.Slice(row * PianoRoll.Keys, PianoRoll.Keys));
                batch.Weights[row] = t < e.Known ? 0 : 1;
            }
        }

        return batch;
    }

    /// <summary>Writes what a network reads before a step.</summary>
    /// <param name="before">The notes of the step before, or null at the beginning of a piece.</param>
    /// <param name="shift">Semitones.</param>
    /// <param name="to">89 zeros.</param>
    public static void Write(int[]? before, int shift, Span<float> to)
    {
        if (before is null)
        {
            to[PianoRoll.Keys] = 1;
        }
        else
        {
            Mark(before, shift, to);
        }
    }

    private static void Mark(int[] pitches, int shift, Span<float> keys)
    {
        foreach (int pitch in pitches)
        {
            keys[pitch + shift - PianoRoll.Lowest] = 1;
        }
    }
}
