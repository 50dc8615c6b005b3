namespace Unroll.Tensors;

/// <summary>The sizes of a tensor's axes, outermost first; up to four.</summary>
public readonly record struct Shape
{
    private readonly int _d0, _d1, _d2, _d3;

    /// <summary>The shape of a single number.</summary>
    public Shape()
    {
        _d0 = _d1 = _d2 = _d3 = 1;
        Rank = 0;
    }

    /// <summary>One axis.</summary>
    /// <param name="d0">Its size.</param>
    public Shape(int d0) => (Rank, _d0, _d1, _d2, _d3) = (1, Positive(d0), 1, 1, 1);

    /// <summary>Two axes.</summary>
    /// <param name="d0">First axis.</param>
    /// <param name="d1">Second axis.</param>
    public Shape(int d0, int d1) => (Rank, _d0, _d1, _d2, _d3) = (2, Positive(d0), Positive(d1), 1, 1);

    /// <summary>Three axes.</summary>
    /// <param name="d0">First axis.</param>
    /// <param name="d1">Second axis.</param>
    /// <param name="d2">Third axis.</param>
    public Shape(int d0, int d1, int d2) => (Rank, _d0, _d1, _d2, _d3) = (3, Positive(d0), Positive(d1), Positive(d2), 1);

    /// <summary>Four axes.</summary>
    /// <param name="d0">First axis.</param>
    /// <param name="d1">Second axis.</param>
    /// <param name="d2">Third axis.</param>
    /// <param name="d3">Fourth axis.</param>
    public Shape(int d0, int d1, int d2, int d3) => (Rank, _d0, _d1, _d2, _d3) = (4, Positive(d0), Positive(d1), Positive(d2), Positive(d3));

    /// <summary>The number of axes.</summary>
    public int Rank { get; }

    /// <summary>The number of elements.</summary>
    public int Length => checked(_d0 * _d1 * _d2 * _d3);

    /// <summary>The size of the last axis.</summary>
    public int Last => Rank == 0 ? 1 : this[Rank - 1];

    /// <summary>The size of an axis.</summary>
    /// <param name="axis">0 is the outermost.</param>
    public int this[int axis] => axis switch
    {
        0 when Rank > 0 => _d0,
        1 when Rank > 1 => _d1,
        2 when Rank > 2 => _d2,
        3 when Rank > 3 => _d3,
        _ => throw new ArgumentOutOfRangeException(nameof(axis), axis, $"The shape {this} has {Rank} axes."),
    };

    /// <summary>The same shape with another last axis.</summary>
    /// <param name="size">The size of the last axis.</param>
    /// <returns>The shape.</returns>
    public Shape WithLast(int size) => Rank switch
    {
        1 => new(size),
        2 => new(_d0, size),
        3 => new(_d0, _d1, size),
        4 => new(_d0, _d1, _d2, size),
        _ => throw new InvalidOperationException("A single number has no last axis."),
    };

    /// <summary>Such as <c>[50, 32, 64]</c>.</summary>
    /// <returns>The sizes in brackets.</returns>
    public override string ToString() => Rank switch
    {
        0 => "[]",
        1 => $"[{_d0}]",
        2 => $"[{_d0}, {_d1}]",
        3 => $"[{_d0}, {_d1}, {_d2}]",
        _ => $"[{_d0}, {_d1}, {_d2}, {_d3}]",
    };

    private static int Positive(int size) => size >= 0 ? size : throw new ArgumentOutOfRangeException(nameof(size), size, "An axis cannot be negative.");
}
