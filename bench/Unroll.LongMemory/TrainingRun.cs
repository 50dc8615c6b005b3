using System.Diagnostics;
using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Optimizers;
using Unroll.Tensors;
using Unroll.Training;
using Unroll.Training.Schedules;

namespace Unroll.LongMemory;

/// <summary>How to train.</summary>
/// <param name="Steps">Updates at most.</param>
/// <param name="LearningRate">Adam's.</param>
/// <param name="Seed">Of parameters and batches.</param>
internal sealed record TrainingPlan(long Steps, double LearningRate, ulong Seed)
{
    /// <summary>B.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Stops when the loss on held-out sequences, not those of the report, is below; 0 makes all steps.</summary>
    public double Target { get; init; }

    /// <summary>Lets the learning rate fall to zero along a cosine.</summary>
    public bool Falls { get; init; }

    /// <summary>Steps between two looks at the loss.</summary>
    public long LookEvery { get; init; } = 100;

    /// <summary>Threads, at most one a shard; no figure but the time depends on them.</summary>
    public int Threads { get; init; } = Math.Min(2, Environment.ProcessorCount);

    /// <summary>Told the step and the loss at every look.</summary>
    public Action<long, double> Look { get; init; } = static (_, _) => { };
}

/// <summary>What came of it, on sequences that neither trained nor stopped the network.</summary>
internal sealed record Outcome(long Steps, double Loss, double Accuracy, TimeSpan Time);

/// <summary>A network that is trained on a problem: Adam, the gradient's norm at most 1.</summary>
internal sealed class TrainingRun : ITrainable
{
    private readonly IProblem _problem;
    private readonly Network _network;
    private readonly Batch[] _batches;
    private readonly CounterRandom _random;
    private readonly Tape _evaluation = new();
    private readonly IReadOnlyList<Batch> _heldOut;
    private CounterRandom _step;

    private TrainingRun(IProblem problem, Network network, TrainingPlan plan)
    {
        (_problem, _network, _random) = (problem, network, new CounterRandom(plan.Seed).Fork(0xDA7A));
        _batches = [problem.Make(plan.Batch / 2), problem.Make(plan.Batch / 2)];
        _heldOut = problem.HeldOut(0);
    }

    public Parameters Parameters => _network.Parameters;

    public int Shards => _batches.Length;

    public IReadOnlyList<(string Name, Tensor Value)> State => [];

    /// <summary>Trains.</summary>
    public static Outcome Run(IProblem problem, Network network, TrainingPlan plan)
    {
        TrainingRun training = new(problem, network, plan);
        Stopwatch watch = Stopwatch.StartNew();
        using CancellationTokenSource stop = new();
        TrainerOptions options = new()
        {
            Steps = plan.Steps,
            Optimizer = new Adam(),
            Schedule = plan.Falls ? new Cosine(plan.LearningRate, plan.Steps) : new Constant(plan.LearningRate),
            Seed = plan.Seed,
            ClipNorm = 1,
            ValidateEvery = plan.LookEvery,
            Progress = progress =>
            {
                if (progress.Validated)
                {
                    plan.Look(progress.Step, progress.ValidLoss);
                    if (progress.ValidLoss < plan.Target)
                    {
                        stop.Cancel();
                    }
                }
            },
        };
        using Trainer trainer = new(training, options, plan.Threads);
        trainer.Run(stop.Token);
        TimeSpan time = watch.Elapsed;
        (double loss, double accuracy) = training.Measure(problem.HeldOut(1));
        return new Outcome(trainer.Step, loss, accuracy, time);
    }

    public void BeginStep(long step) => _step = _random.Fork((ulong)step);

    public Tensor Loss(Tape tape, int shard)
    {
        _problem.Draw(_step.Fork((ulong)shard), _batches[shard]);
        return _problem.Loss(tape, _network.Forward(tape, _batches[shard].X), _batches[shard], 1f / Shards);
    }

    public double Validate() => Measure(_heldOut).Loss;

    private (double Loss, double Accuracy) Measure(IReadOnlyList<Batch> batches)
    {
        double loss = 0, accuracy = 0;
        foreach (Batch batch in batches)
        {
            _evaluation.Begin();
            Tensor y = _network.Forward(_evaluation, batch.X);
            loss += _problem.Loss(_evaluation, y, batch, 1).Scalar;
            accuracy += _problem.Accuracy(y, batch);
        }

        return (loss / batches.Count, accuracy / batches.Count);
    }
}
