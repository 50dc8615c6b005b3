using Unroll.Autodiff.Ops;

namespace Unroll.Tasks.Recipes;

/// <summary>The keys of the section <c>train</c>, which every task shares.</summary>
public static class TrainKeys
{
    /// <summary>How many updates.</summary>
    public static readonly Key Steps = new("train.steps", KeyKind.Integer, null, "How many updates to make; give this or `epochs`")
    { Optional = true, Min = 1, Max = 1e12, DefaultNote = "null: `epochs` decides", Example = "2000" };

    /// <summary>How many passes.</summary>
    public static readonly Key Epochs = new("train.epochs", KeyKind.Number, 10.0, "How many passes over the training data to make")
    { Optional = true, Min = 0, MinExcluded = true, Max = 1e6, DefaultNote = "10 when `steps` is absent" };

    /// <summary>Sequences an update.</summary>
    public static readonly Key Batch = new("train.batch", KeyKind.Integer, 64L, "How many sequences one update reads side by side") { Min = 1, Max = 65536 };

    /// <summary>Tokens a sequence.</summary>
    public static readonly Key Context = new("train.context", KeyKind.Integer, 128L,
        "How many tokens of each sequence one update reads: the length of truncated backpropagation through time")
    { Min = 1, Max = 65536 };

    /// <summary>The update rule.</summary>
    public static readonly Key Optimizer = new("train.optimizer", KeyKind.Choice, "adam", "The update rule")
    { Choices = ["sgd", "rmsprop", "adam", "adamw"] };

    /// <summary>The step size.</summary>
    public static readonly Key LearningRate = new("train.learningRate", KeyKind.Number, 0.002, "The step size at its highest")
    { Min = 0, MinExcluded = true, Max = 1000 };

    /// <summary>Momentum.</summary>
    public static readonly Key Momentum = new("train.momentum", KeyKind.Number, 0.0, "How much of the last update goes into the next (sgd and rmsprop)")
    { Min = 0, Max = 1, MaxExcluded = true };

    /// <summary>Weight decay.</summary>
    public static readonly Key WeightDecay = new("train.weightDecay", KeyKind.Number, 0.0,
        "How strongly weights are drawn to zero (decoupled from the gradient in adamw)")
    { Min = 0, Max = 10 };

    /// <summary>The bound of the gradient's norm.</summary>
    public static readonly Key ClipNorm = new("train.clipNorm", KeyKind.Number, 1.0,
        "Gradients whose norm over all parameters is larger are scaled down to it (Pascanu et al. 2013); 0 = off")
    { Min = 0, Max = 1e6 };

    /// <summary>The bound of each gradient.</summary>
    public static readonly Key ClipValue = new("train.clipValue", KeyKind.Number, 0.0, "Each gradient is cut off at plus and minus this; 0 = off")
    { Min = 0, Max = 1e6 };

    /// <summary>How the step size changes.</summary>
    public static readonly Key Schedule = new("train.schedule", KeyKind.Choice, "constant",
        "How the learning rate falls: not at all, by steps, along half a cosine to the end, or when validation stops improving")
    { Choices = ["constant", "step", "cosine", "plateau"] };

    /// <summary>The length of the warm-up.</summary>
    public static readonly Key WarmupSteps = new("train.warmupSteps", KeyKind.Integer, 0L, "Over how many steps the learning rate first rises from zero")
    { Min = 0, Max = 1e9 };

    /// <summary>The period of the step schedule.</summary>
    public static readonly Key StepEvery = new("train.stepEvery", KeyKind.Integer, 1000L, "Schedule step: after how many steps the learning rate falls, again and again")
    { Min = 1, Max = 1e9 };

    /// <summary>The factor of a fall.</summary>
    public static readonly Key StepFactor = new("train.stepFactor", KeyKind.Number, 0.5, "Schedules step and plateau: what the learning rate is multiplied by when it falls")
    { Min = 0, MinExcluded = true, Max = 1, MaxExcluded = true };

    /// <summary>The patience of the plateau schedule.</summary>
    public static readonly Key PlateauPatience = new("train.plateauPatience", KeyKind.Integer, 2L,
        "Schedule plateau: after how many validations without a new best the learning rate falls")
    { Min = 1, Max = 10000 };

    /// <summary>The floor of the step size.</summary>
    public static readonly Key MinLearningRateFraction = new("train.minLearningRateFraction", KeyKind.Number, 0.0,
        "The learning rate never falls below this fraction of `learningRate` (schedules step, cosine and plateau)")
    { Min = 0, Max = 1 };

    /// <summary>Early stopping.</summary>
    public static readonly Key Patience = new("train.patience", KeyKind.Integer, 0L, "Stop after this many validations without a new best; 0 = off")
    { Min = 0, Max = 10000 };

    /// <summary>How often to validate.</summary>
    public static readonly Key ValidateEvery = new("train.validateEvery", KeyKind.Integer, 500L, "After how many steps to measure on the validation data, again and again")
    { Min = 1, Max = 1e9 };

    /// <summary>How often to save.</summary>
    public static readonly Key CheckpointEvery = new("train.checkpointEvery", KeyKind.Integer, 1000L, "After how many steps to save a checkpoint, again and again")
    { Min = 1, Max = 1e9 };

    /// <summary>How a batch is cut.</summary>
    public static readonly Key Shards = new("train.shards", KeyKind.Integer, null,
        "Into how many parts a batch is cut; the most threads that can help. Part of the result, unlike the number of threads")
    { Optional = true, Min = 1, Max = 1024, DefaultNote = "`batch` / 32, but at least 2 and at most 64", Example = "2" };

    /// <summary>How often a stream of text begins anew.</summary>
    public static readonly Key StateReset = new("train.stateReset", KeyKind.Number, 0.03,
        "With which probability a stream forgets its state before an update, so that the network also learns to begin; 0 = never but at the start of an epoch")
    { Min = 0, Max = 1 };

    /// <summary>Training on a sample of the vocabulary.</summary>
    public static readonly Key SoftmaxSample = new("train.softmaxSample", KeyKind.Integer, 0L,
        "For large vocabularies: how many tokens, half of them the most frequent and half drawn at random, an update scores beside the right ones; 0 = all")
    { Min = 0, Max = 1e7 };

    /// <summary>What is kept of a sequence.</summary>
    public static readonly Key Recompute = new("train.recompute", KeyKind.ChoiceOrInteger, "off",
        "For a long `context`: saves memory by computing segments again on the way back, of a chosen length (auto) or of so many steps; costs up to one more forward pass and changes no bit of the result")
    { Choices = ["off", "auto"], Min = 1, Max = 65536 };

    /// <summary>The seed.</summary>
    public static readonly Key Seed = new("train.seed", KeyKind.Integer, 1L, "Fixes all randomness: the same seed gives the same model, bit for bit")
    { Min = 0, Max = 9007199254740991 };

    /// <summary>Passes, where the data are single items.</summary>
    private static readonly Key ItemBatch = Batch with { Default = 32L, Help = "How many items one update reads side by side" };

    /// <summary>Validation, where the data are single items.</summary>
    private static readonly Key ItemValidateEvery = ValidateEvery with
    {
        Default = 0L,
        Min = 0,
        DefaultNote = "0: after each pass over the data",
        Help = "After how many steps to measure on the validation data, again and again",
    };

    /// <summary>Checkpoints, where the data are single items.</summary>
    private static readonly Key ItemCheckpointEvery = CheckpointEvery with
    {
        Default = 0L,
        Min = 0,
        DefaultNote = "0: after each pass over the data",
        Help = "After how many steps to save a checkpoint, again and again",
    };

    /// <summary>What decides which model is the best.</summary>
    public static readonly Key Best = new("train.best", KeyKind.Choice, "metric",
        "What decides which model is kept: the first metric of `unroll evaluate` on the validation data, or the loss there")
    { Choices = ["metric", "loss"] };

    /// <summary>How sure the targets are.</summary>
    public static readonly Key LabelSmoothing = new("train.labelSmoothing", KeyKind.Number, 0.0,
        "Which share of certainty the right label gives up to all labels evenly (Szegedy et al. 2016)")
    { Min = 0, Max = 1, MaxExcluded = true };

    /// <summary>The weight of rare labels.</summary>
    public static readonly Key ClassWeights = new("train.classWeights", KeyKind.Number, 0.0,
        "How much more the rare labels count: 0 = all items alike, 1 = all labels alike, 0.5 between the two")
    { Min = 0, Max = 1 };

    /// <summary>The mean over the last updates.</summary>
    public static readonly Key Average = new("train.average", KeyKind.Number, 0.0,
        "Validates and keeps a running mean of the weights over about 1 / (1 - average) updates (Polyak and Juditsky 1992); 0 = off, 0.99 to 0.999 are usual")
    { Min = 0, Max = 1, MaxExcluded = true };

    /// <summary>Noise on inputs.</summary>
    public static readonly Key Noise = new("train.noise", KeyKind.Number, 0.0,
        "Standard deviation of noise that training adds to numbers, after scaling (Bishop 1995)")
    { Min = 0, Max = 100 };

    /// <summary>Shifted images and series.</summary>
    public static readonly Key Shift = new("train.shift", KeyKind.Integer, 0L,
        "By up to how many places training moves an image (both ways) or a series (in time), at random; what moves in is the edge's value")
    { Min = 0, Max = 1000 };

    /// <summary>Louder and softer series.</summary>
    public static readonly Key Stretch = new("train.stretch", KeyKind.Number, 0.0,
        "By up to which share training makes numbers larger or smaller, at random for each item, after scaling")
    { Min = 0, Max = 1, MaxExcluded = true };

    /// <summary>Faster and slower recordings.</summary>
    public static readonly Key Speed = new("train.speed", KeyKind.Number, 0.0,
        "By up to which share training plays sounds faster or slower (Ko et al. 2015), or makes writing wider or narrower, at random for each item")
    { Min = 0, Max = 0.5 };

    /// <summary>Louder and softer sounds.</summary>
    public static readonly Key Gain = new("train.gain", KeyKind.Number, 0.0, "By up to how many decibels training makes sounds louder or softer, at random for each item") { Min = 0, Max = 60 };

    /// <summary>Windows of long sequences.</summary>
    public static readonly Key Window = new("train.window", KeyKind.Integer, null,
        "Training cuts longer sequences into windows of so many steps, each of which overlaps the one before by half; what is measured and predicted is read whole")
    { Optional = true, Min = 2, Max = 1e7, DefaultNote = "null: sequences are read whole", Example = "200" };

    /// <summary>The keys of tasks whose data are single items, in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> Items =
    [
        Steps, Epochs, ItemBatch, Optimizer, LearningRate, Momentum, WeightDecay, ClipNorm, ClipValue, Schedule, WarmupSteps, StepEvery,
        StepFactor, PlateauPatience, MinLearningRateFraction, Best, Patience, ItemValidateEvery, ItemCheckpointEvery, LabelSmoothing, ClassWeights, Average,
        Noise, Shift, Stretch, Recompute, Shards, Seed,
    ];

    /// <summary>The keys of tasks with a label for every step. A shift would part steps from their labels.</summary>
    public static readonly IReadOnlyList<Key> Sequences = [Window, .. Items.Where(k => k != Shift)];

    /// <summary>The keys of the task <c>transcribe</c>. A shift would do nothing, and its loss has no labels of steps.</summary>
    public static readonly IReadOnlyList<Key> Recordings =
    [
        .. Items.Where(k => k != LabelSmoothing && k != ClassWeights && k != Noise && k != Shift && k != Stretch && k != Recompute && k != Shards && k != Seed),
        Noise, Speed, Gain, Recompute, Shards, Seed,
    ];

    /// <summary>The keys of the task <c>forecast</c>, whose items are windows of series, in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> Windows =
    [
        Steps, Epochs, ItemBatch with { Help = "How many windows one update reads side by side" }, Optimizer, LearningRate, Momentum, WeightDecay, ClipNorm, ClipValue, Schedule, WarmupSteps,
        StepEvery, StepFactor, PlateauPatience, MinLearningRateFraction, Patience, ItemValidateEvery, ItemCheckpointEvery, Average, Recompute, Shards, Seed,
    ];

    /// <summary>The keys of the task <c>compose</c>, whose items are pieces of music, in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> Pieces =
    [
        Window with { Help = "Training cuts longer pieces into windows of so many steps, each of which begins with half of the one before, not learned from again; what is measured is read whole" },
        .. Windows.Select(k => k.Path == Batch.Path ? k with { Help = "How many pieces or windows of them one update reads side by side" } : k),
    ];

    /// <summary>The keys of the task <c>caption</c>, in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> Captions = [.. Items.Where(k => k != Shift && k != Stretch && k != Noise && k != ClassWeights)];

    /// <summary>Tokens a batch.</summary>
    public static readonly Key BatchTokens = new("train.batchTokens", KeyKind.Integer, null,
        "Batches of about so many target tokens, of many short pairs or few long ones, instead of `batch` pairs")
    { Optional = true, Min = 16, Max = 1e9, DefaultNote = "null: `batch` decides", Example = "1200" };

    /// <summary>Scheduled sampling.</summary>
    public static readonly Key ScheduledSampling = new("train.scheduledSampling", KeyKind.Number, 0.0,
        "The share of true tokens that the decoder is fed its own prediction for at the end of training, rising evenly from 0 (Bengio et al. 2015); training then runs the decoder step by step")
    { Min = 0, Max = 1 };

    /// <summary>The keys of the task <c>translate</c>, whose items are pairs, in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> Pairs =
    [
        Steps, Epochs, ItemBatch with { Default = 64L, Help = "How many pairs one update reads side by side" }, BatchTokens, Optimizer, LearningRate, Momentum, WeightDecay, ClipNorm, ClipValue,
        Schedule, WarmupSteps, StepEvery, StepFactor, PlateauPatience, MinLearningRateFraction, Best, Patience, ItemValidateEvery, ItemCheckpointEvery, LabelSmoothing, ScheduledSampling,
        Average, Recompute, Shards, Seed,
    ];

    /// <summary>The keys in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> All =
    [
        Steps, Epochs, Batch, Context, Optimizer, LearningRate, Momentum, WeightDecay, ClipNorm, ClipValue, Schedule, WarmupSteps, StepEvery,
        StepFactor, PlateauPatience, MinLearningRateFraction, Patience, ValidateEvery, CheckpointEvery, StateReset, SoftmaxSample, Recompute, Shards, Seed,
    ];
}

/// <summary>The section <c>train</c> of a recipe; <see cref="TrainKeys"/> says what each key means.</summary>
/// <param name="values">Where the values come from.</param>
public sealed class TrainOptions(RecipeValues values)
{
    /// <summary>Updates, or null when <see cref="Epochs"/> decides. Exactly one of the two is null.</summary>
    public long? Steps { get; } = values.OptionalInteger(TrainKeys.Steps);

    /// <summary>Passes over the data, or null when <see cref="Steps"/> decides.</summary>
    public double? Epochs { get; } = values.OptionalNumber(TrainKeys.Epochs);

    /// <summary>Sequences an update.</summary>
    public int Batch { get; } = (int)values.Integer(TrainKeys.Batch);

    /// <summary>Tokens a sequence and update.</summary>
    public int Context { get; } = (int)values.Integer(TrainKeys.Context);

    /// <summary><c>sgd</c>, <c>rmsprop</c>, <c>adam</c> or <c>adamw</c>.</summary>
    public string Optimizer { get; } = values.Text(TrainKeys.Optimizer);

    /// <summary>Above 0.</summary>
    public double LearningRate { get; } = values.Number(TrainKeys.LearningRate);

    /// <summary>In [0, 1).</summary>
    public double Momentum { get; } = values.Number(TrainKeys.Momentum);

    /// <summary>At least 0.</summary>
    public double WeightDecay { get; } = values.Number(TrainKeys.WeightDecay);

    /// <summary>The bound of the global norm; 0 = off.</summary>
    public double ClipNorm { get; } = values.Number(TrainKeys.ClipNorm);

    /// <summary>The bound of each gradient; 0 = off.</summary>
    public double ClipValue { get; } = values.Number(TrainKeys.ClipValue);

    /// <summary><c>constant</c>, <c>step</c>, <c>cosine</c> or <c>plateau</c>.</summary>
    public string Schedule { get; } = values.Text(TrainKeys.Schedule);

    /// <summary>Steps of linear warm-up.</summary>
    public int WarmupSteps { get; } = (int)values.Integer(TrainKeys.WarmupSteps);

    /// <summary>The period of the step schedule, in steps.</summary>
    public int StepEvery { get; } = (int)values.Integer(TrainKeys.StepEvery);

    /// <summary>In (0, 1).</summary>
    public double StepFactor { get; } = values.Number(TrainKeys.StepFactor);

    /// <summary>Validations without a new best before the plateau schedule acts.</summary>
    public int PlateauPatience { get; } = (int)values.Integer(TrainKeys.PlateauPatience);

    /// <summary>A fraction of <see cref="LearningRate"/>, in [0, 1].</summary>
    public double MinLearningRateFraction { get; } = values.Number(TrainKeys.MinLearningRateFraction);

    /// <summary>Validations without a new best before training stops; 0 = off.</summary>
    public int Patience { get; } = (int)values.Integer(TrainKeys.Patience);

    /// <summary>Steps between validations.</summary>
    public int ValidateEvery { get; } = (int)values.Integer(TrainKeys.ValidateEvery);

    /// <summary>Steps between checkpoints.</summary>
    public int CheckpointEvery { get; } = (int)values.Integer(TrainKeys.CheckpointEvery);

    /// <summary>Parts of a batch; at most <see cref="Batch"/>.</summary>
    public int Shards { get; } = (int)values.Integer(TrainKeys.Shards);

    /// <summary>How often a stream of text begins anew.</summary>
    public double StateReset { get; } = values.Number(TrainKeys.StateReset);

    /// <summary>How many tokens an update scores beside the right ones; 0 = all.</summary>
    public int SoftmaxSample { get; } = (int)values.Integer(TrainKeys.SoftmaxSample);

    /// <summary>What a recurrent layer keeps of a sequence for the way back.</summary>
    public Recompute Recompute { get; } = values[TrainKeys.Recompute] switch
    {
        "auto" => Recompute.Auto,
        long steps => Recompute.Every((int)steps),
        _ => Recompute.Off,
    };

    /// <summary>Whether the loss decides which model is the best, and not the first metric.</summary>
    public bool BestByLoss { get; } = values.Text(TrainKeys.Best) == "loss";

    /// <summary>In [0, 1).</summary>
    public float LabelSmoothing { get; } = (float)values.Number(TrainKeys.LabelSmoothing);

    /// <summary>In [0, 1].</summary>
    public double ClassWeights { get; } = values.Number(TrainKeys.ClassWeights);

    /// <summary>The decay of the running mean of the weights; 0 = off.</summary>
    public double Average { get; } = values.Number(TrainKeys.Average);

    /// <summary>A standard deviation.</summary>
    public float Noise { get; } = (float)values.Number(TrainKeys.Noise);

    /// <summary>Places.</summary>
    public int Shift { get; } = (int)values.Integer(TrainKeys.Shift);

    /// <summary>In [0, 1).</summary>
    public float Stretch { get; } = (float)values.Number(TrainKeys.Stretch);

    /// <summary>In [0, 0.5].</summary>
    public double Speed { get; } = values.Number(TrainKeys.Speed);

    /// <summary>Decibels.</summary>
    public double Gain { get; } = values.Number(TrainKeys.Gain);

    /// <summary>Steps of a window, or null for whole sequences.</summary>
    public int? Window { get; } = (int?)values.OptionalInteger(TrainKeys.Window);

    /// <summary>Target tokens a batch, or null.</summary>
    public int? BatchTokens { get; } = (int?)values.OptionalInteger(TrainKeys.BatchTokens);

    /// <summary>In [0, 1].</summary>
    public float ScheduledSampling { get; } = (float)values.Number(TrainKeys.ScheduledSampling);

    /// <summary>The seed.</summary>
    public ulong Seed { get; } = (ulong)values.Integer(TrainKeys.Seed);
}
