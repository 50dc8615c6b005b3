namespace Unroll.Training.Schedules;

/// <summary>Raises the learning rate linearly over the first steps (Goyal et al. 2017), then follows another schedule from its beginning.</summary>
/// <remarks>
/// η(t) = η_after(0) (t + 1) / (W + 1) for t &lt; W, then η_after(t − W). So no step has the rate 0, the first after the warm-up has the
/// full rate, and a cosine over a run of S steps is <c>new WarmUp(W, new Cosine(rate, S - W))</c>.
/// </remarks>
public sealed class WarmUp : ILearningRateSchedule
{
    private readonly long _steps;
    private readonly ILearningRateSchedule _after;

    /// <summary>Puts a warm-up before a schedule.</summary>
    /// <param name="steps">W, at least 0.</param>
    /// <param name="after">The schedule from step W on; it sees the validations from the beginning.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of steps is negative.</exception>
    public WarmUp(long steps, ILearningRateSchedule after)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        ArgumentNullException.ThrowIfNull(after);
        (_steps, _after) = (steps, after);
    }

    /// <inheritdoc/>
    public float At(long step) => step < _steps
        ? (float)(_after.At(0) * ((step + 1.0) / (_steps + 1.0)))
        : _after.At(step - _steps);

    /// <inheritdoc/>
    public void Observe(double validationLoss) => _after.Observe(validationLoss);

    /// <inheritdoc/>
    public string SaveState() => _after.SaveState();

    /// <inheritdoc/>
    public void RestoreState(string state) => _after.RestoreState(state);
}
