using System.Diagnostics;
using System.Text;

namespace Unroll.TestKit;

/// <summary>A program that is watched and interrupted while it runs.</summary>
public sealed class RunningProcess : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new(), error = new();

    private RunningProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, e) => Take(output, e.Data);
        process.ErrorDataReceived += (_, e) => Take(error, e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
    }

    /// <summary>Starts a program, with nothing on its standard input.</summary>
    /// <param name="program">A path, or a name on the PATH.</param>
    /// <param name="arguments">Each as it stands, without quotes.</param>
    /// <param name="directory">Where it runs; by default here.</param>
    public static RunningProcess Start(string program, IReadOnlyList<string> arguments, string? directory = null)
    {
        if (OperatingSystem.IsLinux())
        {
            // A shell without job control starts its background jobs with SIGINT ignored, and so would be whatever a test among them starts.
            (program, arguments) = ("env", ["--default-signal=INT", program, .. arguments]);
        }

        return new(Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = directory ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
    }

    /// <summary>Waits until a line has come, on standard output or standard error; fails after a minute.</summary>
    /// <returns>False when the program has ended, with or without the line.</returns>
    public bool WaitForLine(Predicate<string> wanted)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (!Lines().Any(l => wanted(l)))
        {
            if (process.HasExited)
                return false;
            if (clock.Elapsed > TimeSpan.FromMinutes(1))
                throw new TimeoutException($"The line did not come within a minute. The program said: {Text(output)}{Text(error)}");
            Thread.Sleep(5);
        }

        return !process.HasExited;
    }

    /// <summary>Sends a signal, such as INT, TERM or KILL.</summary>
    public void Signal(string name) => ProcessRunner.Run("/bin/sh", ["-c", $"kill -{name} {process.Id}"]);

    /// <summary>Waits for the end.</summary>
    public ProcessResult End(int seconds = 60)
    {
        if (!process.WaitForExit(TimeSpan.FromSeconds(seconds)))
            throw new TimeoutException($"The program did not end within {seconds} s. It said: {Text(output)}{Text(error)}");
        process.WaitForExit();
        return new ProcessResult(process.ExitCode, Text(output), Text(error));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
    }

    private static void Take(StringBuilder text, string? line)
    {
        lock (text)
        {
            if (line is not null)
                text.Append(line).Append('\n');
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private string[] Lines() => (Text(output) + Text(error)).Split('\n');
}
