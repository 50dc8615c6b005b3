using Unroll.Data.SeriesFiles;

namespace Unroll.Data.Strokes;

/// <summary>Writing as a series: a step a point, with the way from the point before and whether the pen was in the air on it (Graves et al. 2009).</summary>
/// <remarks>
/// Steps are (x(t) − x(t − 1)) / h, (y(t) − y(t − 1)) / h and 1 where a stroke begins, else 0; h is the height of the writing, so that its size has no
/// influence. Of flat writing h is its width.
/// </remarks>
public static class InkFeatures
{
    /// <summary>Numbers a step.</summary>
    public const int Channels = 3;

    /// <summary>Makes the series of a writing.</summary>
    /// <param name="ink">The writing.</param>
    /// <param name="spacing">Points are laid anew along the strokes, so far from each other as a share of the height; 0 takes them as they are.</param>
    /// <returns>[points, <see cref="Channels"/>]</returns>
    public static Series Extract(Ink ink, double spacing = 0)
    {
        ArgumentNullException.ThrowIfNull(ink);
        (float left, float right, float bottom, float top) = ink.Bounds;
        double size = top - bottom >= 0.01 * (right - left) ? top - bottom : right - left;
        size = size > 0 ? size : 1;
        List<float> values = [];
        float x = ink.Strokes[0][0], y = ink.Strokes[0][1];
        foreach (float[] given in ink.Strokes)
        {
            float[] stroke = spacing > 0 ? Respaced(given, spacing * size) : given;
            for (int i = 0; i < stroke.Length; i += 2)
            {
                values.Add((float)((stroke[i] - x) / size));
                values.Add((float)((stroke[i + 1] - y) / size));
                values.Add(i == 0 ? 1 : 0);
                (x, y) = (stroke[i], stroke[i + 1]);
            }
        }

        return new Series([.. values], Channels, ink.Origin);
    }

    /// <summary>Points at equal distances along a stroke; its first and its last one stay.</summary>
    private static float[] Respaced(float[] stroke, double spacing)
    {
        List<float> points = [stroke[0], stroke[1]];
        double behind = 0;
        for (int i = 2; i < stroke.Length; i += 2)
        {
            double dx = stroke[i] - stroke[i - 2], dy = stroke[i + 1] - stroke[i - 1], length = Math.Sqrt((dx * dx) + (dy * dy));
            for (double at = spacing - behind; at <= length; at += spacing)
            {
                points.Add((float)(stroke[i - 2] + (dx * at / length)));
                points.Add((float)(stroke[i - 1] + (dy * at / length)));
            }

            behind = (behind + length) % spacing;
        }

        if (points[^2] != stroke[^2] || points[^1] != stroke[^1])
        {
            points.AddRange([stroke[^2], stroke[^1]]);
        }

        return [.. points];
    }
}
