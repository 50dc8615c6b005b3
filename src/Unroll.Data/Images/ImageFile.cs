using Unroll.Data.Files;

namespace Unroll.Data.Images;

/// <summary>Reads images of known kinds: PNG and PGM.</summary>
public static class ImageFile
{
    private const string What = "Image";

    /// <summary>Reads an image.</summary>
    /// <param name="path">The file, or a <c>.gz</c> of it.</param>
    /// <returns>The image, its colours as grey.</returns>
    /// <exception cref="DataException">It cannot be read, is damaged, or of another kind.</exception>
    public static GreyImage Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Parse(FileBytes.Read(path, What), path);
    }

    /// <summary>Reads an image from a stream.</summary>
    /// <param name="stream">The image, or gzip of it.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>The image, its colours as grey.</returns>
    /// <exception cref="DataException">It is damaged, or of another kind.</exception>
    public static GreyImage Read(Stream stream, string name) => Parse(FileBytes.Read(stream, name, What, static (_, _) => false), name);

    private static GreyImage Parse(byte[] bytes, string source) => PngReader.IsPng(bytes) ? PngReader.Parse(bytes, source)
        : PgmReader.IsPgm(bytes) ? PgmReader.Parse(bytes, source)
        : throw new DataException($"{What} '{source}': it begins with {(bytes.Length == 0 ? "nothing" : Convert.ToHexString(bytes.AsSpan(0, Math.Min(8, bytes.Length))))}, expected a PNG (89504E47) or PGM (P2, P5) file. Convert it, for example with: convert INPUT output.png");
}
