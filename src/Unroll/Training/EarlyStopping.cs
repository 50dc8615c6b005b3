namespace Unroll.Training;

/// <summary>
/// Remembers the best validation loss, and says when it has not improved for a number of validations in a row (for this and other
/// criteria see Prechelt 1998, "Early stopping, but when?").
/// </summary>
public sealed class EarlyStopping
{
    private readonly int _patience;
    private readonly double _minDelta;

    /// <summary>Sets the patience.</summary>
    /// <param name="patience">After how many validations in a row without an improvement to stop; at least 1.</param>
    /// <param name="minDelta">By how much the loss must be below the best to count as an improvement, in the loss's unit; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public EarlyStopping(int patience, double minDelta = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(minDelta);
        (_patience, _minDelta) = (patience, minDelta);
    }

    /// <summary>The best loss so far; positive infinity before the first.</summary>
    public double Best { get; private set; } = double.PositiveInfinity;

    /// <summary>How many validations in a row have not improved on the best.</summary>
    public int SinceBest { get; private set; }

    /// <summary>Whether the patience has run out.</summary>
    public bool ShouldStop => SinceBest >= _patience;

    /// <summary>Takes the loss of a validation; NaN is never an improvement.</summary>
    /// <param name="validationLoss">The loss.</param>
    /// <returns>Whether it is the new best, so that this model is the one to keep.</returns>
    public bool Observe(double validationLoss)
    {
        // The first finite loss always counts: infinity minus anything is infinity.
        bool improved = validationLoss < Best - _minDelta;
        (Best, SinceBest) = improved ? (validationLoss, 0) : (Best, SinceBest + 1);
        return improved;
    }

    /// <summary>What has been seen, as text for a checkpoint; restoring it gives the same bits.</summary>
    /// <returns>Two numbers with a space between.</returns>
    public string SaveState() => $"{Best:R} {SinceBest}";

    /// <summary>Goes on from a checkpoint.</summary>
    /// <param name="state">What <see cref="SaveState"/> gave.</param>
    /// <exception cref="ModelFileException">The text is something else.</exception>
    public void RestoreState(string state)
    {
        ArgumentNullException.ThrowIfNull(state);
        string[] parts = state.Split(' ');
        if (parts.Length != 2 || !double.TryParse(parts[0], out double best) || !int.TryParse(parts[1], out int since) || since < 0)
            throw new ModelFileException($"EarlyStopping: the checkpoint's state is '{state}', expected the best loss and a count. Resume from another checkpoint.");

        (Best, SinceBest) = (best, since);
    }

    /// <summary>Starts the patience anew and keeps the best.</summary>
    internal void ResetPatience() => SinceBest = 0;
}
