using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Unroll.Storage;

/// <summary>The digest of everything that a file means: its metadata, and every tensor's name, dtype, shape and bytes.</summary>
internal static class SafeTensorsDigest
{
    internal const string Key = "unroll.sha256";

    // The value says itself what it is, so that a change of the key cannot hide it.
    private const string Prefix = "unroll-sha256:";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The digest as it is stored under <see cref="Key"/>; it does not depend on the order of what it is given.</summary>
    /// <exception cref="ArgumentException">A string holds half of a surrogate pair, which UTF-8 cannot write.</exception>
    internal static string Compute(IReadOnlyDictionary<string, string> metadata, IEnumerable<SafeTensor> tensors)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AddNumber(hash, metadata.Count(entry => !IsKey(entry.Key)));
        foreach ((string key, string value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (IsKey(key))
                continue;
            AddText(hash, key);
            AddText(hash, value);
        }

        foreach (SafeTensor tensor in tensors.OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            AddText(hash, tensor.Name);
            AddText(hash, tensor.Dtype);
            AddNumber(hash, tensor.Shape.Length);
            foreach (long axis in tensor.Shape)
            {
                AddNumber(hash, axis);
            }

            hash.AppendData(tensor.Bytes.Span);
        }

        return Prefix + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Compares a file with the digest that it carries, if any.</summary>
    /// <exception cref="FormatException">The file was altered.</exception>
    internal static void Check(IReadOnlyDictionary<string, string> metadata, IReadOnlyCollection<SafeTensor> tensors)
    {
        if (!metadata.TryGetValue(Key, out string? stored))
        {
            if (metadata.Values.Any(value => value.StartsWith(Prefix, StringComparison.Ordinal)))
                throw new FormatException($"it carries a digest, but not under the key '{Key}': the file was altered");
            return;
        }

        string actual = Compute(metadata, tensors);
        if (!string.Equals(stored, actual, StringComparison.Ordinal))
            throw new FormatException($"its content has the digest '{actual}', but '{stored}' was stored when it was written: the file was altered");
    }

    internal static bool IsKey(string key) => string.Equals(key, Key, StringComparison.Ordinal);

    private static void AddText(IncrementalHash hash, string text)
    {
        byte[] bytes = StrictUtf8.GetBytes(text);
        AddNumber(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void AddNumber(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
