using System.Buffers.Binary;

namespace Unroll.Storage;

/// <summary>
/// A .safetensors file: named tensors and metadata from string to string. Nothing is executed on reading, and the same content always
/// gives the same bytes.
/// </summary>
/// <remarks>
/// Eight bytes with the length N of the header (little-endian), N bytes of JSON, then the tensors' bytes without a gap
/// (https://github.com/huggingface/safetensors). Files written here carry a SHA-256 of their content in the metadata
/// <c>unroll.sha256</c>, which reading checks; files of others, without it, can be read too.
/// </remarks>
public sealed class SafeTensorsFile
{
    private const int LengthBytes = sizeof(ulong);

    private readonly string _path;

    private SafeTensorsFile(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyDictionary<string, SafeTensor> tensors)
    {
        _path = path;
        Metadata = metadata;
        Tensors = tensors;
    }

    /// <summary>The metadata, with <c>unroll.sha256</c> where the file has it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafeTensor> Tensors { get; }

    /// <summary>A tensor that must be there.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ModelFileException">The file has no tensor of that name.</exception>
    public SafeTensor Tensor(string name) => Tensors.TryGetValue(name, out SafeTensor? tensor)
        ? tensor
        : throw new ModelFileException($"Model file '{_path}' has no tensor '{name}'; it has {Tensors.Count} others ({string.Join(", ", Tensors.Keys.Take(8))}). Choose the file of a model of this kind.");

    /// <summary>Reads a file whole, and checks it strictly.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its content.</returns>
    /// <exception cref="ModelFileException">The file is missing, cut short, altered or not in the format; the message says which.</exception>
    public static SafeTensorsFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Read(path, stream);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFileException($"Model file '{path}' is not there. Check the path, or train a model first.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            string reason = Directory.Exists(path) ? "it is a folder, and a .safetensors file was expected" : "there is no permission to read it";
            throw new ModelFileException($"Model file '{path}' cannot be opened: {reason}. Check the path.", error);
        }
        catch (IOException error)
        {
            throw new ModelFileException($"Model file '{path}' cannot be read: the system says '{error.Message}'. Check the disk, or restore the file from a copy.", error);
        }
    }

    /// <summary>Writes a file whole or not at all, with a digest of its content.</summary>
    /// <param name="path">The target; its folder must exist.</param>
    /// <param name="metadata">Any strings; <c>unroll.sha256</c> is replaced.</param>
    /// <param name="tensors">In any order; in the file they lie by falling size of number, then by name, so that all are aligned.</param>
    /// <exception cref="UnrollException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">Two tensors have the same name, one is called <c>__metadata__</c>, or a string is not valid Unicode.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<SafeTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(tensors);
        SafeTensor[] ordered = [.. tensors.OrderByDescending(t => t.ItemSize).ThenBy(t => t.Name, StringComparer.Ordinal)];
        CheckNames(ordered);
        SortedDictionary<string, string> complete = new(StringComparer.Ordinal);
        foreach ((string key, string value) in metadata)
        {
            complete[key] = value ?? throw new ArgumentException($"SafeTensorsFile: the metadata '{key}' is null; a string was expected.", nameof(metadata));
        }

        complete[SafeTensorsDigest.Key] = SafeTensorsDigest.Compute(metadata, ordered);
        byte[] header = SafeTensorsHeader.Compose(complete, ordered);
        if (header.Length > SafeTensorsHeader.MaxLength)
            throw new UnrollException($"Cannot write '{path}': its header would have {header.Length} bytes, but the format allows {SafeTensorsHeader.MaxLength}. Store less metadata, for instance a smaller vocabulary.");

        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[LengthBytes];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (SafeTensor tensor in ordered)
            {
                stream.Write(tensor.Bytes.Span);
            }
        });
    }

    /// <summary>Reads from any stream that knows its length; <paramref name="path"/> is only for messages.</summary>
    internal static SafeTensorsFile Read(string path, Stream stream)
    {
        try
        {
            (Dictionary<string, string> metadata, List<TensorEntry> entries) = ReadHeader(stream);
            Dictionary<string, SafeTensor> tensors = new(StringComparer.Ordinal);
            foreach (TensorEntry entry in entries)
            {
                if (entry.End - entry.Begin > Array.MaxLength)
                    throw new FormatException($"the tensor '{entry.Name}' has {entry.End - entry.Begin} bytes, and at most {Array.MaxLength} can be read");

                byte[] bytes = new byte[entry.End - entry.Begin];
                stream.ReadExactly(bytes);
                tensors.Add(entry.Name, new SafeTensor(entry.Name, entry.Dtype, entry.Shape, bytes));
            }

            SafeTensorsDigest.Check(metadata, tensors.Values);
            return new SafeTensorsFile(path, metadata, tensors);
        }
        catch (Exception error) when (error is FormatException or EndOfStreamException)
        {
            string what = error is FormatException ? error.Message : "the file ended while it was read";
            throw new ModelFileException($"Model file '{path}' is damaged or no .safetensors file: {what}. Restore it from a copy, or train or download it again.", error);
        }
    }

    private static (Dictionary<string, string> Metadata, List<TensorEntry> Entries) ReadHeader(Stream stream)
    {
        long available = stream.Length - LengthBytes;
        if (available < 0)
            throw new FormatException($"it has {stream.Length} bytes, and the length of the header alone takes {LengthBytes}");

        Span<byte> prefix = stackalloc byte[LengthBytes];
        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > SafeTensorsHeader.MaxLength)
            throw new FormatException($"its first {LengthBytes} bytes announce a header of {length} bytes, and the format allows {SafeTensorsHeader.MaxLength}");
        if (length > (ulong)available)
            throw new FormatException($"its header should have {length} bytes, but only {available} follow: the file is cut short");

        byte[] header = new byte[length];
        stream.ReadExactly(header);
        return SafeTensorsHeader.Parse(header, available - (long)length);
    }

    private static void CheckNames(SafeTensor[] tensors)
    {
        HashSet<string> names = new(StringComparer.Ordinal) { SafeTensorsHeader.MetadataKey };
        foreach (SafeTensor tensor in tensors)
        {
            if (!names.Add(tensor.Name))
                throw new ArgumentException($"SafeTensorsFile: the tensor name '{tensor.Name}' is used twice or reserved. Give each tensor its own name.", nameof(tensors));
        }
    }
}
