using Unroll.Kernels;

namespace Unroll.Tensors;

/// <summary>
/// A view of floats with a shape, and of their gradient where they have one. It owns nothing: the floats belong to an arena, to the
/// parameters of a model, or to the caller.
/// </summary>
public readonly struct Tensor
{
    private readonly AlignedBuffer _values;
    private readonly AlignedBuffer? _gradient;
    private readonly int _start, _gradientStart;

    /// <summary>A view of buffers.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="values">Where the values lie, row by row.</param>
    /// <param name="start">The first value.</param>
    /// <param name="gradient">Where the gradient lies, or null.</param>
    /// <param name="gradientStart">Its first float.</param>
    public Tensor(Shape shape, AlignedBuffer values, int start = 0, AlignedBuffer? gradient = null, int gradientStart = 0)
    {
        Shape = shape;
        _values = values;
        _start = start;
        _gradient = gradient;
        _gradientStart = gradientStart;
    }

    /// <summary>The sizes of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>Whether a gradient is kept.</summary>
    public bool HasGradient => _gradient is not null;

    /// <summary>Whether this is a tensor at all, and not the default value.</summary>
    public bool Exists => _values is not null;

    /// <summary>The values, row by row.</summary>
    public Span<float> Values => _values.Slice(_start, Shape.Length);

    /// <summary>The gradient of the loss with respect to the values.</summary>
    /// <exception cref="InvalidOperationException">None is kept.</exception>
    public Span<float> Gradient => _gradient is null
        ? throw new InvalidOperationException($"The tensor {Shape} keeps no gradient: it was made outside training, or as an input.")
        : _gradient.Slice(_gradientStart, Shape.Length);

    /// <summary>The only value of a tensor of one element.</summary>
    public float Scalar => Shape.Length == 1 ? Values[0] : throw new InvalidOperationException($"The tensor {Shape} has {Shape.Length} values, expected 1.");

    /// <summary>A tensor of the caller's own numbers, without gradient.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="values">As many numbers as the shape has elements.</param>
    /// <returns>A copy.</returns>
    public static Tensor From(Shape shape, ReadOnlySpan<float> values)
    {
        if (values.Length != shape.Length)
        {
            throw new ArgumentException($"A tensor {shape} has {shape.Length} values, got {values.Length}.", nameof(values));
        }

        AlignedBuffer buffer = new(values.Length);
        values.CopyTo(buffer.Span);
        return new Tensor(shape, buffer);
    }

    /// <summary>The same elements in another shape.</summary>
    /// <param name="shape">As many elements.</param>
    /// <returns>A view.</returns>
    public Tensor Reshape(Shape shape) => shape.Length == Shape.Length
        ? new Tensor(shape, _values, _start, _gradient, _gradientStart)
        : throw new ArgumentException($"The tensor {Shape} has {Shape.Length} elements and cannot take the shape {shape} of {shape.Length}.", nameof(shape));

    /// <summary>Elements from <paramref name="start"/> on, in another shape.</summary>
    /// <param name="start">The first element.</param>
    /// <param name="shape">The shape of the part.</param>
    /// <returns>A view.</returns>
    public Tensor Part(int start, Shape shape) => start >= 0 && start + shape.Length <= Shape.Length
        ? new Tensor(shape, _values, _start + start, _gradient, _gradientStart + start)
        : throw new ArgumentOutOfRangeException(nameof(start), start, $"The part {shape} does not lie inside the tensor {Shape}.");
}
