using Unroll.Data.Files;
using Unroll.Data.SeriesFiles;

namespace Unroll.Data.Images;

/// <summary>Grey images of one size, from an IDX file such as those of MNIST, as series in [0, 1].</summary>
public sealed class IdxImages
{
    private const string What = "Images";
    private readonly byte[] _bytes;
    private readonly int _start;

    private IdxImages(string source, int[] sizes, byte[] bytes, int start)
    {
        Source = source;
        (Count, Height, Width) = (sizes[0], sizes[1], sizes[2]);
        _bytes = bytes;
        _start = start;
    }

    /// <summary>The file.</summary>
    public string Source { get; }

    /// <summary>How many images there are.</summary>
    public int Count { get; }

    /// <summary>Rows of an image.</summary>
    public int Height { get; }

    /// <summary>Columns of an image.</summary>
    public int Width { get; }

    /// <summary>Reads images.</summary>
    /// <param name="path">An IDX file of unsigned bytes with three sizes, or a <c>.gz</c> of it.</param>
    /// <returns>The images.</returns>
    /// <exception cref="DataException">It cannot be read, is no such file, or is truncated.</exception>
    public static IdxImages Read(string path)
    {
        (int[] sizes, byte[] bytes, int start) = IdxFile.Read(path, What, 3);
        return new IdxImages(path, sizes, bytes, start);
    }

    /// <summary>Reads labels.</summary>
    /// <param name="path">An IDX file of unsigned bytes with one size, or a <c>.gz</c> of it.</param>
    /// <returns>The labels in order.</returns>
    /// <exception cref="DataException">It cannot be read, is no such file, or is truncated.</exception>
    public static byte[] ReadLabels(string path)
    {
        (_, byte[] bytes, int start) = IdxFile.Read(path, "Labels", 1);
        return bytes[start..];
    }

    /// <summary>Where the labels of images are as a rule: a file beside them, called labels-idx1 for images-idx3.</summary>
    /// <param name="imagesPath">The images.</param>
    /// <returns>The path of the labels.</returns>
    /// <exception cref="DataException">The images are called otherwise.</exception>
    public static string LabelsBeside(string imagesPath)
    {
        string folder = Path.GetDirectoryName(imagesPath) is { Length: > 0 } d ? d : ".", name = Path.GetFileName(imagesPath);
        string guess = name.Replace("images", "labels", StringComparison.Ordinal).Replace("idx3", "idx1", StringComparison.Ordinal);
        return guess != name
            ? Path.Combine(folder, guess)
            : throw new DataException($"Images '{imagesPath}': nothing says where their labels are. Name the file in data.labels, or call the two ...-images-idx3-ubyte and ...-labels-idx1-ubyte.");
    }

    /// <summary>Reads images and their labels, image by image as a series.</summary>
    /// <param name="imagesPath">The images.</param>
    /// <param name="labelsPath">As many labels.</param>
    /// <param name="channels">See <see cref="Series"/>.</param>
    /// <returns>The images in order; the line of their origin is the number of the image, counted from 1.</returns>
    /// <exception cref="DataException">A file cannot be read, or their lengths differ.</exception>
    public static IReadOnlyList<LabelledSeries> ReadLabelled(string imagesPath, string labelsPath, int channels)
    {
        IdxImages images = Read(imagesPath);
        byte[] labels = ReadLabels(labelsPath);
        if (labels.Length != images.Count)
        {
            throw new DataException(
                $"Labels '{labelsPath}': there are {labels.Length}, but '{imagesPath}' has {images.Count} images. Every image needs one label; "
                + "check that the two files belong together.");
        }

        return [.. labels.Select((label, i) => new LabelledSeries(images.Series(i, channels), label.ToString()))];
    }

    /// <summary>The grey values of an image, 0 to 255, row by row.</summary>
    /// <param name="index">The image, counted from 0.</param>
    /// <returns>[height * width]</returns>
    public ReadOnlySpan<byte> Pixels(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return _bytes.AsSpan(_start + (index * Height * Width), Height * Width);
    }

    /// <summary>An image as a series of grey values divided by 255.</summary>
    /// <param name="index">The image, counted from 0.</param>
    /// <param name="channels">
    /// How many values a step has: the width for row by row, 1 for pixel by pixel, height * width for the whole image at once.
    /// </param>
    /// <returns>[height * width / channels, channels]</returns>
    public Series Series(int index, int channels)
    {
        if (channels < 1 || Height * Width % channels != 0)
        {
            throw new DataException(
                $"{What} '{Source}': an image of {Height} x {Width} cannot be cut into steps of {channels} values. "
                + $"Take {Width} for row by row, 1 for pixel by pixel or {Height * Width} for the whole image.");
        }

        ReadOnlySpan<byte> pixels = Pixels(index);
        float[] values = new float[pixels.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = pixels[i] / 255f;
        }

        return new Series(values, channels, new Origin(Source, index + 1));
    }
}
