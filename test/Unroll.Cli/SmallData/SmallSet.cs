using System.IO.Compression;
using Unroll.TestKit;

namespace Unroll.Cli.Tests.SmallData;

/// <summary>A little data in the format of a recipe.</summary>
/// <param name="Train">The file or folder, in a folder of its own.</param>
/// <param name="Valid">The same for validation, or null where a part is held back.</param>
/// <param name="Count">How many items <paramref name="Train"/> has.</param>
/// <param name="Text">A text to classify, or null where items are no texts.</param>
internal sealed record SmallSet(string Train, string? Valid, int Count, string? Text = null)
{
    /// <summary>What <c>--set</c> needs, so that a recipe reads it.</summary>
    public string[] Settings => Valid is null ? ["--set", $"data.train={Train}"] : ["--set", $"data.train={Train}", "--set", $"data.valid={Valid}"];

    /// <summary>A copy of the data in which every file is a .gz.</summary>
    public string Packed(TemporaryFolder folder)
    {
        bool isFolder = Directory.Exists(Train);
        string from = isFolder ? Train : Path.GetDirectoryName(Train)!, to = folder.File("packed");
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file) + ".gz");
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            using FileStream read = File.OpenRead(file);
            using GZipStream write = new(File.Create(copy), CompressionLevel.Fastest);
            read.CopyTo(write);
        }

        return isFolder ? to : Path.Combine(to, Path.GetFileName(Train) + ".gz");
    }
}
