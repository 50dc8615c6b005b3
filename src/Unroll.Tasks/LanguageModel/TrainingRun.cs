using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Unroll.Data.Vocabularies;
using Unroll.Decoding;
using Unroll.Kernels;
using Unroll.Optimizers;
using Unroll.Storage;
using Unroll.Tasks.Recipes;
using Unroll.Training;
using Unroll.Training.Schedules;

namespace Unroll.Tasks.LanguageModel;

/// <summary>One training run: reads, trains, keeps the best model, and measures it beside the baseline.</summary>
internal sealed class TrainingRun : IDisposable
{
    /// <summary>
    /// The note in the checkpoint that holds the recipe with its paths as they were given. The copy beside the model has other paths, and a
    /// model must be the same bytes whether training was resumed or not.
    /// </summary>
    private const string GivenRecipe = "recipe.given";

    private readonly Recipe _recipe;
    private readonly TrainSettings _settings;
    private readonly Action<TrainProgress> _progress;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly WorkerTeam _team;
    private readonly string _modelPath, _checkpointPath, _logPath;
    private readonly LanguageModelText _text;
    private readonly IVocabulary _vocabulary;
    private readonly int[] _train, _valid;
    private readonly long[] _counts;
    private readonly LanguageModelNetwork _network;
    private readonly TokenStreams _streams;
    private readonly Evaluation _evaluation;
    private readonly long _steps;
    private double _trainLoss = double.NaN, _speed, _startSeconds;
    private double? _validLoss;
    private long _firstStep;
    private readonly string _givenRecipe;
    private string? _sample;

    public TrainingRun(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress)
    {
        _recipe = recipe;
        _settings = settings;
        _progress = progress;
        _team = new WorkerTeam(settings.Threads);
        _modelPath = Path.Combine(settings.OutputDirectory, RunFiles.Model);
        _checkpointPath = Path.Combine(settings.OutputDirectory, RunFiles.Checkpoint);
        _logPath = Path.Combine(settings.OutputDirectory, RunFiles.Log);
        Report("reading data", 0);
        _givenRecipe = settings.Resume ? Trainer.ReadCheckpointNote(_checkpointPath, GivenRecipe) : recipe.ToJson();
        _text = LanguageModelText.Read(recipe);
        _vocabulary = _text.BuildVocabulary(recipe.Data);
        _train = _vocabulary.Encode(_text.Train);
        _valid = _vocabulary.Encode(_text.Valid);
        _counts = new long[_vocabulary.Count];
        foreach (int token in _train)
        {
            _counts[token]++;
        }

        _network = new LanguageModelNetwork(recipe.Model, _vocabulary.Count);
        _network.Parameters.Initialize(recipe.Train.Seed);
        _streams = new TokenStreams(_train, recipe.Train.Batch, recipe.Train.Context, recipe.Train.StateReset, recipe.Train.Seed);
        _evaluation = new Evaluation(_network, _team);
        _steps = LanguageModelTask.Steps(recipe.Train, _streams);
    }

    public TrainReport Execute(CancellationToken stop)
    {
        MakeOutputDirectory();
        AtomicFile.RemoveLeftovers(_modelPath);
        AtomicFile.RemoveLeftovers(_checkpointPath);
        if (!_settings.Resume)
        {
            // What an earlier training left must not be taken for this one's.
            File.Delete(_modelPath);
            File.Delete(_checkpointPath);
            AtomicFile.WriteText(Path.Combine(_settings.OutputDirectory, RunFiles.Recipe), _recipe.ToJson(_settings.OutputDirectory));
            AtomicFile.WriteText(_logPath, "");
        }

        LanguageModelTrainable task = new(_network, _streams, _valid, _evaluation, _recipe.Train);
        using Trainer trainer = new(task, Options(), _settings.Threads);
        if (_settings.Resume)
        {
            trainer.Resume();
            KeepLogUntil(trainer.Step);
        }

        _firstStep = trainer.Step;
        _startSeconds = _clock.Elapsed.TotalSeconds;
        Report("training", trainer.Step);
        TrainingEnd end = trainer.Run(stop);
        if (end == TrainingEnd.Stopped)
        {
            EvaluateReport none = new(_recipe.Task, new Dictionary<string, double>(StringComparer.Ordinal), new Dictionary<string, double>(StringComparer.Ordinal), "", 0);
            return new TrainReport(_modelPath, _checkpointPath, none, trainer.Step, _clock.Elapsed, Stopped: true);
        }

        return new TrainReport(_modelPath, _checkpointPath, Conclude(trainer.Step), trainer.Step, _clock.Elapsed, Stopped: false);
    }

    public void Dispose() => _team.Dispose();

    private void MakeOutputDirectory()
    {
        try
        {
            Directory.CreateDirectory(_settings.OutputDirectory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnrollException($"The output directory '{_settings.OutputDirectory}' cannot be made: {e.Message.TrimEnd('.')}. Nothing was trained. Choose another one with --out, or check what lies on its path.", e);
        }
    }

    private TrainerOptions Options()
    {
        TrainOptions t = _recipe.Train;
        double floor = t.LearningRate * t.MinLearningRateFraction;
        ILearningRateSchedule schedule = t.Schedule switch
        {
            "step" => new StepDecay(t.LearningRate, t.StepEvery, t.StepFactor),
            "cosine" => new Cosine(t.LearningRate, Math.Max(1, _steps - t.WarmupSteps), floor),
            "plateau" => new Plateau(t.LearningRate, t.StepFactor, t.PlateauPatience, minRate: floor),
            _ => new Constant(t.LearningRate),
        };
        return new TrainerOptions
        {
            Steps = _steps,
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
            ValidateEvery = t.ValidateEvery,
            CheckpointEvery = t.CheckpointEvery,
            Patience = t.Patience,
            CheckpointPath = _checkpointPath,
            CheckpointNotes = new Dictionary<string, string>(StringComparer.Ordinal) { [GivenRecipe] = _givenRecipe },
            CheckpointIdentity = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                // Where the text lies is no part of it: a project may be moved. What the text says is. Nor is what memory is saved.
                ["recipe"] = _recipe.With($"{DataKeys.Train.Path}={DataKeys.SdkDocs}", $"{DataKeys.Valid.Path}=null", $"{TrainKeys.Recompute.Path}=off").ToJson(),
                ["training text"] = Digest(_text.Train),
                ["validation text"] = Digest(_text.Valid),
                ["vocabulary"] = VocabularyJson.Write(_vocabulary),
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
        _validLoss = double.IsNaN(p.ValidLoss) ? null : p.ValidLoss;
        if (p.Validated)
        {
            Log(p);
            StopIfDiverged(p.Step);
            _sample = Sample();
        }

        double perStep = (_clock.Elapsed.TotalSeconds - _startSeconds) / done;
        _speed = (long)_recipe.Train.Batch * _recipe.Train.Context / perStep;
        Report("training", p.Step, TimeSpan.FromSeconds(perStep * (_steps - p.Step)));
    }

    private void Report(string phase, long step, TimeSpan? remaining = null)
    {
        double epoch = _streams is null ? 0 : (double)step / _streams.StepsPerEpoch;
        _progress(new TrainProgress(step, _steps, epoch, _trainLoss, _validLoss, _speed, _clock.Elapsed, remaining, _sample, phase));
    }

    /// <summary>A network that does far worse on its own training text than guessing will not recover, whatever the numbers are.</summary>
    private void StopIfDiverged(long step)
    {
        double guessing = Math.Log(_vocabulary.Count);
        if (_trainLoss > 2 * guessing)
        {
            throw new NonFiniteException($"Training stopped at step {step}: it has diverged. The training loss is {_trainLoss:0.##} nats a token, and guessing among {_vocabulary.Count} tokens has {guessing:0.##}. "
                + $"The checkpoint before is '{_checkpointPath}'. Lower train.learningRate, or set train.clipNorm to 1 if it is 0.");
        }
    }

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan())));

    private void SaveModel(long step, EvaluateReport? report) => LanguageModelFile.Write(
        _modelPath, _givenRecipe, _vocabulary, _counts, _network.Parameters, step, (double)step / _streams.StepsPerEpoch, Source, report);

    private string Source => _recipe.Data.IsSdkDocs ? _text.TrainSource : Recipe.Parse(_givenRecipe).Data.Train;

    /// <summary>Measures the best model with the baseline beside it, and writes both into its file.</summary>
    private EvaluateReport Conclude(long step)
    {
        Report("baseline", step);
        LanguageModelFile best = LanguageModelFile.Read(_modelPath);
        best.Network.Parameters.Values.CopyTo(_network.Parameters.Values);
        _network.Parameters.Prepare(_team);
        Score score = _evaluation.Run(_valid);
        EvaluateReport report = new(_recipe.Task, Metrics.Of(score, _text.Valid.Length),
            NGramBaseline.Evaluate(_train, _valid, _vocabulary, _text.Valid.Length), NGramBaseline.NameFor(_vocabulary.Kind), score.Count);
        SaveModel(best.Info.Training.Step, report);
        return report;
    }

    /// <summary>What the network would write by now: one line at most, from the beginning of a line.</summary>
    private string Sample()
    {
        const int Length = 120;
        Predictor predictor = new(_network);
        Sampler sampler = new GenerateSettings(Length, 0.7, 0, 1, _recipe.Train.Seed).NewSampler();
        float[] state = predictor.Start, logits = new float[_vocabulary.Count];
        predictor.Read(ref state, _vocabulary.Encode("\n"), logits);
        TokenPrinter printer = new(_vocabulary, "");
        System.Text.StringBuilder text = new();
        while (text.Length < Length)
        {
            int token = sampler.Draw(logits, _vocabulary.Kind == "bpe" ? -1 : 0);
            string piece = printer.Add(token);
            if (piece.Contains('\n', StringComparison.Ordinal) && text.Length > 0)
            {
                break;
            }

            text.Append(piece);
            predictor.Read(ref state, [token], logits);
        }

        return text.ToString().Trim();
    }

    private void Log(TrainerProgress p)
    {
        string line = string.Create(CultureInfo.InvariantCulture,
            $"{{\"step\":{p.Step},\"epoch\":{(double)p.Step / _streams.StepsPerEpoch:R},\"trainLoss\":{p.Loss:R},\"validLoss\":{p.ValidLoss:R},\"gradientNorm\":{p.GradientNorm:R},\"learningRate\":{p.LearningRate:R},\"seconds\":{_clock.Elapsed.TotalSeconds:F1}}}\n");
        File.AppendAllText(_logPath, line);
    }

    /// <summary>What was logged after the checkpoint will be logged again.</summary>
    private void KeepLogUntil(long step)
    {
        if (!File.Exists(_logPath))
        {
            return;
        }

        IEnumerable<string> kept = File.ReadLines(_logPath).Where(line =>
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal), comma = line.IndexOf(',', StringComparison.Ordinal);
            return colon > 0 && comma > colon && long.TryParse(line.AsSpan(colon + 1, comma - colon - 1), CultureInfo.InvariantCulture, out long at) && at <= step;
        });
        AtomicFile.WriteText(_logPath, string.Concat(kept.Select(static line => line + "\n")));
    }
}
