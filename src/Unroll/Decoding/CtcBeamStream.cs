namespace Unroll.Decoding;

/// <summary>
/// The search of <see cref="CtcBeamSearch"/> over a sequence that is still going on: labels that all beginnings of the beam share are sure, whatever
/// comes. With a <see cref="CtcBeamSearchOptions.Margin"/> that is often soon so; <see cref="CtcBeamSearchOptions.Settle"/> bounds how long it takes.
/// </summary>
public sealed class CtcBeamStream
{
    private readonly PrefixBeam _beam;
    private readonly int _classes;
    private int _sure;

    /// <summary>Begins a sequence.</summary>
    /// <param name="options">What is looked for.</param>
    /// <param name="classes">C, the blank counted.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public CtcBeamStream(CtcBeamSearchOptions options, int classes)
    {
        ArgumentNullException.ThrowIfNull(options);
        CtcBeamSearch.Check(options);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(classes, options.Blank);
        (_beam, _classes) = (new PrefixBeam(options, classes), classes);
    }

    /// <summary>Takes a time step.</summary>
    /// <param name="logProbabilities">[C], normalised.</param>
    /// <returns>The labels that have become sure, each with the time step at which the likeliest path enters it.</returns>
    /// <exception cref="UnrollException">There is a NaN.</exception>
    public IReadOnlyList<(int Label, int Step)> Advance(ReadOnlySpan<float> logProbabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(logProbabilities.Length, _classes);
        NonFinite.Check("CTC beam search", logProbabilities, _classes);
        _beam.Advance(logProbabilities);
        IReadOnlyList<(int Label, int Step)> sure = _beam.Sure(_sure);
        _sure += sure.Count;
        return sure;
    }

    /// <summary>What the sequence is taken for if it ends here.</summary>
    /// <returns>Up to <see cref="CtcBeamSearchOptions.Best"/> labellings, the best first; all of them begin with what is sure.</returns>
    public IReadOnlyList<CtcHypothesis> Result() => _beam.Result();
}
