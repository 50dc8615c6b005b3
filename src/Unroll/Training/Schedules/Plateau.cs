namespace Unroll.Training.Schedules;

/// <summary>The learning rate is multiplied by a factor each time the validation loss has not improved for a number of validations.</summary>
/// <remarks>The rule of Keras' ReduceLROnPlateau: the best loss stays the best when the rate falls, and the patience starts anew.</remarks>
public sealed class Plateau : ILearningRateSchedule
{
    private readonly double _rate, _factor, _minRate;
    private readonly EarlyStopping _watch;
    private int _reductions;

    /// <summary>Sets the rule.</summary>
    /// <param name="rate">The first learning rate, at least 0.</param>
    /// <param name="factor">What it is multiplied by, in (0, 1).</param>
    /// <param name="patience">After how many validations in a row without an improvement; at least 1.</param>
    /// <param name="minDelta">By how much the loss must be below the best to count as an improvement; at least 0.</param>
    /// <param name="minRate">The rate never falls below this; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public Plateau(double rate, double factor = 0.5, int patience = 2, double minDelta = 0, double minRate = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(factor, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(minRate);
        _watch = new EarlyStopping(patience, minDelta);
        (_rate, _factor, _minRate) = (rate, factor, Math.Min(minRate, rate));
    }

    /// <inheritdoc/>
    public float At(long step) => (float)Math.Max(_minRate, _rate * Math.Pow(_factor, _reductions));

    /// <inheritdoc/>
    public void Observe(double validationLoss)
    {
        _watch.Observe(validationLoss);
        if (_watch.ShouldStop)
        {
            _reductions++;
            _watch.ResetPatience();
        }
    }

    /// <inheritdoc/>
    public string SaveState() => $"{_reductions} {_watch.SaveState()}";

    /// <inheritdoc/>
    public void RestoreState(string state)
    {
        ArgumentNullException.ThrowIfNull(state);
        int space = state.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || !int.TryParse(state.AsSpan(0, space), out int reductions) || reductions < 0)
            throw new ModelFileException($"Plateau schedule: the checkpoint's state is '{state}', expected a count, the best loss and a count. Resume with the recipe of the checkpoint.");

        _watch.RestoreState(state[(space + 1)..]);
        _reductions = reductions;
    }
}
