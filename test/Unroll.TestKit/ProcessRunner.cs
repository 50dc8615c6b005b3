using System.Diagnostics;

namespace Unroll.TestKit;

/// <summary>What a process said and how it ended.</summary>
public sealed record ProcessResult(int ExitCode, string Out, string Error);

/// <summary>Runs a program to its end, as a user would.</summary>
public static class ProcessRunner
{
    /// <summary>The dotnet command that runs the tests.</summary>
    public static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Runs a program.</summary>
    /// <param name="program">A path, or a name on the PATH.</param>
    /// <param name="arguments">Each as it stands, without quotes.</param>
    /// <param name="directory">Where it runs; by default here.</param>
    /// <param name="input">What it reads on standard input; nothing by default.</param>
    /// <param name="environment">Variables to set, or with null to remove.</param>
    /// <param name="seconds">After so long it is killed, and the test fails.</param>
    public static ProcessResult Run(string program, IReadOnlyList<string> arguments, string? directory = null, string input = "",
        IReadOnlyDictionary<string, string?>? environment = null, int seconds = 120)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = directory ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A program that does not read its input may have ended already.
        }

        if (!process.WaitForExit(TimeSpan.FromSeconds(seconds)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} ran longer than {seconds} s.");
        }

        return new ProcessResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
