using System.Numerics;

namespace Unroll.Reservoir;

/// <summary>
/// Where a run stands: the units, the outputs that will be fed back, and how many steps went before. Immutable, so it can be kept, forked and
/// written to a file.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class EchoState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _units, _outputs;

    /// <summary>Takes copies.</summary>
    /// <param name="units">The state of all units.</param>
    /// <param name="outputs">The outputs of the last step.</param>
    /// <param name="steps">How many steps went before.</param>
    public EchoState(ReadOnlySpan<T> units, ReadOnlySpan<T> outputs, ulong steps) => (_units, _outputs, Steps) = (units.ToArray(), outputs.ToArray(), steps);

    /// <summary>The state of all units.</summary>
    public ReadOnlySpan<T> Units => _units;

    /// <summary>The outputs of the last step, predicted or forced: what is fed back into the next one.</summary>
    public ReadOnlySpan<T> Outputs => _outputs;

    /// <summary>How many steps went before.</summary>
    public ulong Steps { get; }
}
