namespace Unroll.Tasks;

/// <summary>The names of the files in an output directory.</summary>
public static class RunFiles
{
    /// <summary>The best model on the validation data.</summary>
    public const string Model = "model.safetensors";

    /// <summary>The state of training, to go on from.</summary>
    public const string Checkpoint = "checkpoint.safetensors";

    /// <summary>The recipe with all defaults filled in, and paths relative to the output directory.</summary>
    public const string Recipe = "recipe.json";

    /// <summary>The course of training, one JSON object a line.</summary>
    public const string Log = "log.jsonl";

    /// <summary>The course and the outcome of training as a page to look at.</summary>
    public const string Report = "report.html";
}

/// <summary>What training needs beside the recipe. None of it changes a number in the result.</summary>
/// <param name="OutputDirectory">Where model and checkpoint go; made when absent.</param>
/// <param name="Threads">At least 1.</param>
/// <param name="Resume">Whether to go on from the checkpoint in the output directory.</param>
public sealed record TrainSettings(string OutputDirectory, int Threads, bool Resume);

/// <summary>Where training stands.</summary>
/// <param name="Step">Updates made.</param>
/// <param name="Steps">Updates to make; 0 until the data has been read.</param>
/// <param name="Epoch">Passes over the training data made.</param>
/// <param name="TrainLoss">Nats a prediction, smoothed; NaN before the first step.</param>
/// <param name="ValidLoss">The latest validation loss, or null before the first.</param>
/// <param name="Speed">Units a second, of <see cref="Unit"/>.</param>
/// <param name="Elapsed">Since the start of this run.</param>
/// <param name="Remaining">An estimate, or null when there is none yet.</param>
/// <param name="Sample">What the network writes by now, or null before the first sample.</param>
/// <param name="Phase">What is being done, for people: "reading data", "training", "validating", "baseline".</param>
public sealed record TrainProgress(long Step, long Steps, double Epoch, double TrainLoss, double? ValidLoss, double Speed,
    TimeSpan Elapsed, TimeSpan? Remaining, string? Sample, string Phase)
{
    /// <summary>What is read, in the plural: tokens, texts, series and so on.</summary>
    public string Unit { get; init; } = "tokens";
}

/// <summary>What came of training.</summary>
/// <param name="ModelPath">The best model.</param>
/// <param name="CheckpointPath">The state to go on from.</param>
/// <param name="Validation">The best model on the validation data, with the baseline.</param>
/// <param name="Steps">Updates made.</param>
/// <param name="Elapsed">Wall-clock time of this run.</param>
/// <param name="Stopped">Whether it was asked to stop before the end.</param>
public sealed record TrainReport(string ModelPath, string CheckpointPath, EvaluateReport Validation, long Steps, TimeSpan Elapsed, bool Stopped);
