using System.Globalization;

namespace Unroll.Reservoirs;

/// <summary>The series of the experiments: read from the folder of real data.</summary>
internal static class Series
{
    public static string PathOf(string file)
    {
        string path = Path.Combine(Environment.GetEnvironmentVariable("UNROLL_SHARED_DATA") ?? Path.Combine(Root(), "..", "shared", "data"), file);
        return File.Exists(path) ? path : throw new DataException($"Experiment: the file {path} is absent, expected the data set there. Set UNROLL_SHARED_DATA to the folder of the data sets.");
    }

    public static double[] Read(string file) => [.. File.ReadLines(PathOf(file)).Select(l => double.Parse(l, CultureInfo.InvariantCulture))];

    public static double Variance(ReadOnlySpan<double> x)
    {
        double mean = 0, squares = 0;
        foreach (double v in x)
        {
            mean += v / x.Length;
        }

        foreach (double v in x)
        {
            squares += (v - mean) * (v - mean) / x.Length;
        }

        return squares;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The folder that holds Unroll.slnx.</summary>
    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Unroll.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? ".";
    }
}
