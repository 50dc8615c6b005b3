using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Forecast;

/// <summary>A series as windows are cut from it: values after the logarithm, covariates standardised, and the calendar.</summary>
internal sealed class SeriesFrame
{
    private readonly float[] _ahead, _past;
    private readonly int _aheadSteps;

    public SeriesFrame(TimeSeries series, SeriesScale scale, ForecastFeatures features)
    {
        (Series, Scale, Features) = (series, scale, features);
        Values = features.Options.Log ? SeriesScale.Logarithms(series) : series.Values;
        int known = series.Known.Length, calendar = features.Calendar.Count;
        if (calendar > 0 && series.TimeAt(0) is null)
        {
            throw new DataException($"Series '{series.Name}', {series.Origin}: it has no times, expected them, because the model was trained with a calendar. Add a column of the time, or train with \"calendar\": false.");
        }

        // Without known covariates the calendar goes on for as long as anybody asks.
        _aheadSteps = known > 0 ? series.Known.Min(k => k.Length) : series.Length;
        _ahead = new float[_aheadSteps * features.AheadCount];
        _past = new float[series.Length * series.Unknown.Length];
        for (int t = 0; t < _aheadSteps; t++)
        {
            Span<float> to = _ahead.AsSpan(t * features.AheadCount, features.AheadCount);
            WriteCalendar(t, to);
            for (int k = 0; k < known; k++)
            {
                to[calendar + k] = (float)((series.Known[k][t] - scale.KnownMeans[k]) / scale.KnownDeviations[k]);
            }
        }

        for (int i = 0; i < _past.Length; i++)
        {
            int u = i % series.Unknown.Length;
            _past[i] = (float)((series.Unknown[u][i / series.Unknown.Length] - scale.UnknownMeans[u]) / scale.UnknownDeviations[u]);
        }
    }

    public TimeSeries Series { get; }

    public SeriesScale Scale { get; }

    public ForecastFeatures Features { get; }

    /// <summary>After the logarithm, if there is one.</summary>
    public double[] Values { get; }

    public int Length => Series.Length;

    /// <summary>The scale of all forecasts, where it does not change from one to the next.</summary>
    public WindowScale FixedScale => WindowScale.Of([], Scale, Options);

    private ForecastDataOptions Options => Features.Options;

    /// <summary>The scale of the forecast that begins at a step.</summary>
    public WindowScale ScaleAt(int origin) => WindowScale.Of(Values.AsSpan(origin - Options.History, Options.History), Scale, Options);

    /// <summary>From scaled to the units of the data.</summary>
    public double Restore(WindowScale scale, double scaled) => Options.Log ? Math.Exp(scale.Invert(scaled)) : scale.Invert(scaled);

    /// <summary>Refuses to go on for longer than what is known ahead.</summary>
    /// <exception cref="DataException">A covariate that is known ahead ends before.</exception>
    public void CheckAhead(int steps)
    {
        if (Series.Known.Length > 0 && _aheadSteps < Length + steps)
        {
            throw NotKnown(_aheadSteps);
        }
    }

    /// <summary>What the network reads of a step of the past.</summary>
    /// <param name="step">Before the forecast begins.</param>
    /// <param name="scale">The scale of the window.</param>
    /// <param name="to">[<see cref="ForecastFeatures.HistoryCount"/>].</param>
    public void WriteHistory(int step, WindowScale scale, Span<float> to)
    {
        to[0] = (float)scale.Apply(Values[step]);
        int at = 1;
        foreach (int lag in Options.Lags)
        {
            // Before the series began a step is its own past.
            to[at++] = (float)scale.Apply(Values[step - lag >= 0 ? step - lag : step]);
        }

        WriteAhead(step, to[at..]);
        _past.AsSpan(step * Series.Unknown.Length, Series.Unknown.Length).CopyTo(to[(at + Features.AheadCount)..]);
    }

    /// <summary>What the network reads of a step that is forecast: only what is known before.</summary>
    /// <param name="origin">The first step that is forecast.</param>
    /// <param name="ahead">How many steps later, from 0.</param>
    /// <param name="scale">The scale of the window.</param>
    /// <param name="to">[<see cref="ForecastFeatures.FutureCount"/>].</param>
    public void WriteFuture(int origin, int ahead, WindowScale scale, Span<float> to)
    {
        to[0] = (ahead + 1f) / Options.Horizon;
        int at = 1;
        foreach (int lag in Options.Lags)
        {
            // Whole lags back, until a step that has been seen.
            int back = lag * ((ahead / lag) + 1), step = origin + ahead - back;
            to[at++] = (float)scale.Apply(Values[step >= 0 ? step : origin - 1]);
        }

        WriteAhead(origin + ahead, to[at..]);
    }

    /// <summary>The standardised covariates of a step that are not known ahead.</summary>
    /// <param name="step">Before the end of the series.</param>
    public ReadOnlySpan<float> UnknownAt(int step) => _past.AsSpan(step * Series.Unknown.Length, Series.Unknown.Length);

    /// <summary>What is known ahead of a step: the calendar and covariates.</summary>
    /// <param name="step">Any step, as far as it is known.</param>
    /// <param name="to">[<see cref="ForecastFeatures.AheadCount"/>].</param>
    public void WriteAhead(int step, Span<float> to)
    {
        if (step < _aheadSteps)
        {
            _ahead.AsSpan(step * Features.AheadCount, Features.AheadCount).CopyTo(to);
        }
        else if (Series.Known.Length == 0)
        {
            WriteCalendar(step, to);
        }
        else
        {
            throw NotKnown(step);
        }
    }

    private DataException NotKnown(int step)
    {
        int end = Series.Known.Min(k => k.Length);
        string column = Options.Known[Array.FindIndex(Series.Known, k => k.Length == end)];
        return new DataException($"Series '{Series.Name}', {Series.Origin}: the covariate '{column}' is known up to step {Series.LabelOf(end - 1)}, expected it also at {Series.LabelOf(step)}, which is to be forecast, because data.known says that it is known ahead. Add rows with it and without a value of the series; or train with it in data.unknown.");
    }

    private void WriteCalendar(int step, Span<float> to)
    {
        if (Features.Calendar.Count > 0)
        {
            Features.Calendar.Write(Series.TimeAt(step)!.Value, to);
        }
    }
}
