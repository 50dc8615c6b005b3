using System.IO.Compression;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Packaging.Tests;

[Collection(PackedUnrollCollection.Name)]
public sealed class ToolPackageTests(PackedUnroll packed)
{
    [Fact]
    public void The_tool_package_holds_the_command_unroll_and_every_assembly_it_needs()
    {
        using ZipArchive package = ZipFile.OpenRead(packed.Tool);
        const string Folder = "tools/net10.0/any/";
        string[] names = [.. package.Entries.Select(e => e.FullName)];
        string[] assemblies = ["Unroll.Cli", "Unroll", "Unroll.Data", "Unroll.Tasks", "Spectre.Console", "System.CommandLine", "System.Numerics.Tensors", "MathNet.Numerics"];
        Assert.All([.. assemblies.Select(a => $"{Folder}{a}.dll"), "README.md", "LICENSE"], n => Assert.Contains(n, names));
        using StreamReader settings = new(package.GetEntry(Folder + "DotnetToolSettings.xml")!.Open());
        Assert.Contains("Name=\"unroll\"", settings.ReadToEnd());
    }

    [Fact]
    public void Installed_from_a_folder_the_tool_trains_and_completes()
    {
        packed.DotNet(packed.File(""), "tool", "install", "Unroll.Cli", "--tool-path", packed.File("tools"), "--version", packed.Version, "--configfile", packed.File("nuget.config"));
        Assert.Matches(@"^unroll \d+\.\d+\.\d+\n$", Unroll(packed.File(""), "--version").Out);
        ProcessResult made = Unroll(packed.File(""), "new", "--out", "my");
        Assert.Contains("\n  unroll train\n", made.Error);
        string my = packed.File("my");
        Assert.Contains("parameters", Unroll(my, "check").Out);
        Assert.Contains("  unroll complete runs/recipe", Unroll(my, "train", "--set", "train.steps=20").Error);
        Assert.NotEmpty(Unroll(my, "complete", "runs/recipe", "The lighthouse ke").Out);
    }

    private ProcessResult Unroll(string directory, params string[] arguments) =>
        packed.MustSucceed(Path.Combine(packed.File("tools"), "unroll"), arguments, directory);
}
