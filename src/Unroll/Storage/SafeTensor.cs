using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Unroll.Storage;

/// <summary>A named tensor of a .safetensors file: row-major numbers as little-endian bytes.</summary>
public sealed class SafeTensor
{
    private static readonly Dictionary<string, int> ItemSizes = new(StringComparer.Ordinal)
    {
        ["F64"] = 8,
        ["F32"] = 4,
        ["F16"] = 2,
        ["BF16"] = 2,
        ["I64"] = 8,
        ["I32"] = 4,
        ["I16"] = 2,
        ["I8"] = 1,
        ["U64"] = 8,
        ["U32"] = 4,
        ["U16"] = 2,
        ["U8"] = 1,
        ["BOOL"] = 1,
    };

    /// <summary>A tensor over bytes that are already in the file's form.</summary>
    /// <param name="name">Any name but <c>__metadata__</c>, for instance <c>encoder.weight_ih_l0</c>.</param>
    /// <param name="dtype">One of <see cref="Dtypes"/>.</param>
    /// <param name="shape">The sizes of the axes; empty for a single number.</param>
    /// <param name="bytes">The numbers, row-major, little-endian; kept, not copied.</param>
    /// <exception cref="ArgumentException">The dtype is unknown, or the shape does not fit the bytes.</exception>
    public SafeTensor(string name, string dtype, long[] shape, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        long expected = ByteCount(dtype, shape)
            ?? throw new ArgumentException($"SafeTensor '{name}': dtype '{dtype}' with shape [{string.Join(", ", shape)}] is unknown, negative or too large; known dtypes are {Dtypes}.");
        if (expected != bytes.Length)
            throw new ArgumentException($"SafeTensor '{name}': got {bytes.Length} bytes, expected {expected} because {dtype} has shape [{string.Join(", ", shape)}].", nameof(bytes));

        (Name, Dtype, Shape, Bytes) = (name, dtype, shape, bytes);
    }

    /// <summary>The dtypes that can be read, for messages.</summary>
    public static string Dtypes { get; } = string.Join(", ", ItemSizes.Keys);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The kind of number as safetensors names it, for instance F32.</summary>
    public string Dtype { get; }

    /// <summary>The sizes of the axes; empty for a single number.</summary>
    public long[] Shape { get; }

    /// <summary>The numbers, row-major, little-endian.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>How many numbers there are.</summary>
    public int Count => Bytes.Length / ItemSize;

    /// <summary>The size of one number in bytes.</summary>
    internal int ItemSize => ItemSizes[Dtype];

    /// <summary>A tensor of 32-bit floats.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The sizes of the axes; empty for a single number.</param>
    /// <param name="values">The numbers, row-major; copied.</param>
    /// <returns>The tensor, of dtype F32.</returns>
    /// <exception cref="ArgumentException">The shape does not fit the number of values.</exception>
    public static SafeTensor FromSingle(string name, long[] shape, ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[checked(values.Length * sizeof(float))];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        return new SafeTensor(name, "F32", shape, bytes);
    }

    /// <summary>A tensor of 64-bit floats.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The sizes of the axes; empty for a single number.</param>
    /// <param name="values">The numbers, row-major; copied.</param>
    /// <returns>The tensor, of dtype F64.</returns>
    /// <exception cref="ArgumentException">The shape does not fit the number of values.</exception>
    public static SafeTensor FromDouble(string name, long[] shape, ReadOnlySpan<double> values)
    {
        byte[] bytes = new byte[checked(values.Length * sizeof(double))];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), values[i]);
        }

        return new SafeTensor(name, "F64", shape, bytes);
    }

    /// <summary>A tensor of bfloat16, with every number rounded to the nearest, ties to even.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The sizes of the axes; empty for a single number.</param>
    /// <param name="values">The numbers, row-major.</param>
    /// <returns>The tensor, of dtype BF16.</returns>
    /// <exception cref="ArgumentException">The shape does not fit the number of values.</exception>
    public static SafeTensor FromBFloat16(string name, long[] shape, ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[checked(values.Length * sizeof(ushort))];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * sizeof(ushort)), BFloat16.Round(values[i]));
        }

        return new SafeTensor(name, "BF16", shape, bytes);
    }

    /// <summary>A tensor of 8-bit integers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The sizes of the axes; empty for a single number.</param>
    /// <param name="values">The numbers, row-major; copied.</param>
    /// <returns>The tensor, of dtype I8.</returns>
    /// <exception cref="ArgumentException">The shape does not fit the number of values.</exception>
    public static SafeTensor FromInt8(string name, long[] shape, ReadOnlySpan<sbyte> values) =>
        new(name, "I8", shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>The numbers as 32-bit floats, row-major; wider types are rounded to the nearest.</summary>
    /// <returns>A new array of <see cref="Count"/> numbers.</returns>
    public float[] ToSingle()
    {
        float[] values = new float[Count];
        CopyTo(values);
        return values;
    }

    /// <summary>The numbers as 64-bit floats, row-major; of a narrower type they are exact.</summary>
    /// <returns>A new array of <see cref="Count"/> numbers.</returns>
    public double[] ToDouble()
    {
        if (!string.Equals(Dtype, "F64", StringComparison.Ordinal))
            return Array.ConvertAll(ToSingle(), static v => (double)v);

        double[] values = new double[Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadDoubleLittleEndian(Bytes.Span[(i * sizeof(double))..]);
        }

        return values;
    }

    /// <summary>Writes the numbers as 32-bit floats, row-major, for instance into a model's parameter buffer.</summary>
    /// <param name="values">Exactly <see cref="Count"/> places.</param>
    /// <exception cref="ArgumentException">The length differs.</exception>
    public void CopyTo(Span<float> values)
    {
        if (values.Length != Count)
            throw new ArgumentException($"SafeTensor '{Name}': got room for {values.Length} numbers, expected {Count} because its shape is [{string.Join(", ", Shape)}].", nameof(values));

        ReadOnlySpan<byte> bytes = Bytes.Span;
        if (string.Equals(Dtype, "F32", StringComparison.Ordinal) && BitConverter.IsLittleEndian)
        {
            bytes.CopyTo(MemoryMarshal.AsBytes(values));
            return;
        }

        int size = ItemSize;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ReadNumber(Dtype, bytes.Slice(i * size, size));
        }
    }

    /// <summary>The bytes that a dtype and a shape need, or null where the dtype is unknown or the shape negative or beyond 64 bits.</summary>
    internal static long? ByteCount(string dtype, ReadOnlySpan<long> shape)
    {
        if (!ItemSizes.TryGetValue(dtype, out int size))
            return null;

        Int128 bytes = size;
        foreach (long axis in shape)
        {
            bytes *= axis;
            if (axis < 0 || bytes > long.MaxValue)
                return null;
        }

        return (long)bytes;
    }

    internal static bool IsKnown(string dtype) => ItemSizes.ContainsKey(dtype);

    private static float ReadNumber(string dtype, ReadOnlySpan<byte> item) => dtype switch
    {
        "F64" => (float)BinaryPrimitives.ReadDoubleLittleEndian(item),
        "F32" => BinaryPrimitives.ReadSingleLittleEndian(item),
        "F16" => (float)BinaryPrimitives.ReadHalfLittleEndian(item),
        "BF16" => BFloat16.Widen(BinaryPrimitives.ReadUInt16LittleEndian(item)),
        "I64" => BinaryPrimitives.ReadInt64LittleEndian(item),
        "I32" => BinaryPrimitives.ReadInt32LittleEndian(item),
        "I16" => BinaryPrimitives.ReadInt16LittleEndian(item),
        "I8" => (sbyte)item[0],
        "U64" => BinaryPrimitives.ReadUInt64LittleEndian(item),
        "U32" => BinaryPrimitives.ReadUInt32LittleEndian(item),
        "U16" => BinaryPrimitives.ReadUInt16LittleEndian(item),
        _ => item[0],
    };
}
