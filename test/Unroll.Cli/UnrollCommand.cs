using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests;

/// <summary>The real command line, as a process of its own.</summary>
internal static class UnrollCommand
{
    /// <summary>The program, for tests that start it through a shell.</summary>
    public static string Dll { get; } = Path.Combine(AppContext.BaseDirectory, "Unroll.Cli.dll");

    public static ProcessResult Run(params string[] arguments) => RunIn(null, arguments);

    /// <summary>Runs what must succeed.</summary>
    public static ProcessResult Succeed(params string[] arguments) => TinyTraining.Expect(0, Run(arguments));

    /// <summary>Runs what must be refused with an exit code and words on stderr, and nothing on stdout.</summary>
    public static void Refuse(int code, string expected, params string[] arguments)
    {
        ProcessResult r = TinyTraining.Expect(code, Run(arguments));
        Assert.Empty(r.Out);
        Assert.Contains(expected, r.Error);
    }

    public static ProcessResult RunIn(string? directory, params string[] arguments) =>
        ProcessRunner.Run(ProcessRunner.DotNet, [Dll, .. arguments], directory);

    public static ProcessResult RunWith(string input, params string[] arguments) =>
        ProcessRunner.Run(ProcessRunner.DotNet, [Dll, .. arguments], input: input);
}
