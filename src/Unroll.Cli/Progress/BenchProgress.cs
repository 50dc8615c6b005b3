using System.Diagnostics;
using Unroll.Cli.Output;

namespace Unroll.Cli.Progress;

/// <summary>Says on stderr what is being measured: in place on a terminal, else a line every ten seconds. Nothing runs beside the measurement.</summary>
internal sealed class BenchProgress(Terminal terminal, int count)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private TimeSpan shown;
    private int done;

    /// <summary>Says what comes, and does it.</summary>
    public T While<T>(string what, Func<T> measure)
    {
        string line = $"measuring {what} ({++done} of {count})";
        if (terminal.ErrorIsTerminal)
        {
            terminal.Error.Write($"\r\e[K{line}");
        }
        else if (clock.Elapsed - shown >= Interval)
        {
            shown = clock.Elapsed;
            terminal.Error.WriteLine(line);
        }

        return measure();
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (terminal.ErrorIsTerminal)
            terminal.Error.Write("\r\e[K");
    }
}
