using System.Text.RegularExpressions;
using Xunit;

namespace Unroll.Architecture.Tests;

/// <summary>Who may use whom: Kernels ← Cells ← Tensors ← Autodiff ← Layers ← (Losses, Decoding, Reservoir, Inspection) ← Training.</summary>
public sealed class DirectionTests
{
    private static readonly string[] s_core = ["Kernels", "Cells", "Tensors", "Autodiff", "Layers"];

    /// <summary>The folders of the library, and which others each may use.</summary>
    private static readonly Dictionary<string, string[]> s_folders = new(StringComparer.Ordinal)
    {
        ["Kernels"] = [],
        ["Cells"] = s_core[..1],
        ["Tensors"] = s_core[..2],
        ["Autodiff"] = s_core[..3],
        ["Layers"] = s_core[..4],
        ["Losses"] = s_core,
        ["Decoding"] = s_core,
        ["Reservoir"] = s_core,
        ["Inspection"] = s_core,
        ["Optimizers"] = ["Kernels"],
        ["Storage"] = s_core,
        ["Training"] = [.. s_core, "Losses", "Decoding", "Reservoir", "Inspection", "Optimizers", "Storage"],
    };

    /// <summary>The projects, and which others each may reference; null is all.</summary>
    private static readonly Dictionary<string, string[]?> s_projects = new(StringComparer.Ordinal)
    {
        ["Unroll"] = [],
        ["Unroll.Data"] = ["Unroll"],
        ["Unroll.Tasks"] = ["Unroll", "Unroll.Data"],
        ["Unroll.Interop"] = ["Unroll"],
        ["Unroll.Mpi"] = ["Unroll"],
        ["Unroll.Serving"] = null,
        ["Unroll.Studio"] = null,
        ["Unroll.Cli"] = null,
    };

    [Fact]
    public void No_folder_of_the_library_uses_another_against_the_direction()
    {
        (string Path, string Text)[] sources = [.. RepositoryFiles.Under("src/Unroll", ".cs")];
        Assert.True(sources.Length > 40);
        Assert.Empty(WrongArrows(sources));
    }

    [Fact]
    public void Every_folder_of_the_library_has_its_place_in_the_direction()
    {
        IEnumerable<string> folders = RepositoryFiles.Under("src/Unroll", ".cs").Select(f => f.Path.Split('/')).Where(p => p.Length > 3).Select(p => p[2]).Distinct();
        Assert.DoesNotContain(folders, f => !s_folders.ContainsKey(f));
    }

    [Fact]
    public void A_file_has_the_namespace_of_its_folder()
    {
        IEnumerable<string> wrong = RepositoryFiles.Under("src/Unroll", ".cs")
            .Where(f => !Regex.IsMatch(f.Text, $@"^namespace {Regex.Escape(NamespaceOf(f.Path))};", RegexOptions.Multiline))
            .Select(f => f.Path);
        Assert.Empty(wrong);

        static string NamespaceOf(string path) => string.Join('.', path.Split('/')[1..^1]);
    }

    [Theory]
    [InlineData("Cells", "using Unroll.Layers;", "Layers")]
    [InlineData("Kernels", "using static Unroll.Tensors.Shape;", "Tensors")]
    [InlineData("Tensors", "using T = Unroll.Autodiff.Tape;", "Autodiff")]
    [InlineData("Autodiff", "global using Unroll.Training;", "Training")]
    [InlineData("Layers", "class A { Unroll.Losses.MeanSquaredError x; }", "Losses")]
    [InlineData("Layers", "class A { global::Unroll.Storage.AtomicFile x; }", "Storage")]
    [InlineData("Losses", "class A { Optimizers.Adam x; }", "Optimizers")]
    [InlineData("Losses", "class A { void B() => Decoding.Beam.Search(); }", "Decoding")]
    [InlineData("Storage", "using Unroll.Training.Schedules;", "Training")]
    public void A_planted_wrong_arrow_is_found(string folder, string source, string target)
    {
        string text = $"namespace Unroll.{folder};\n{source}\n";
        Assert.Equal([$"src/Unroll/{folder}/Planted.cs uses {target}"], WrongArrows([($"src/Unroll/{folder}/Planted.cs", text)]));
    }

    [Theory]
    [InlineData("Layers", "using Unroll.Kernels;")]
    [InlineData("Training", "using Unroll.Optimizers;\nusing Unroll.Storage;")]
    [InlineData("Cells", "// as Unroll.Layers.Linear does, and Layers.Linear")]
    [InlineData("Cells", "/// <see cref=\"Unroll.Layers.Linear\"/>")]
    [InlineData("Cells", "class A { string b = \"Unroll.Layers.Linear\"; string c = \"\"\"Layers.X\"\"\"; }")]
    [InlineData("Kernels", "class A { int B(A a) => a.Layers.Count; }")]
    public void What_is_allowed_or_no_code_is_not_taken_for_a_wrong_arrow(string folder, string source) =>
        Assert.Empty(WrongArrows([($"src/Unroll/{folder}/Planted.cs", $"namespace Unroll.{folder};\n{source}\n")]));

    [Fact]
    public void No_project_references_another_against_the_direction()
    {
        (string Path, string Text)[] projects = [.. RepositoryFiles.Under("src", ".csproj")];
        Assert.Contains(projects, p => p.Path == "src/Unroll/Unroll.csproj");
        Assert.Empty(WrongReferences(projects));
    }

    [Fact]
    public void A_planted_wrong_project_reference_is_found()
    {
        const string Reference = """<ProjectReference Include="..\Unroll.Tasks\Unroll.Tasks.csproj" />""";
        Assert.Equal(["Unroll.Data references Unroll.Tasks"], WrongReferences([("src/Unroll.Data/Unroll.Data.csproj", Reference)]));
        Assert.Equal(["Unroll.Odd has no place in the direction"], WrongReferences([("src/Unroll.Odd/Unroll.Odd.csproj", "")]));
        Assert.Empty(WrongReferences([("src/Unroll.Cli/Unroll.Cli.csproj", Reference)]));
    }

    private static List<string> WrongArrows(IEnumerable<(string Path, string Text)> sources)
    {
        List<string> wrong = [];
        foreach ((string path, string text) in sources)
        {
            // A file at the root of the library may use nothing below a folder.
            string[] parts = path.Split('/');
            string[] allowed = parts.Length > 3 ? [.. s_folders.GetValueOrDefault(parts[2], []), parts[2]] : [];
            wrong.AddRange(CSharpText.FoldersUsed(text, s_folders.Keys).Where(f => !allowed.Contains(f)).Select(f => $"{path} uses {f}"));
        }

        return wrong;
    }

    private static List<string> WrongReferences(IEnumerable<(string Path, string Text)> projects)
    {
        List<string> wrong = [];
        foreach ((string path, string text) in projects)
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (!s_projects.TryGetValue(name, out string[]? allowed))
            {
                wrong.Add($"{name} has no place in the direction");
                continue;
            }

            IEnumerable<string> references = Regex.Matches(text, "ProjectReference Include=\"([^\"]+)\"").Select(m => Path.GetFileNameWithoutExtension(m.Groups[1].Value.Replace('\\', '/')));
            wrong.AddRange(references.Where(r => allowed is not null && !allowed.Contains(r)).Select(r => $"{name} references {r}"));
        }

        return wrong;
    }
}
