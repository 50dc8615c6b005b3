using Unroll.Optimizers;
using Unroll.Training.Schedules;

namespace Unroll.Training;

/// <summary>How a <see cref="Trainer"/> goes about it.</summary>
public sealed class TrainerOptions
{
    /// <summary>How many updates to make.</summary>
    public required long Steps { get; init; }

    /// <summary>The update rule, not yet initialised.</summary>
    public required Optimizer Optimizer { get; init; }

    /// <summary>The learning rate of every step.</summary>
    public required ILearningRateSchedule Schedule { get; init; }

    /// <summary>Fixes all randomness.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The largest norm of the gradient; 0 = off.</summary>
    public double ClipNorm { get; init; }

    /// <summary>The largest absolute value of an element of the gradient; 0 = off.</summary>
    public double ClipValue { get; init; }

    /// <summary>After how many steps to validate, again and again; the last step always is followed by a validation.</summary>
    public long ValidateEvery { get; init; } = 500;

    /// <summary>After how many steps to save a checkpoint, again and again.</summary>
    public long CheckpointEvery { get; init; } = 1000;

    /// <summary>After how many validations without a new best to stop; 0 = never.</summary>
    public int Patience { get; init; }

    /// <summary>Where the checkpoint is kept, or null for none.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>What else a checkpoint holds and resuming compares, so that a run goes on with the recipe that it began with.</summary>
    public IReadOnlyDictionary<string, string> CheckpointIdentity { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What else a checkpoint holds, for the task to read back.</summary>
    public IReadOnlyDictionary<string, string> CheckpointNotes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Called when a validation gave the best loss so far: the place to save the model.</summary>
    public Action<long, double> Best { get; init; } = static (_, _) => { };

    /// <summary>Called after every step.</summary>
    public Action<TrainerProgress> Progress { get; init; } = static _ => { };
}

/// <summary>Where training stands after a step.</summary>
/// <param name="Step">Updates made.</param>
/// <param name="Loss">The loss of the last batch.</param>
/// <param name="GradientNorm">The norm of its gradient before clipping.</param>
/// <param name="LearningRate">The learning rate of the last update.</param>
/// <param name="ValidLoss">The latest validation loss; NaN before the first.</param>
/// <param name="Validated">Whether it is of this step.</param>
/// <param name="BestLoss">The best validation loss; infinite before the first.</param>
public readonly record struct TrainerProgress(long Step, double Loss, double GradientNorm, double LearningRate, double ValidLoss, bool Validated, double BestLoss);

/// <summary>Why training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All steps are made.</summary>
    Finished,

    /// <summary>Validation stopped improving.</summary>
    StoppedEarly,

    /// <summary>It was asked to stop; a checkpoint is saved.</summary>
    Stopped,
}
