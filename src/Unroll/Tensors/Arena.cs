using Unroll.Kernels;

namespace Unroll.Tensors;

/// <summary>
/// Memory for everything that one forward and backward pass makes. Taking is moving a mark; giving back is all at once. After the
/// largest pass has been seen once, nothing is allocated any more.
/// </summary>
public sealed class Arena
{
    private const int SmallestBlock = 1 << 18;

    private readonly List<AlignedBuffer> _blocks = [];
    private readonly List<int[]> _integers = [];
    private int _block, _used, _integersUsed;

    /// <summary>Floats held, used or not.</summary>
    public long Capacity => _blocks.Sum(b => (long)b.Length);

    /// <summary>A tensor whose values are whatever was there before.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="gradient">Whether it also gets a gradient, set to zero.</param>
    /// <returns>A view that is valid until <see cref="Reset"/>.</returns>
    public Tensor Take(Shape shape, bool gradient)
    {
        (AlignedBuffer values, int start) = TakeFloats(shape.Length);
        return WithGradient(shape, values, start, gradient);
    }

    /// <summary>Gives a view of memory of this arena its own gradient.</summary>
    /// <param name="view">A tensor without gradient.</param>
    /// <param name="shape">The shape of the view.</param>
    /// <param name="start">Where the view starts in <paramref name="view"/>.</param>
    /// <param name="gradient">Whether it gets one.</param>
    /// <returns>The view.</returns>
    internal Tensor TakeView(in Scratch view, Shape shape, int start, bool gradient) => WithGradient(shape, view.Buffer, view.Start + start, gradient);

    /// <summary>Room without shape or gradient.</summary>
    /// <param name="length">Number of floats.</param>
    /// <returns>Whatever was there before.</returns>
    internal Scratch TakeScratch(int length)
    {
        (AlignedBuffer buffer, int start) = TakeFloats(length);
        return new Scratch(buffer, start, length);
    }

    /// <summary>Room for whole numbers, such as tokens that are chosen during the pass.</summary>
    /// <param name="length">How many.</param>
    /// <returns>Whatever was there before.</returns>
    internal Memory<int> TakeIntegers(int length)
    {
        if (_integersUsed == _integers.Count)
        {
            _integers.Add([]);
        }

        ref int[] room = ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_integers)[_integersUsed++];
        if (room.Length < length)
        {
            room = new int[length];
        }

        return room.AsMemory(0, length);
    }

    /// <summary>Gives everything back.</summary>
    public void Reset()
    {
        if (_blocks.Count > 1)
        {
            // One block that holds all, so that the next pass of this size runs through without a seam.
            int total = checked((int)Math.Min(_blocks.Sum(b => (long)b.Length), Array.MaxLength - AlignedBuffer.Alignment));
            _blocks.Clear();
            _blocks.Add(new AlignedBuffer(total));
        }

        _block = 0;
        _used = 0;
        _integersUsed = 0;
    }

    private Tensor WithGradient(Shape shape, AlignedBuffer values, int start, bool gradient)
    {
        if (!gradient)
        {
            return new Tensor(shape, values, start);
        }

        (AlignedBuffer buffer, int gradientStart) = TakeFloats(shape.Length);
        buffer.Slice(gradientStart, shape.Length).Clear();
        return new Tensor(shape, values, start, buffer, gradientStart);
    }

    private (AlignedBuffer Buffer, int Start) TakeFloats(int length)
    {
        int size = AlignedBuffer.RoundUp(length);
        while (_block < _blocks.Count)
        {
            if (size <= _blocks[_block].Length - _used)
            {
                int start = _used;
                _used += size;
                return (_blocks[_block], start);
            }

            _block++;
            _used = 0;
        }

        _blocks.Add(new AlignedBuffer(Math.Max(size, SmallestBlock)));
        _used = size;
        return (_blocks[_block], 0);
    }
}

/// <summary>Room in an arena.</summary>
internal readonly record struct Scratch(AlignedBuffer Buffer, int Start, int Length)
{
    public Span<float> Span => Buffer.Slice(Start, Length);

    public Span<float> Slice(int start, int length) => Span.Slice(start, length);
}
