using Unroll.TestKit;

namespace Unroll.Cli.Tests;

/// <summary>The real command line, as a process of its own.</summary>
internal static class UnrollCommand
{
    /// <summary>The program, for tests that start it through a shell.</summary>
    public static string Dll { get; } = Path.Combine(AppContext.BaseDirectory, "Unroll.Cli.dll");

    public static ProcessResult Run(params string[] arguments) => RunIn(null, arguments);

    public static ProcessResult RunIn(string? directory, params string[] arguments) =>
        ProcessRunner.Run(ProcessRunner.DotNet, [Dll, .. arguments], directory);

    public static ProcessResult RunWith(string input, params string[] arguments) =>
        ProcessRunner.Run(ProcessRunner.DotNet, [Dll, .. arguments], input: input);
}
