using Unroll.Data.Files;

namespace Unroll.Data.Strokes;

/// <summary>Writing as a pen made it: strokes between putting it down and lifting it.</summary>
/// <param name="Strokes">Each stroke as x, y of its first point, then of the second, and so on; at least one point.</param>
/// <param name="Origin">Where it stands.</param>
public sealed record Ink(IReadOnlyList<float[]> Strokes, Origin Origin = default)
{
    /// <summary>How many points there are.</summary>
    public int Points => Strokes.Sum(s => s.Length / 2);

    /// <summary>The smallest and largest x and y.</summary>
    public (float Left, float Right, float Bottom, float Top) Bounds
    {
        get
        {
            (float left, float right, float bottom, float top) = (float.PositiveInfinity, float.NegativeInfinity, float.PositiveInfinity, float.NegativeInfinity);
            foreach (float[] stroke in Strokes)
            {
                for (int i = 0; i < stroke.Length; i += 2)
                {
                    (left, right) = (Math.Min(left, stroke[i]), Math.Max(right, stroke[i]));
                    (bottom, top) = (Math.Min(bottom, stroke[i + 1]), Math.Max(top, stroke[i + 1]));
                }
            }

            return (left, right, bottom, top);
        }
    }

    /// <summary>The same writing moved and made wider or narrower.</summary>
    /// <param name="right">What is added to x, after widening.</param>
    /// <param name="width">What x is multiplied by.</param>
    /// <returns>A copy.</returns>
    public Ink Moved(float right, float width = 1) => this with { Strokes = [.. Strokes.Select(s => Moved(s, right, width))] };

    private static float[] Moved(float[] stroke, float right, float width)
    {
        float[] moved = [.. stroke];
        for (int i = 0; i < moved.Length; i += 2)
        {
            moved[i] = (moved[i] * width) + right;
        }

        return moved;
    }
}

/// <summary>Writing and what it says.</summary>
/// <param name="Ink">The strokes.</param>
/// <param name="Text">The text; null where none stands there.</param>
public sealed record LabelledInk(Ink Ink, string? Text);
