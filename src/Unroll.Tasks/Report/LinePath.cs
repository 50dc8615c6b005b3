using System.Globalization;
using System.Text;

namespace Unroll.Tasks.Report;

/// <summary>A line through points, as the path of a picture.</summary>
internal static class LinePath
{
    /// <summary>The path; what cannot be drawn is a gap in it, and a point between gaps is a dot.</summary>
    /// <param name="points">In order of x. Where several share a column of the picture, the lowest and the highest of them are drawn.</param>
    /// <param name="x">Where x lies.</param>
    /// <param name="y">Where y lies.</param>
    public static string Of(IReadOnlyList<(double X, double Y)> points, Axis x, Axis y)
    {
        int columns = (int)Math.Abs(x.To - x.From);
        IEnumerable<(double X, double Y)> drawn = points.Count > 2 * columns ? Thin(points, x) : points;
        StringBuilder path = new();
        int run = 0;
        foreach ((double px, double py) in drawn)
        {
            if (!Axis.Has(px) || !Axis.Has(py))
            {
                Dot(path, run);
                run = 0;
                continue;
            }

            path.Append(run++ == 0 ? 'M' : 'L').Append(Coordinate(x.Position(px))).Append(' ').Append(Coordinate(y.Position(py)));
        }

        Dot(path, run);
        return path.ToString();
    }

    /// <summary>A single point is no line: a small circle around it.</summary>
    private static void Dot(StringBuilder path, int run)
    {
        if (run == 1)
            path.Append("m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0 -3 0");
    }

    private static List<(double X, double Y)> Thin(IReadOnlyList<(double X, double Y)> points, Axis x)
    {
        List<(double X, double Y)> kept = [];
        foreach (IGrouping<int, int> column in Enumerable.Range(0, points.Count).GroupBy(i => (int)x.Position(points[i].X)))
        {
            int[] here = [.. column.Where(i => Axis.Has(points[i].Y))];
            if (here.Length == 0)
            {
                kept.Add((points[column.First()].X, double.NaN));
                continue;
            }

            int low = here.MinBy(i => points[i].Y), high = here.MaxBy(i => points[i].Y);
            kept.Add(points[Math.Min(low, high)]);
            if (low != high)
                kept.Add(points[Math.Max(low, high)]);
        }

        return kept;
    }

    private static string Coordinate(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
