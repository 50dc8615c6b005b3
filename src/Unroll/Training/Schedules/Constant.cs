namespace Unroll.Training.Schedules;

/// <summary>The same learning rate at every step.</summary>
public sealed class Constant : ILearningRateSchedule
{
    private readonly double _rate;

    /// <summary>Sets the rate.</summary>
    /// <param name="rate">At least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative.</exception>
    public Constant(double rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        _rate = rate;
    }

    /// <inheritdoc/>
    public float At(long step) => (float)_rate;
}
