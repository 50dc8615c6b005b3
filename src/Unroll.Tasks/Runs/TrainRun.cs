using System.Diagnostics;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Optimizers;
using Unroll.Storage;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Report;
using Unroll.Training;
using Unroll.Training.Schedules;

namespace Unroll.Tasks.Runs;

/// <summary>
/// One training run of any task: trains, keeps the best model, and measures it beside the baseline. What a task adds is its data, its
/// network, and how its model file is written. A derived class reads the data in its constructor, so that nothing is written before.
/// </summary>
internal abstract class TrainRun : IDisposable
{
    /// <summary>
    /// The note in the checkpoint that holds the recipe with its paths as they were given. The copy beside the model has other paths, and a
    /// model must be the same bytes whether training was resumed or not.
    /// </summary>
    private const string GivenRecipe = "recipe.given";

    private readonly Action<TrainProgress> _progress;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly RunLog _log;
    private double _trainLoss = double.NaN, _speed, _startSeconds;
    private double? _validLoss;
    private long _firstStep;
    private string? _sample;

    protected TrainRun(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress)
    {
        Recipe = recipe;
        Settings = settings;
        _progress = progress;
        Team = new WorkerTeam(settings.Threads);
        ModelPath = Path.Combine(settings.OutputDirectory, RunFiles.Model);
        CheckpointPath = Path.Combine(settings.OutputDirectory, RunFiles.Checkpoint);
        _log = new RunLog(Path.Combine(settings.OutputDirectory, RunFiles.Log));
        Report("reading data", 0);
        RecipeAsGiven = settings.Resume ? Trainer.ReadCheckpointNote(CheckpointPath, GivenRecipe) : recipe.ToJson();
    }

    protected Recipe Recipe { get; }

    protected TrainSettings Settings { get; }

    protected WorkerTeam Team { get; }

    protected string ModelPath { get; }

    protected string CheckpointPath { get; }

    /// <summary>The recipe with its paths as they were given when training began.</summary>
    protected string RecipeAsGiven { get; }

    /// <summary>Where the training data lies, as it was given when training began.</summary>
    protected string DataAsGiven => Recipe.Parse(RecipeAsGiven).Data.Train;

    /// <summary>The model with its data.</summary>
    protected abstract ITrainable Trainable { get; }

    /// <summary>Updates that one pass over the training data takes.</summary>
    protected abstract long StepsPerEpoch { get; }

    /// <summary>What <see cref="UnitsPerStep"/> counts, in the plural.</summary>
    protected virtual string Unit => "tokens";

    /// <summary>The loss at the last validation, where something else decides which model is the best.</summary>
    protected virtual double? ValidationLoss => null;

    /// <summary>How much one update reads, for the speed.</summary>
    protected abstract double UnitsPerStep { get; }

    /// <summary>The loss of guessing evenly, in nats.</summary>
    protected abstract double GuessingLoss { get; }

    /// <summary>What a guess is among, for a message, such as "65 tokens".</summary>
    protected abstract string GuessedAmong { get; }

    /// <summary>What must be the same for a run to be resumed, beside the recipe.</summary>
    protected abstract IReadOnlyDictionary<string, string> DataIdentity { get; }

    /// <summary>Keys of the recipe that may differ when a run is resumed: where the data lies, not what it says.</summary>
    protected abstract IReadOnlyList<string> NeutralOverrides { get; }

    /// <summary>Updates that the recipe asks for.</summary>
    protected long Steps => StepsOf(Recipe.Train, StepsPerEpoch);

    /// <summary>Updates that a recipe asks for.</summary>
    public static long StepsOf(TrainOptions options, long stepsPerEpoch) =>
        options.Steps ?? Math.Max(1, (long)Math.Round(options.Epochs!.Value * stepsPerEpoch));

    public TrainReport Execute(CancellationToken stop)
    {
        MakeOutputDirectory();
        AtomicFile.RemoveLeftovers(ModelPath);
        AtomicFile.RemoveLeftovers(CheckpointPath);
        if (!Settings.Resume)
        {
            // What an earlier training left must not be taken for this one's.
            File.Delete(ModelPath);
            File.Delete(CheckpointPath);
            File.Delete(Path.Combine(Settings.OutputDirectory, RunFiles.Report));
            AtomicFile.WriteText(Path.Combine(Settings.OutputDirectory, RunFiles.Recipe), Recipe.ToJson(Settings.OutputDirectory));
            _log.Clear();
        }

        if (FitAtOnce())
        {
            SaveModel(0, null);
            Report("baseline", 0);
            return new TrainReport(ModelPath, CheckpointPath, Conclude(), 0, _clock.Elapsed, Stopped: false);
        }

        using Trainer trainer = new(Trainable, Options(), Settings.Threads);
        if (Settings.Resume)
        {
            trainer.Resume();
            _log.KeepUntil(trainer.Step);
        }

        _firstStep = trainer.Step;
        _startSeconds = _clock.Elapsed.TotalSeconds;
        Report("training", trainer.Step);
        TrainingEnd end = trainer.Run(stop);
        if (end == TrainingEnd.Stopped)
        {
            EvaluateReport none = new(Recipe.Task, new Dictionary<string, double>(StringComparer.Ordinal), new Dictionary<string, double>(StringComparer.Ordinal), "", 0);
            return new TrainReport(ModelPath, CheckpointPath, none, trainer.Step, _clock.Elapsed, Stopped: true);
        }

        Report("baseline", trainer.Step);
        return new TrainReport(ModelPath, CheckpointPath, Conclude(), trainer.Step, _clock.Elapsed, Stopped: false);
    }

    public virtual void Dispose() => Team.Dispose();

    /// <summary>Finds the parameters exactly, where that is possible; there are no steps and no checkpoint then.</summary>
    /// <returns>Whether that was done.</returns>
    protected virtual bool FitAtOnce() => false;

    /// <summary>Writes the model file.</summary>
    /// <param name="step">The update after which it is written.</param>
    /// <param name="report">Its metrics, or null when they are not known yet.</param>
    protected abstract void SaveModel(long step, EvaluateReport? report);

    /// <summary>Measures the best model with the baseline beside it, and writes both into its file.</summary>
    protected abstract EvaluateReport Conclude();

    /// <summary>Takes the parameters of the best model from its file.</summary>
    /// <param name="network">The network's parameters, which are replaced.</param>
    /// <returns>The update after which the model was the best.</returns>
    protected long LoadBest(Parameters network)
    {
        SafeTensorsFile file = SafeTensorsFile.Read(ModelPath);
        ModelTensors.Load(ModelPath, file, network);
        network.Prepare(Team);
        return ModelMetadata.StepOf(file);
    }

    /// <summary>What every page about a run shows: its name, the numbers, the curves, and what it took.</summary>
    /// <param name="report">The metrics with the baselines.</param>
    /// <param name="parameters">Numbers that were adjusted.</param>
    protected RunReport Page(EvaluateReport report, long parameters) => new()
    {
        Title = Recipe.Name,
        Task = Recipe.Task,
        Facts = [new("parameters", parameters.ToString("N0")), new("seed", Recipe.Train.Seed.ToString()), new("time", $"{_clock.Elapsed.TotalSeconds:N0} s")],
        Metrics = report.Metrics,
        Baseline = report.Baseline,
        BaselineName = report.BaselineName,
        Others = report.Others ?? new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal),
        Curve = CurveLog.Read(Path.Combine(Settings.OutputDirectory, RunFiles.Log)),
    };

    /// <summary>Writes the page about the run.</summary>
    protected void WritePage(RunReport page) => AtomicFile.WriteText(Path.Combine(Settings.OutputDirectory, RunFiles.Report), HtmlReport.Write(page));

    /// <summary>What the network makes of something by now, to look at while it trains; null for nothing.</summary>
    protected virtual string? Sample() => null;

    /// <summary>Passes over the training data after some updates.</summary>
    protected double EpochAt(long step) => (double)step / StepsPerEpoch;

    private void MakeOutputDirectory()
    {
        try
        {
            Directory.CreateDirectory(Settings.OutputDirectory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnrollException($"The output directory '{Settings.OutputDirectory}' cannot be made: {e.Message.TrimEnd('.')}. Nothing was trained. Choose another one with --out, or check what lies on its path.", e);
        }
    }

    private TrainerOptions Options()
    {
        TrainOptions t = Recipe.Train;
        double floor = t.LearningRate * t.MinLearningRateFraction;
        ILearningRateSchedule schedule = t.Schedule switch
        {
            "step" => new StepDecay(t.LearningRate, t.StepEvery, t.StepFactor),
            "cosine" => new Cosine(t.LearningRate, Math.Max(1, Steps - t.WarmupSteps), floor),
            "plateau" => new Plateau(t.LearningRate, t.StepFactor, t.PlateauPatience, minRate: floor),
            _ => new Constant(t.LearningRate),
        };
        long epoch = Math.Min(Steps, StepsPerEpoch);
        return new TrainerOptions
        {
            Steps = Steps,
            Seed = t.Seed,
            Optimizer = t.Optimizer switch
            {
                "sgd" => new Sgd(t.Momentum, weightDecay: t.WeightDecay),
                "rmsprop" => new RmsProp(momentum: t.Momentum, weightDecay: t.WeightDecay),
                "adamw" => new AdamW(weightDecay: t.WeightDecay),
                _ => new Adam(weightDecay: t.WeightDecay),
            },
            Schedule = t.WarmupSteps > 0 ? new WarmUp(t.WarmupSteps, schedule) : schedule,
            ClipNorm = t.ClipNorm,
            ClipValue = t.ClipValue,
            ValidateEvery = t.ValidateEvery > 0 ? t.ValidateEvery : epoch,
            CheckpointEvery = t.CheckpointEvery > 0 ? t.CheckpointEvery : epoch,
            Patience = t.Patience,
            CheckpointPath = CheckpointPath,
            CheckpointNotes = new Dictionary<string, string>(StringComparer.Ordinal) { [GivenRecipe] = RecipeAsGiven },
            CheckpointIdentity = new Dictionary<string, string>(DataIdentity, StringComparer.Ordinal)
            {
                // Where the data lies is no part of it: a project may be moved. What the data says is. Nor is what memory is saved.
                ["recipe"] = Recipe.With([.. NeutralOverrides, $"{TrainKeys.Recompute.Path}=off"]).ToTrainingJson(),
            },
            Best = (step, _) => SaveModel(step, null),
            Progress = OnStep,
        };
    }

    private void OnStep(TrainerProgress p)
    {
        // The mean over about fifty steps, for people to read; it is no part of the result.
        long done = p.Step - _firstStep;
        double share = 1.0 / Math.Min(done, 50);
        _trainLoss = done == 1 ? p.Loss : ((1 - share) * _trainLoss) + (share * p.Loss);
        double validLoss = ValidationLoss ?? p.ValidLoss;
        _validLoss = double.IsNaN(validLoss) ? null : validLoss;
        if (p.Validated)
        {
            _log.Add(p, validLoss, EpochAt(p.Step), _clock.Elapsed);
            StopIfDiverged(p.Step);
            _sample = Sample();
        }

        double perStep = (_clock.Elapsed.TotalSeconds - _startSeconds) / done;
        _speed = UnitsPerStep / perStep;
        Report("training", p.Step, TimeSpan.FromSeconds(perStep * (Steps - p.Step)));
    }

    private void Report(string phase, long step, TimeSpan? remaining = null)
    {
        // While the data is read nothing is known of how long training will be.
        bool reading = step == 0 && phase != "training";
        _progress(new TrainProgress(step, reading ? 0 : Steps, reading ? 0 : EpochAt(step), _trainLoss, _validLoss, _speed, _clock.Elapsed, remaining, _sample, phase) { Unit = Unit });
    }

    /// <summary>A network that does far worse on its own training data than guessing will not recover, whatever the numbers are.</summary>
    private void StopIfDiverged(long step)
    {
        if (_trainLoss > 2 * GuessingLoss)
        {
            throw new NonFiniteException($"Training stopped at step {step}: it has diverged. The training loss is {_trainLoss:0.##} nats a prediction, and guessing among {GuessedAmong} has {GuessingLoss:0.##}. "
                + $"The checkpoint before is '{CheckpointPath}'. Lower train.learningRate, or set train.clipNorm to 1 if it is 0.");
        }
    }
}
