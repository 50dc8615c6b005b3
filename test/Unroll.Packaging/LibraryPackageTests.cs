using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Packaging.Tests;

[Collection(PackedUnrollCollection.Name)]
public sealed partial class LibraryPackageTests(PackedUnroll packed)
{
    [Fact]
    public void The_library_package_holds_library_documentation_licence_and_readme_and_depends_on_one_package()
    {
        using ZipArchive package = ZipFile.OpenRead(packed.Library);
        string[] names = [.. package.Entries.Select(e => e.FullName)];
        Assert.All((string[])["lib/net10.0/Unroll.dll", "lib/net10.0/Unroll.xml", "README.md", "LICENSE"], n => Assert.Contains(n, names));
        Assert.Single(names, n => n.EndsWith(".dll", StringComparison.Ordinal));

        using Stream nuspec = package.GetEntry("Unroll.nuspec")!.Open();
        XElement[] elements = [.. XDocument.Load(nuspec).Descendants()];
        Assert.Equal("MIT", elements.Single(e => e.Name.LocalName == "license").Value);
        Assert.Equal("README.md", elements.Single(e => e.Name.LocalName == "readme").Value);
        Assert.Equal(["System.Numerics.Tensors"], elements.Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value));
    }

    [Fact]
    public void The_example_of_the_readme_compiles_against_the_package_and_learns()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n");
        string output = Run("example", Example().Match(readme).Groups["code"].Value);

        // The last number of each line is the loss.
        double[] losses = [.. output.TrimEnd('\n').Split('\n').Select(l => double.Parse(LastNumber().Match(l).Value))];
        Assert.InRange(losses.Length, 2, 100);
        Assert.True(losses[^1] < 0.5 * losses[0], output);
    }

    [Fact]
    public void The_guide_to_writing_a_cell_compiles_against_the_package_and_its_cell_is_checked_and_learns()
    {
        string guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "how-to", "write-your-own-cell.md")).ReplaceLineEndings("\n");
        string[] blocks = [.. Example().Matches(guide).Select(m => m.Groups["code"].Value)];

        // C# wants types behind the statements.
        string output = Run("guide", string.Join('\n', blocks.OrderBy(b => b.Contains("ICell<", StringComparison.Ordinal))));
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.StartsWith("largest error of the gradient: ", lines[0]);
        double[] losses = [.. lines[1..^1].Select(l => double.Parse(LastNumber().Match(l).Value))];
        Assert.True(losses.Length == 3 && losses[^1] < 0.5 * losses[0], output);
        Assert.EndsWith(" ms a step", lines[^1]);
    }

    /// <summary>Builds a program that has the package, runs it, and gives what it printed.</summary>
    private string Run(string name, string program)
    {
        packed.Write($"{name}/Program.cs", program);
        packed.Write($"{name}/{name}.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <NuGetAudit>false</NuGetAudit>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="Unroll" Version="[{packed.Version}]" /></ItemGroup>
            </Project>
            """);
        string directory = packed.File(name);
        packed.DotNet(directory, "build", "-o", "out", "-m:1");
        return packed.DotNet(directory, $"out/{name}.dll").Out;
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Example();

    [GeneratedRegex(@"[0-9]+\.[0-9]+(?=[^0-9]*$)", RegexOptions.None, 1000)]
    private static partial Regex LastNumber();
}
