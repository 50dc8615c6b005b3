namespace Unroll.Training.Schedules;

/// <summary>The learning rate is multiplied by a factor at regular intervals.</summary>
/// <remarks>η(t) = η₀ γ^⌊t / every⌋, as PyTorch's StepLR.</remarks>
public sealed class StepDecay : ILearningRateSchedule
{
    private readonly double _rate, _factor;
    private readonly long _every;

    /// <summary>Sets the staircase.</summary>
    /// <param name="rate">η₀, at least 0.</param>
    /// <param name="every">The steps between two decays, at least 1.</param>
    /// <param name="factor">γ in (0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public StepDecay(double rate, long every, double factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(factor, 1);
        (_rate, _every, _factor) = (rate, every, factor);
    }

    /// <inheritdoc/>
    public float At(long step) => (float)(_rate * Math.Pow(_factor, step / _every));
}
