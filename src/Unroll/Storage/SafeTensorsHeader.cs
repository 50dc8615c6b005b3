using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Unroll.Storage;

/// <summary>What the header says of a tensor; the offsets count from the end of the header.</summary>
internal sealed record TensorEntry(string Name, string Dtype, long[] Shape, long Begin, long End);

/// <summary>The JSON header of a .safetensors file.</summary>
/// <remarks>
/// <c>{"__metadata__": {"key": "value"}, "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...}</c>, padded with spaces.
/// The format is described at https://github.com/huggingface/safetensors.
/// </remarks>
internal static class SafeTensorsHeader
{
    internal const string MetadataKey = "__metadata__";

    /// <summary>The limit of the format's own implementation.</summary>
    internal const int MaxLength = 100_000_000;

    /// <summary>Reads a header strictly, and checks it against the number of bytes that follow it.</summary>
    /// <returns>The metadata, and the tensors in the order of their bytes.</returns>
    /// <exception cref="FormatException">The header is wrong; the message says how.</exception>
    internal static (Dictionary<string, string> Metadata, List<TensorEntry> Entries) Parse(ReadOnlySpan<byte> json, long dataLength)
    {
        if (!Utf8.IsValid(json))
            throw new FormatException("the header is not valid UTF-8");
        if (json.IsEmpty || json[0] != '{')
            throw new FormatException("the header does not begin with '{'");

        Dictionary<string, string>? metadata = null;
        Dictionary<string, TensorEntry> entries = new(StringComparer.Ordinal);
        try
        {
            Utf8JsonReader reader = new(json);
            reader.Read();
            while (NextProperty(ref reader, "the header") is { } name)
            {
                if (string.Equals(name, MetadataKey, StringComparison.Ordinal))
                {
                    if (metadata is not null)
                        throw new FormatException($"the header has '{MetadataKey}' twice");
                    metadata = ReadMetadata(ref reader);
                }
                else if (!entries.TryAdd(name, ReadEntry(ref reader, name)))
                {
                    throw new FormatException($"the header has the tensor '{name}' twice");
                }
            }

            // Reading on past the end makes the reader complain about anything but white space.
            reader.Read();
        }
        catch (JsonException error)
        {
            throw new FormatException($"the header is not valid JSON ({error.Message.TrimEnd('.')})", error);
        }
        catch (InvalidOperationException error)
        {
            throw new FormatException($"the header holds a string that is not valid Unicode ({error.Message.TrimEnd('.')})", error);
        }

        List<TensorEntry> ordered = [.. entries.Values.OrderBy(e => e.Begin).ThenBy(e => e.End)];
        CheckOffsets(ordered, dataLength);
        return (metadata ?? [], ordered);
    }

    /// <summary>Writes a header, padded with spaces to a multiple of 8 bytes.</summary>
    /// <param name="metadata">In the order in which to write it.</param>
    /// <param name="tensors">In the order of their bytes.</param>
    internal static byte[] Compose(IEnumerable<KeyValuePair<string, string>> metadata, IEnumerable<SafeTensor> tensors)
    {
        ArrayBufferWriter<byte> buffer = new();
        // The relaxed encoder leaves letters of every language as they are; the header is never put into HTML.
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataKey);
            foreach ((string key, string value) in metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            long begin = 0;
            foreach (SafeTensor tensor in tensors)
            {
                WriteEntry(json, tensor, begin);
                begin += tensor.Bytes.Length;
            }

            json.WriteEndObject();
        }

        int padding = -buffer.WrittenCount & 7;
        buffer.GetSpan(8)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, SafeTensor tensor, long begin)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Dtype);
        json.WriteStartArray("shape");
        foreach (long axis in tensor.Shape)
        {
            json.WriteNumberValue(axis);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(begin + tensor.Bytes.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Moves to the value of the next property and gives its name, or null at the end of the object.</summary>
    private static string? NextProperty(ref Utf8JsonReader reader, string owner)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
            return null;
        if (reader.TokenType != JsonTokenType.PropertyName)
            throw new FormatException($"{owner} is not a JSON object");

        string name = reader.GetString()!;
        reader.Read();
        return name;
    }

    private static Dictionary<string, string> ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject, $"'{MetadataKey}' is not a JSON object");
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        while (NextProperty(ref reader, MetadataKey) is { } key)
        {
            Expect(reader.TokenType == JsonTokenType.String, $"the metadata '{key}' is not a string");
            Expect(metadata.TryAdd(key, reader.GetString()!), $"the metadata '{key}' is there twice");
        }

        return metadata;
    }

    private static TensorEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject, $"the tensor '{name}' is not a JSON object");
        string? dtype = null;
        long[]? shape = null, offsets = null;
        while (NextProperty(ref reader, name) is { } key)
        {
            switch (key)
            {
                case "dtype" when dtype is null && reader.TokenType == JsonTokenType.String:
                    dtype = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadSizes(ref reader, $"the shape of '{name}'");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadSizes(ref reader, $"the data_offsets of '{name}'");
                    break;
                default:
                    throw new FormatException($"the tensor '{name}' has '{key}' twice, of a wrong type, or unknown to the format");
            }
        }

        Expect(dtype is not null && shape is not null && offsets is { Length: 2 }, $"the tensor '{name}' lacks dtype, shape or two data_offsets");
        Expect(SafeTensor.IsKnown(dtype!), $"the tensor '{name}' has the unknown dtype '{dtype}' (known: {SafeTensor.Dtypes})");
        long? bytes = SafeTensor.ByteCount(dtype!, shape);
        Expect(
            offsets![0] <= offsets[1] && offsets[1] - offsets[0] == bytes,
            $"the tensor '{name}' has bytes {offsets[0]} to {offsets[1]}, which do not hold {dtype} of shape [{string.Join(", ", shape!)}]");
        return new TensorEntry(name, dtype!, shape!, offsets[0], offsets[1]);
    }

    private static long[] ReadSizes(ref Utf8JsonReader reader, string owner)
    {
        Expect(reader.TokenType == JsonTokenType.StartArray, $"{owner} is not a list");
        List<long> sizes = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            long size = -1;
            bool valid = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out size) && size >= 0;
            Expect(valid, $"{owner} holds something that is not a whole number of at least 0");
            sizes.Add(size);
        }

        return [.. sizes];
    }

    private static void CheckOffsets(List<TensorEntry> ordered, long dataLength)
    {
        long end = 0;
        foreach (TensorEntry entry in ordered)
        {
            Expect(entry.Begin >= end, $"the tensor '{entry.Name}' begins at byte {entry.Begin}, inside the tensor before it, which ends at {end}");
            Expect(entry.Begin <= end, $"the bytes {end} to {entry.Begin} before the tensor '{entry.Name}' belong to no tensor");
            Expect(entry.End <= dataLength, $"the tensor '{entry.Name}' ends at byte {entry.End}, but only {dataLength} bytes follow the header: the file is cut short");
            end = entry.End;
        }

        Expect(end == dataLength, $"{dataLength - end} bytes after the last tensor belong to no tensor");
    }

    private static void Expect(bool condition, string otherwise)
    {
        if (!condition)
            throw new FormatException(otherwise);
    }
}
