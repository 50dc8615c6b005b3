using System.Globalization;
using System.Text.Json;

namespace Unroll.Tasks.Forecast.Anomalies;

/// <summary>Labelled anomalies: windows in time, as the Numenta benchmark writes them (Lavin and Ahmad 2015).</summary>
internal sealed class AnomalyWindows
{
    private readonly (DateTime Begin, DateTime End)[] _windows;

    private AnomalyWindows((DateTime, DateTime)[] windows) => _windows = windows;

    /// <summary>Reads a file of windows.</summary>
    /// <param name="path">JSON: a list of [begin, end], or an object with such a list for each data file.</param>
    /// <param name="dataFile">Which list: that whose name is the same without folder and endings.</param>
    /// <exception cref="DataException">The file cannot be read or has no list for the data.</exception>
    public static AnomalyWindows Read(string path, string dataFile)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
            JsonElement list = document.RootElement;
            if (list.ValueKind == JsonValueKind.Object)
            {
                JsonProperty[] found = [.. list.EnumerateObject().Where(p => Stem(p.Name) == Stem(dataFile))];
                list = found.Length > 0 ? found[0].Value
                    : throw new DataException($"'{path}': there is no list of windows for '{Stem(dataFile)}', expected one of that name; there are {string.Join(", ", document.RootElement.EnumerateObject().Select(p => Stem(p.Name)))}. Check data.anomalies and data.train.");
            }

            return new AnomalyWindows([.. list.EnumerateArray().Select(w => (Time(w[0]), Time(w[1])))]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new DataException($"'{path}': the windows of anomalies cannot be read: {e.Message.TrimEnd('.')}. Expected JSON: a list of [\"begin\", \"end\"], or an object with such a list for each data file. Check data.anomalies.", e);
        }
    }

    /// <summary>The windows of a data file, or null where there is no file of windows or no list for it.</summary>
    public static AnomalyWindows? Find(string path, string dataFile)
    {
        try
        {
            return Read(path, dataFile);
        }
        catch (DataException)
        {
            return null;
        }
    }

    /// <summary>Holds alarms against the windows.</summary>
    /// <param name="series">The series.</param>
    /// <param name="scores">Its scores.</param>
    /// <returns>How many windows have an alarm, how many there are within what was scored, and how many alarms touch none.</returns>
    public (int Found, int Windows, int False) Judge(TimeSeries series, SeriesAnomalies scores)
    {
        DateTime start = TimeOf(series, scores.First), end = TimeOf(series, series.Length - 1);
        (DateTime Begin, DateTime End)[] within = [.. _windows.Where(w => w.End >= start && w.Begin <= end)];
        (DateTime Begin, DateTime End)[] alarms = [.. scores.Alarms.Select(a => (TimeOf(series, a.First), TimeOf(series, a.Last)))];

        // An alarm finds a window by a point above the threshold in it, not by lying around it.
        int found = within.Count(w => scores.Points.Select((p, i) => (p, i)).Any(x => x.p.IsAlarm && TimeOf(series, scores.First + x.i) is var t && t >= w.Begin && t <= w.End));
        return (found, within.Length, alarms.Count(a => !Array.Exists(_windows, w => a.End >= w.Begin && a.Begin <= w.End)));
    }

    /// <summary>Weeks that were scored.</summary>
    public static double Weeks(TimeSeries series, SeriesAnomalies scores) => (TimeOf(series, series.Length - 1) - TimeOf(series, scores.First)).TotalDays / 7;

    private static DateTime TimeOf(TimeSeries series, int step) => series.TimeAt(step)
        ?? throw new DataException($"Series '{series.Name}', {series.Origin}: it has no times, expected them, because data.anomalies names windows in time. Add a column of the time.");

    private static string Stem(string path)
    {
        string name = Path.GetFileName(path);
        return name[..(name.IndexOf('.') is > 0 and var dot ? dot : name.Length)];
    }

    private static DateTime Time(JsonElement text) => DateTime.Parse(text.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.None);
}
