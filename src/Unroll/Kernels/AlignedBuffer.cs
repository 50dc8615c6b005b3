using System.Runtime.InteropServices;

namespace Unroll.Kernels;

/// <summary>Floats that start on a cache line and never move: a pinned array that the garbage collector frees.</summary>
public sealed unsafe class AlignedBuffer
{
    /// <summary>Buffers and the parameters inside them start at multiples of this many floats: one cache line.</summary>
    public const int Alignment = 16;

    private readonly float[] _array;
    private readonly int _offset;

    /// <summary>Makes a buffer of zeros.</summary>
    /// <param name="length">Number of floats, at least 0.</param>
    public AlignedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _array = GC.AllocateArray<float>(length + Alignment, pinned: true);
        nint address = (nint)Unsafe(_array);
        _offset = (int)((((address + 63) & ~63) - address) / sizeof(float));
        Length = length;
    }

    /// <summary>Number of floats.</summary>
    public int Length { get; }

    /// <summary>All of it.</summary>
    public Span<float> Span => MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(_array), _array.Length).Slice(_offset, Length);

    /// <summary>A part of it.</summary>
    /// <param name="start">The first float.</param>
    /// <param name="length">How many.</param>
    /// <returns>A view.</returns>
    public Span<float> Slice(int start, int length) => Span.Slice(start, length);

    /// <summary>The length rounded up to whole cache lines.</summary>
    /// <param name="length">Number of floats.</param>
    /// <returns>A multiple of <see cref="Alignment"/>.</returns>
    public static int RoundUp(int length) => (length + Alignment - 1) & -Alignment;

    private static void* Unsafe(float[] array) => System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
}
