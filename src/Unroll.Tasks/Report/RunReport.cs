namespace Unroll.Tasks.Report;

/// <summary>What came of a training run, for people to read: what <see cref="HtmlReport"/> shows on one page.</summary>
/// <remarks>Whatever is left empty has no section on the page. Equal reports give equal pages, byte for byte.</remarks>
public sealed record RunReport
{
    /// <summary>The recipe's name.</summary>
    public required string Title { get; init; }

    /// <summary>The task, such as <c>classify</c>.</summary>
    public required string Task { get; init; }

    /// <summary>What was trained on what: data, sizes, network, parameters, seed, time.</summary>
    public IReadOnlyList<ReportFact> Facts { get; init; } = [];

    /// <summary>The model's metrics by the names that <c>evaluate --json</c> has; the first is the page's headline.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>The baseline's metrics, as far as it has them.</summary>
    public IReadOnlyDictionary<string, double> Baseline { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>What the baseline is, such as "majority".</summary>
    public string BaselineName { get; init; } = "";

    /// <summary>The metrics of further baselines by their names.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Others { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal);

    /// <summary>The training log, in order of steps; see <see cref="CurveLog"/>.</summary>
    public IReadOnlyList<CurvePoint> Curve { get; init; } = [];

    /// <summary>How often which label was taken for which.</summary>
    public ReportConfusion? Confusion { get; init; }

    /// <summary>What the model got wrong, most telling first; the page shows the first 60.</summary>
    public IReadOnlyList<ReportExample> Errors { get; init; } = [];

    /// <summary>Plain sentences: what the reader should know before trusting the numbers.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Pictures that only this task has.</summary>
    public IReadOnlyList<ReportFigure> Figures { get; init; } = [];
}

/// <summary>A fact about the run.</summary>
/// <param name="Name">Such as "parameters".</param>
/// <param name="Value">Such as "81,410".</param>
public sealed record ReportFact(string Name, string Value);

/// <summary>A line of the training log.</summary>
/// <param name="Step">Updates made so far.</param>
/// <param name="Epoch">Passes over the training data so far.</param>
/// <param name="TrainLoss">The loss of the step; NaN where it was not finite.</param>
/// <param name="ValidLoss">The loss on the validation part, or null where it was not measured.</param>
/// <param name="LearningRate">The learning rate of the step.</param>
/// <param name="GradientNorm">The norm of the gradient before clipping.</param>
public sealed record CurvePoint(long Step, double Epoch, double TrainLoss, double? ValidLoss, double LearningRate, double GradientNorm);

/// <summary>A picture that a task drew itself.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Svg">One svg element, well-formed XML, without references to anything outside it.</param>
/// <param name="Caption">What is to be seen on it.</param>
public sealed record ReportFigure(string Title, string Svg, string Caption);
