namespace Unroll.Tasks.Compose;

/// <summary>The metrics of a composer, with both baselines beside them.</summary>
internal static class ComposeMetrics
{
    /// <summary>Measures pieces.</summary>
    /// <param name="task">The task's name.</param>
    /// <param name="composer">The model.</param>
    /// <param name="baseline">The baselines; null of a model whose training was stopped.</param>
    /// <param name="pieces">The pieces.</param>
    public static EvaluateReport Of(string task, Composer composer, NoteBaseline? baseline, Pieces pieces)
    {
        RollScore score = composer.Score(pieces).Aggregate((a, b) => a + b);
        IReadOnlyDictionary<string, double> none = new Dictionary<string, double>(StringComparer.Ordinal);
        return new EvaluateReport(task, score.Metrics(), baseline?.Score(pieces.Rolls, repeat: true).Metrics() ?? none, baseline is null ? "none: training was stopped" : NoteBaseline.RepeatName, score.Steps)
        {
            Unit = "steps",
            Main = "nll",
            Others = baseline is null
                ? null
                : new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal) { [NoteBaseline.FrequencyName] = baseline.Score(pieces.Rolls, repeat: false).Metrics() },
        };
    }
}
