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
        packed.Write("example/Program.cs", Example().Match(readme).Groups["code"].Value);
        packed.Write("example/example.csproj",
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
        string directory = packed.File("example");
        packed.DotNet(directory, "build", "-o", "out", "-m:1");
        string output = packed.DotNet(directory, "out/example.dll").Out;

        // The last number of each line is the loss.
        double[] losses = [.. output.TrimEnd('\n').Split('\n').Select(l => double.Parse(LastNumber().Match(l).Value))];
        Assert.InRange(losses.Length, 2, 100);
        Assert.True(losses[^1] < 0.5 * losses[0], output);
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Example();

    [GeneratedRegex(@"[0-9]+\.[0-9]+(?=[^0-9]*$)", RegexOptions.None, 1000)]
    private static partial Regex LastNumber();
}
