namespace Unroll.Tasks.Bench;

/// <summary>What was measured of a case.</summary>
/// <param name="Case">The name of the case, such as <c>layer/lstm/32x50x64x128</c>.</param>
/// <param name="Cell">The name of the cell.</param>
/// <param name="Shape">The sizes.</param>
/// <param name="Threads">How many threads it ran on.</param>
/// <param name="Shards">Into how many parts the batch was cut.</param>
/// <param name="Timing">How long it took.</param>
/// <param name="Flops">The floating-point operations of its products.</param>
public sealed record BenchResult(string Case, string Cell, LayerShape Shape, int Threads, int Shards, Timing Timing, double Flops)
{
    /// <summary>The first part of the name, such as <c>layer</c>.</summary>
    public string Group => Case[..Case.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>Billions of floating-point operations a second, at the fastest repetition.</summary>
    public double Gflops => Flops / Timing.Minimum / 1e9;

    /// <summary>Tokens (rows times steps) a second, at the fastest repetition.</summary>
    public double TokensPerSecond => (double)Shape.Batch * Shape.Time / Timing.Minimum;

    /// <summary>Of a whole training step: which share of the time is spent outside the recurrent layer, measured alone. Else null.</summary>
    public double? Surroundings { get; init; }

    /// <summary>How many times as long as the plain one, which was repeated in turn with it; null where nothing is compared.</summary>
    public double? Ratio { get; init; }

    /// <summary>What <see cref="Ratio"/> should be at most; null where there is no such aim.</summary>
    public double? RatioAim { get; init; }

    /// <summary>The memory of all tapes after the last repetition, in bytes, or null where there is none.</summary>
    public long? ArenaBytes { get; init; }

    /// <summary>The most memory that the process held since the case began, in bytes, or null where it was not looked at.</summary>
    public long? ProcessBytes { get; init; }
}
