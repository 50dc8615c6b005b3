using Unroll.Cli.Output;
using Unroll.Tasks;

namespace Unroll.Cli.Progress;

/// <summary>A plain line every ten seconds, for logs and pipes.</summary>
internal sealed class LineView(TextWriter to) : ITrainView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly TrainHistory history = new();
    private TimeSpan lastShown = TimeSpan.MinValue;
    private string lastPhase = "";
    private long lastStep = -1;

    public TrainReport Run(Func<Action<TrainProgress>, TrainReport> train)
    {
        TrainReport report = train(Report);

        // The last state counts, whenever the last line was.
        if (history.Latest is { } p && p.Step != lastStep)
            to.WriteLine(Line(p));
        return report;
    }

    /// <summary>Takes a state, and prints it when ten seconds have passed or something else is being done before training.</summary>
    public void Report(TrainProgress p)
    {
        history.Add(p);

        // Once training runs, validation comes and goes; a line for each change would drown the numbers.
        bool newPhase = p.Phase != lastPhase && p.Step == 0;
        if (!newPhase && lastShown != TimeSpan.MinValue && p.Elapsed - lastShown < Interval)
            return;
        (lastShown, lastPhase, lastStep) = (p.Elapsed, p.Phase, p.Step);
        to.WriteLine(Line(p));
    }

    private string Line(TrainProgress p)
    {
        if (p.Steps == 0 || p.Step == 0)
            return $"{p.Phase} ({Format.Duration(p.Elapsed)})";
        string best = history.BestStep is null ? "" : $" (best {Format.Loss(history.BestLoss)})";
        string left = p.Remaining is { } r ? $"  {Format.Duration(r)} left" : "";
        return $"step {Format.Count(p.Step)}/{Format.Count(p.Steps)} ({100.0 * p.Step / p.Steps:0} %)  loss {Format.Loss(p.TrainLoss)}  " +
            $"validation {Format.Loss(p.ValidLoss)}{best}  {Format.Count((long)p.Speed)} {p.Unit}/s{left}";
    }
}
