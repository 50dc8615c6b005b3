using System.Globalization;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Optimizers;

namespace Unroll.Training;

/// <summary>
/// The training loop of every task: batches, clipping, the optimiser and its learning rate, validation, the best model, early stopping,
/// and checkpoints from which training goes on to the same bits as if it had never stopped.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly ITrainable _task;
    private readonly TrainerOptions _options;
    private readonly WorkerTeam _team;
    private readonly TrainingStep _step;
    private readonly EarlyStopping _stopping;
    private readonly CounterRandom _random;
    private readonly TrainingStep.PieceUpdate _update;
    private readonly ShardLoss _loss;
    private readonly bool[] _decays;
    private float _learningRate;
    private double _validLoss = double.NaN;

    /// <summary>Makes ready; nothing is run yet.</summary>
    /// <param name="task">The model and its data.</param>
    /// <param name="options">How to train.</param>
    /// <param name="threads">How many threads to use; no result depends on it.</param>
    public Trainer(ITrainable task, TrainerOptions options, int threads)
    {
        _task = task;
        _options = options;
        _team = new WorkerTeam(threads);
        _step = new TrainingStep(task.Parameters, task.Shards, _team);
        _stopping = new EarlyStopping(options.Patience > 0 ? options.Patience : int.MaxValue);
        _random = new CounterRandom(options.Seed).Fork(0x57E9);
        _loss = task.Loss;
        _update = UpdatePiece;
        options.Optimizer.Initialize(task.Parameters.Length);
        _decays = new bool[task.Parameters.Length / AlignedBuffer.Alignment];
        foreach (Parameter parameter in task.Parameters.All)
        {
            // Biases and other vectors are exempt from weight decay.
            int lines = AlignedBuffer.RoundUp(parameter.Shape.Length) / AlignedBuffer.Alignment;
            _decays.AsSpan(parameter.Start / AlignedBuffer.Alignment, lines).Fill(parameter.Shape.Rank > 1);
        }
    }

    /// <summary>Updates made so far.</summary>
    public long Step { get; private set; }

    /// <summary>The best validation loss so far.</summary>
    public double BestLoss => _stopping.Best;

    /// <summary>Reads one of the <see cref="TrainerOptions.CheckpointNotes"/> of a checkpoint.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="note">The key of the note.</param>
    /// <returns>The note.</returns>
    /// <exception cref="ModelFileException">The checkpoint is missing or broken, or has no such note.</exception>
    public static string ReadCheckpointNote(string path, string note) => Checkpoint.ReadNote(path, note);

    /// <summary>Goes on from the checkpoint in <see cref="TrainerOptions.CheckpointPath"/>.</summary>
    /// <exception cref="ModelFileException">The checkpoint is missing, broken or of another recipe.</exception>
    public void Resume()
    {
        Checkpoint checkpoint = Checkpoint.Read(_options.CheckpointPath!, _options.CheckpointIdentity);
        checkpoint.Restore(_task.Parameters, _options.Optimizer, _task.State);
        Step = long.Parse(checkpoint["step"], CultureInfo.InvariantCulture);
        _validLoss = double.Parse(checkpoint["validLoss"], CultureInfo.InvariantCulture);
        _stopping.RestoreState(checkpoint["stopping"]);
        _options.Schedule.RestoreState(checkpoint["schedule"]);
        _task.Parameters.Prepare(_team);
    }

    /// <summary>Trains until all steps are made, validation stops improving, or it is asked to stop.</summary>
    /// <param name="stop">Asks to stop after the step that is running.</param>
    /// <returns>Why it ended.</returns>
    /// <exception cref="NonFiniteException">A number became NaN or infinite; the last checkpoint is kept as it was.</exception>
    public TrainingEnd Run(CancellationToken stop)
    {
        if (Step == 0)
        {
            SaveCheckpoint();
        }

        while (Step < _options.Steps)
        {
            if (StopsEarly)
            {
                return TrainingEnd.StoppedEarly;
            }

            if (stop.IsCancellationRequested)
            {
                SaveCheckpoint();
                return TrainingEnd.Stopped;
            }

            double loss = MakeStep();
            bool validate = Step % _options.ValidateEvery == 0 || Step == _options.Steps;
            if (validate)
            {
                Validate();
            }

            _options.Progress(new TrainerProgress(Step, loss, _step.GradientNorm, _learningRate, _validLoss, validate, _stopping.Best));
            if (StopsEarly || Step % _options.CheckpointEvery == 0 || Step == _options.Steps)
            {
                SaveCheckpoint();
            }
        }

        return TrainingEnd.Finished;
    }

    /// <inheritdoc/>
    public void Dispose() => _team.Dispose();

    private bool StopsEarly => _options.Patience > 0 && _stopping.ShouldStop;

    private string KeptCheckpoint => _options.CheckpointPath is { } path ? $" The last good checkpoint is '{path}'." : "";

    private double MakeStep()
    {
        _task.BeginStep(Step);
        double loss;
        try
        {
            loss = _step.Run(_random.Fork((ulong)Step), _loss);
        }
        catch (NonFiniteException e)
        {
            throw new NonFiniteException($"Training stopped at step {Step + 1}: {e.Message}.{KeptCheckpoint} Lower train.learningRate or train.clipNorm, or check the data for NaN.", e);
        }

        _step.ClipNorm(_options.ClipNorm);
        _step.ClipValue(_options.ClipValue);
        _learningRate = _options.Schedule.At(Step);
        _options.Optimizer.BeginStep();
        _step.Update(_update);
        Step++;
        return loss;
    }

    private void Validate()
    {
        _validLoss = _task.Validate();
        if (!double.IsFinite(_validLoss))
        {
            throw new NonFiniteException($"Training stopped at step {Step}: the validation loss is {_validLoss}.{KeptCheckpoint} Lower train.learningRate.");
        }

        _options.Schedule.Observe(_validLoss);
        if (_stopping.Observe(_validLoss))
        {
            _options.Best(Step, _validLoss);
        }
    }

    /// <summary>Updates a piece in runs of parameters that decay and runs that do not.</summary>
    private void UpdatePiece(int start, int length)
    {
        const int Line = AlignedBuffer.Alignment;
        int end = start + length;
        while (start < end)
        {
            bool decay = _decays[start / Line];
            int stop = start;
            while (stop < end && _decays[stop / Line] == decay)
            {
                stop += Line;
            }

            stop = Math.Min(stop, end);
            _options.Optimizer.Update(_task.Parameters.Values, _step.Gradient, start, stop - start, _learningRate, decay);
            start = stop;
        }
    }

    private void SaveCheckpoint()
    {
        if (_options.CheckpointPath is null)
        {
            return;
        }

        // An update with a huge learning rate can break weights that only the next step would meet.
        foreach (Parameter parameter in _task.Parameters.All)
        {
            if (!float.IsFinite(TensorPrimitives.SumOfMagnitudes<float>(parameter.Values)))
            {
                throw new NonFiniteException($"Training stopped at step {Step}: the parameter '{parameter.Name}' is not finite.{KeptCheckpoint} Lower train.learningRate or train.clipNorm.");
            }
        }

        Dictionary<string, string> metadata = new(_options.CheckpointIdentity, StringComparer.Ordinal);
        foreach ((string key, string value) in _options.CheckpointNotes)
        {
            metadata[key] = value;
        }

        Dictionary<string, string> progress = new(StringComparer.Ordinal)
        {
            ["step"] = Step.ToString(CultureInfo.InvariantCulture),
            ["validLoss"] = _validLoss.ToString("R", CultureInfo.InvariantCulture),
            ["stopping"] = _stopping.SaveState(),
            ["schedule"] = _options.Schedule.SaveState(),
        };
        Checkpoint.Write(_options.CheckpointPath, metadata, progress, _task.Parameters, _options.Optimizer, _task.State);
    }
}
