namespace Unroll.Tasks.Forecast.Reservoirs;

/// <summary>The series that a reservoir hears and forecasts at once: one, or all of a system.</summary>
internal sealed class ReservoirGroup
{
    private readonly SeriesFrame[] _frames;
    private readonly double[][] _values;
    private readonly ForecastFeatures _features;

    /// <summary>Joins series.</summary>
    /// <param name="frames">At least one.</param>
    /// <exception cref="DataException">They are of different lengths.</exception>
    public ReservoirGroup(SeriesFrame[] frames)
    {
        (_frames, _features) = (frames, frames[0].Features);
        if (Array.Find(frames, f => f.Length != Length) is { } other)
        {
            throw new DataException($"Series '{other.Series.Name}', {other.Series.Origin}: it has {other.Length} points and '{frames[0].Series.Name}' has {Length}, expected as many, because reservoir.joint says that they are one system. Fill what is missing, or set \"joint\": false.");
        }

        _values = [.. frames.Select(f => Array.ConvertAll(f.Values, f.FixedScale.Apply))];
    }

    /// <summary>The series.</summary>
    public IReadOnlyList<SeriesFrame> Frames => _frames;

    /// <summary>Numbers that are forecast of a step.</summary>
    public int Outputs => _frames.Length;

    /// <summary>Numbers that are known of a step before its values are.</summary>
    public int Inputs => InputsOf(_features, Outputs);

    /// <summary>Points of each series.</summary>
    public int Length => _frames[0].Length;

    /// <summary>Where driving begins; null for zeros at the first step.</summary>
    public DrivenState? Start => _frames[0].Series.Driven;

    /// <summary>Numbers of a step that are known before its values: calendar and known covariates, earlier values of each series, unknown covariates of the step before.</summary>
    public static int InputsOf(ForecastFeatures features, int outputs) => features.AheadCount + (outputs * features.Options.Lags.Count) + features.Options.Unknown.Count;

    /// <summary>The series in groups.</summary>
    /// <param name="frames">All series.</param>
    /// <param name="outputs">Series a group.</param>
    /// <exception cref="DataException">They do not fill the groups.</exception>
    public static ReservoirGroup[] Of(IReadOnlyList<SeriesFrame> frames, int outputs) => frames.Count % outputs == 0
        ? [.. frames.Chunk(outputs).Select(g => new ReservoirGroup(g))]
        : throw new DataException($"Data: there are {frames.Count} series, expected {outputs}, because the model forecasts so many together (reservoir.joint). Give all of them, in their order.");

    /// <summary>Steps [first, last) as they drive a reservoir.</summary>
    /// <returns>[steps, Inputs] and [steps, Outputs].</returns>
    public (double[] Inputs, double[] Targets) Piece(int first, int last)
    {
        int width = Inputs, steps = Math.Max(0, last - first);
        double[] inputs = new double[steps * width], targets = new double[steps * Outputs];
        for (int t = 0; t < steps; t++)
        {
            WriteInput(first + t, int.MaxValue, [], inputs.AsSpan(t * width, width));
            for (int i = 0; i < Outputs; i++)
            {
                targets[(t * Outputs) + i] = _values[i][first + t];
            }
        }

        return (inputs, targets);
    }

    /// <summary>What is known of a step before its values.</summary>
    /// <param name="step">The step.</param>
    /// <param name="origin">The first step that is not known; from there on values are those of <paramref name="ahead"/>.</param>
    /// <param name="ahead">[steps, Outputs]: what has been forecast so far.</param>
    /// <param name="to">[Inputs].</param>
    public void WriteInput(int step, int origin, ReadOnlySpan<double> ahead, Span<double> to)
    {
        Span<float> known = stackalloc float[_features.AheadCount];
        _frames[0].WriteAhead(step, known);
        int at = 0;
        foreach (float v in known)
        {
            to[at++] = v;
        }

        foreach (int lag in _features.Options.Lags)
        {
            // Before the series began the step before stands for it; nothing stands for its own value.
            int from = step >= lag ? step - lag : step - 1;
            for (int i = 0; i < Outputs; i++)
            {
                to[at++] = from < 0 ? 0 : from < origin ? _values[i][from] : ahead[((from - origin) * Outputs) + i];
            }
        }

        int last = Math.Min(step, origin) - 1;
        for (int u = 0; u < _features.Options.Unknown.Count; u++)
        {
            to[at++] = last < 0 ? 0 : _frames[0].UnknownAt(last)[u];
        }
    }
}
