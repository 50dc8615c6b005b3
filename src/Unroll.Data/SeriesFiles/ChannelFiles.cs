using Unroll.Data.Files;
using Unroll.Data.Tables;
using Unroll.Data.Text;

namespace Unroll.Data.SeriesFiles;

/// <summary>Windows of several sensors in a file for each channel: a window a line, its steps between blanks or commas.</summary>
public static class ChannelFiles
{
    private const string What = "Windows";

    /// <summary>Reads windows and their labels.</summary>
    /// <param name="channels">A file for each channel, in the order of the channels.</param>
    /// <param name="labels">A file with the label of a window a line.</param>
    /// <returns>The windows in order, [steps, channels] each.</returns>
    /// <exception cref="DataException">A file is malformed, or the files do not agree on how many windows and steps there are.</exception>
    public static IReadOnlyList<LabelledSeries> ReadLabelled(IReadOnlyList<string> channels, string labels)
    {
        IReadOnlyList<Series> windows = Read(channels);
        List<string> names = [];
        LineReader lines = new(TextFile.Read(labels, what: "Labels"));
        while (lines.MoveNextItem("Labels", labels))
        {
            names.Add(lines.Line.Trim().ToString());
        }

        return names.Count == windows.Count
            ? [.. windows.Select((w, i) => new LabelledSeries(w, names[i]))]
            : throw new DataException(
                $"Labels '{labels}': there are {names.Count}, but '{channels[0]}' has {windows.Count} windows. Every window needs one label a line; check that "
                + "the files belong together.");
    }

    /// <summary>Reads windows.</summary>
    /// <param name="channels">A file for each channel, in the order of the channels.</param>
    /// <returns>The windows in order, [steps, channels] each.</returns>
    /// <exception cref="DataException">A file is malformed, or the files do not agree on how many windows and steps there are.</exception>
    public static IReadOnlyList<Series> Read(IReadOnlyList<string> channels)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentOutOfRangeException.ThrowIfZero(channels.Count, nameof(channels));
        List<float[]> windows = [];
        int steps = 0;
        for (int c = 0; c < channels.Count; c++)
        {
            steps = ReadChannel(channels, c, windows, steps);
        }

        return [.. windows.Select((w, i) => new Series(w, channels.Count, new Origin(channels[0], i + 1)))];
    }

    private static int ReadChannel(IReadOnlyList<string> channels, int channel, List<float[]> windows, int steps)
    {
        string path = channels[channel];
        List<float> row = [];
        LineReader lines = new(TextFile.Read(path, what: What));
        int count = 0;
        for (; lines.MoveNextItem(What, path); count++)
        {
            row.Clear();
            Origin origin = new(path, lines.Number);
            int got = NumberText.ParseRow(lines.Line, row, What, origin);
            steps = steps == 0 ? got : steps;
            if (got != steps)
            {
                throw new DataException(
                    $"{What} {origin}: the window has {got} steps, expected {steps} as in '{channels[0]}', line 1. All windows must be equally long in all channels. "
                    + "Correct the line.");
            }

            if (channel == 0)
            {
                windows.Add(new float[steps * channels.Count]);
            }
            else if (count == windows.Count)
            {
                count++;
                break;
            }

            for (int t = 0; t < steps; t++)
            {
                windows[count][(t * channels.Count) + channel] = row[t];
            }
        }

        return count == windows.Count && count > 0
            ? steps
            : throw new DataException(
                $"{What} '{path}': it has {(count > windows.Count ? "more" : $"{count}")} windows, expected {(channel == 0 ? "at least 1" : $"{windows.Count} as in '{channels[0]}'")}. "
                + "Every channel needs the same windows; check that the files belong together and are complete.");
    }
}
