namespace Unroll.Training.Schedules;

/// <summary>The learning rate over the steps of a training run.</summary>
public interface ILearningRateSchedule
{
    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">How many steps were made before: 0 for the first.</param>
    /// <returns>The rate, at least 0.</returns>
    float At(long step);

    /// <summary>Takes the loss of a validation; schedules of the step alone ignore it.</summary>
    /// <param name="validationLoss">The loss.</param>
    void Observe(double validationLoss)
    {
    }

    /// <summary>What the schedule remembers, as text for a checkpoint; empty for schedules of the step alone.</summary>
    /// <returns>The state.</returns>
    string SaveState() => "";

    /// <summary>Goes on from a checkpoint.</summary>
    /// <param name="state">What <see cref="SaveState"/> gave.</param>
    /// <exception cref="ModelFileException">The text is something else.</exception>
    void RestoreState(string state)
    {
        if (!string.IsNullOrEmpty(state))
            throw new ModelFileException($"{GetType().Name} schedule: the checkpoint's state is '{state}', expected none because this schedule remembers nothing. Resume with the recipe of the checkpoint.");
    }
}
