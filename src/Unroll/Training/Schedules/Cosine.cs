namespace Unroll.Training.Schedules;

/// <summary>The learning rate falls along half a cosine (Loshchilov and Hutter 2017, SGDR, without restarts), then stays at its end.</summary>
/// <remarks>η(t) = η₁ + (η₀ − η₁) (1 + cos(π t / T)) / 2 for t ≤ T.</remarks>
public sealed class Cosine : ILearningRateSchedule
{
    private readonly double _rate, _finalRate;
    private readonly long _steps;

    /// <summary>Sets the curve.</summary>
    /// <param name="rate">η₀, at least 0.</param>
    /// <param name="steps">T, the steps until the final rate, at least 1.</param>
    /// <param name="finalRate">η₁, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public Cosine(double rate, long steps, double finalRate = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(finalRate);
        (_rate, _steps, _finalRate) = (rate, steps, finalRate);
    }

    /// <inheritdoc/>
    public float At(long step)
    {
        double progress = (double)Math.Min(step, _steps) / _steps;
        return (float)(_finalRate + ((_rate - _finalRate) * (1 + Math.Cos(Math.PI * progress)) / 2));
    }
}
