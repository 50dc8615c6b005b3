using System.Runtime.InteropServices;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Packaging.Tests;

/// <summary>
/// Both packages, packed once from what is built, in a folder that is the only package source. Nothing is downloaded: what a package
/// depends on comes from the packages that building this repository has restored.
/// </summary>
public sealed class PackedUnroll : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public PackedUnroll()
    {
        // The version is new each time, so that no cache answers with an earlier package.
        Version = $"0.0.1-test.{Environment.ProcessId}";
        foreach (string project in (string[])["Unroll", "Unroll.Cli"])
        {
            DotNet(Repository.Root, "pack", Path.Combine("src", project), "-c", Configuration, "--no-build", "-o", Packages, $"-p:PackageVersion={Version}");
        }

        folder.Write("nuget.config",
            $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{folder.File("cache")}" /></config>
              <packageSources><clear /><add key="local" value="{Packages}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="restored" value="{Restored}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    public string Version { get; }

    public string Packages => folder.File("packages");

    public string Library => Path.Combine(Packages, $"Unroll.{Version}.nupkg");

    public string Tool => Path.Combine(Packages, $"Unroll.Cli.{Version}.nupkg");

    /// <summary>The path of something beside the packages, below the package configuration.</summary>
    public string File(string name) => folder.File(name);

    public string Write(string name, string text) => folder.Write(name, text);

    /// <summary>Runs dotnet, which must succeed.</summary>
    public ProcessResult DotNet(string directory, params string[] arguments) => MustSucceed(ProcessRunner.DotNet, arguments, directory);

    /// <summary>Runs a program, which must succeed.</summary>
    public ProcessResult MustSucceed(string program, IReadOnlyList<string> arguments, string directory)
    {
        ProcessResult r = ProcessRunner.Run(program, arguments, directory, seconds: 300, environment: new Dictionary<string, string?>
        {
            ["NUGET_PACKAGES"] = folder.File("cache"),
            ["DOTNET_ROOT"] = DotNetRoot,
            ["DOTNET_NOLOGO"] = "1",
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
        });
        return r.ExitCode == 0
            ? r
            : throw new Xunit.Sdk.XunitException($"{program} {string.Join(' ', arguments)} exited with {r.ExitCode}.\nstdout: {r.Out}\nstderr: {r.Error}");
    }

    public void Dispose() => folder.Dispose();

    /// <summary>As the tests were built, in bin/CONFIGURATION/net10.0.</summary>
    private static string Configuration => new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)).Parent!.Name;

    private static string Restored => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The runtime lies in ROOT/shared/Microsoft.NETCore.App/VERSION.</summary>
    private static string DotNetRoot => new DirectoryInfo(Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory())).Parent!.Parent!.Parent!.FullName;
}

/// <summary>Tests of one collection share the packages and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PackedUnrollCollection : ICollectionFixture<PackedUnroll>
{
    public const string Name = "packages";
}
