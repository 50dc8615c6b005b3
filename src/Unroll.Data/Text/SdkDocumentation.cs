using System.Runtime.InteropServices;
using System.Xml;

namespace Unroll.Data.Text;

/// <summary>
/// The corpus "sdk-docs": the English of the XML documentation files that every .NET SDK carries in its <c>packs</c> folder. Which text
/// it is depends on the version of the SDK; <see cref="CorpusSplit.Source"/> names it.
/// </summary>
public static class SdkDocumentation
{
    /// <summary>The name of this corpus in a recipe.</summary>
    public const string Name = "sdk-docs";

    private static readonly string[] Packs = ["Microsoft.NETCore.App.Ref", "Microsoft.AspNetCore.App.Ref"];

    /// <summary>
    /// Reads the documentation of the SDK that is found by <c>DOTNET_ROOT</c>, by the runtime that this process runs on, or by the
    /// <c>dotnet</c> on <c>PATH</c>, without repeated entries, split by <see cref="CorpusSplit.ByHash"/>.
    /// </summary>
    /// <param name="maxTrain">The most characters to learn from.</param>
    /// <param name="maxValid">The most characters to hold back.</param>
    /// <returns>The two parts, one entry a line.</returns>
    /// <exception cref="DataException">No SDK is there, or its files cannot be read.</exception>
    public static CorpusSplit Read(int maxTrain = int.MaxValue, int maxValid = int.MaxValue) => Read(Roots(), maxTrain, maxValid);

    /// <summary>Reads the documentation of the first of several .NET installations that has any.</summary>
    /// <param name="dotnetRoots">Folders that may hold a <c>packs</c> folder.</param>
    /// <param name="maxTrain">The most characters to learn from.</param>
    /// <param name="maxValid">The most characters to hold back.</param>
    /// <returns>The two parts, one entry a line.</returns>
    /// <exception cref="DataException">No SDK is there, or its files cannot be read.</exception>
    public static CorpusSplit Read(IReadOnlyList<string> dotnetRoots, int maxTrain = int.MaxValue, int maxValid = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(dotnetRoots);
        foreach (string root in dotnetRoots)
        {
            string[] packs = [.. Packs.Select(pack => NewestPack(root, pack)).OfType<string>()];
            string[] files = FilesOf(packs);
            if (files.Length > 0)
            {
                return CorpusSplit.ByHash(ReadFiles(files), maxTrain, maxValid) with { Source = Describe(packs) };
            }
        }

        throw new DataException(
            $"Corpus '{Name}': found no XML documentation files of a .NET SDK (packs/{Packs[0]}/*/ref/net*/*.xml) in "
            + (dotnetRoots.Count == 0 ? "any .NET installation" : string.Join(", ", dotnetRoots.Select(r => $"'{r}'")))
            + ". A .NET runtime alone does not carry them. Install the .NET SDK, set DOTNET_ROOT to its folder, "
            + "or set data.train in the recipe to a text file of your own.");
    }

    /// <summary>The .NET installations of this machine that may hold an SDK, links resolved, the most telling first.</summary>
    /// <returns>Folders that exist.</returns>
    public static IReadOnlyList<string> Roots()
    {
        List<string?> roots =
        [
            Environment.GetEnvironmentVariable("DOTNET_ROOT"),
            // <root>/shared/Microsoft.NETCore.App/<version>/
            Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."),
        ];
        string program = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        foreach (string folder in path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            FileInfo file = new(Path.Combine(folder, program));
            roots.Add(file.Exists ? Path.GetDirectoryName((file.ResolveLinkTarget(returnFinalTarget: true) ?? file).FullName) : null);
        }

        return [.. roots.Where(r => Directory.Exists(r)).Select(r => Resolve(r!)).Distinct(StringComparer.Ordinal)];
    }

    private static string Resolve(string folder)
    {
        DirectoryInfo d = new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return (d.ResolveLinkTarget(returnFinalTarget: true) ?? d).FullName;
    }

    private static string? NewestPack(string root, string pack)
    {
        DirectoryInfo versions = new(Path.Combine(root, "packs", pack));
        return versions.Exists ? versions.EnumerateDirectories().MaxBy(d => VersionOf(d.Name))?.FullName : null;
    }

    // "10.0.12" or "11.0.0-preview.3.25171.5": the release counts as newer than its previews.
    private static (Version Number, bool IsRelease, string Name) VersionOf(string name)
    {
        int dash = name.IndexOf('-');
        bool isVersion = Version.TryParse(dash < 0 ? name : name[..dash], out Version? number);
        return (isVersion ? number! : new Version(0, 0), dash < 0, name);
    }

    private static string Describe(string[] packs) =>
        $"{Name}: " + string.Join(", ", packs.Select(p => $"{Path.GetFileName(Path.GetDirectoryName(p))} {Path.GetFileName(p)}"));

    // The web pack repeats the base pack's files, so a file counts once by name and length; what still repeats goes line by line.
    private static string[] FilesOf(string[] packs)
    {
        HashSet<(string Name, long Length)> seen = [];
        List<string> files = [];
        foreach (string pack in packs)
        {
            DirectoryInfo reference = new(Path.Combine(pack, "ref"));
            if (reference.Exists)
            {
                files.AddRange(reference.EnumerateFiles("*.xml", SearchOption.AllDirectories)
                    .OrderBy(f => f.FullName, StringComparer.Ordinal)
                    .Where(f => seen.Add((f.Name, f.Length)))
                    .Select(f => f.FullName));
            }
        }

        return [.. files];
    }

    private static IEnumerable<string> ReadFiles(string[] files)
    {
        List<string>[] entries = new List<string>[files.Length];
        try
        {
            Parallel.For(0, files.Length, i => entries[i] = ReadFile(files[i]));
        }
        catch (AggregateException e) when (e.GetBaseException() is not AggregateException)
        {
            DataException first = e.InnerExceptions.OfType<DataException>().First();
            throw new DataException(first.Message, first.InnerException);
        }

        return entries.SelectMany(lines => lines);
    }

    private static List<string> ReadFile(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return [.. XmlDocumentation.Entries(file)];
        }
        catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException)
        {
            throw new DataException(
                $"Corpus '{Name}': the documentation file '{path}' cannot be read ({e.Message}). "
                + "Repair the .NET SDK, or set data.train in the recipe to a text file of your own.", e);
        }
    }
}
