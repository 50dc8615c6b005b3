using Unroll.Data.Music;

namespace Unroll.Tasks.Compose;

/// <summary>A part of a piece that is read in one pass.</summary>
/// <param name="Piece">The number of the piece.</param>
/// <param name="Start">The first step.</param>
/// <param name="Length">Steps.</param>
/// <param name="Known">How many of them, from the start, are only there to be read: another part learns them.</param>
internal readonly record struct Excerpt(int Piece, int Start, int Length, int Known)
{
    /// <summary>Steps that count.</summary>
    public int Counted => Length - Known;

    /// <summary>Whole pieces.</summary>
    public static Excerpt[] Whole(IReadOnlyList<PianoRoll> pieces) => [.. pieces.Select((p, i) => new Excerpt(i, 0, p.Length, 0))];

    /// <summary>Pieces cut into windows, of which each begins with half of the one before. Every step counts in exactly one of them.</summary>
    /// <param name="pieces">The pieces.</param>
    /// <param name="window">Steps of a window, or null for whole pieces.</param>
    public static Excerpt[] Windows(IReadOnlyList<PianoRoll> pieces, int? window)
    {
        if (window is not { } size)
        {
            return Whole(pieces);
        }

        List<Excerpt> excerpts = [];
        for (int i = 0; i < pieces.Count; i++)
        {
            int length = pieces[i].Length, known = size / 2;
            excerpts.Add(new Excerpt(i, 0, Math.Min(size, length), 0));
            for (int done = size; done < length; done += size - known)
            {
                excerpts.Add(new Excerpt(i, done - known, Math.Min(size, length - done + known), known));
            }
        }

        return [.. excerpts];
    }
}
