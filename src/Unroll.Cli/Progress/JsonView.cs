using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Tasks;

namespace Unroll.Cli.Progress;

/// <summary>JSON lines on stdout: a state each second and with each validation.</summary>
internal sealed class JsonView(Terminal terminal) : ITrainView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private TrainProgress? shown;

    public TrainReport Run(Func<Action<TrainProgress>, TrainReport> train) => train(Report);

    /// <summary>The members of a state.</summary>
    public static void Write(Utf8JsonWriter j, TrainProgress p)
    {
        j.WriteString("event", "progress");
        j.WriteString("phase", p.Phase);
        j.WriteNumber("step", p.Step);
        j.WriteNumber("steps", p.Steps);
        ReportJson.WriteNumber(j, "epoch", p.Epoch);
        ReportJson.WriteNumber(j, "train_loss", p.TrainLoss);
        ReportJson.WriteNumber(j, "valid_loss", p.ValidLoss);
        ReportJson.WriteNumber(j, $"{p.Unit}_per_second", Math.Round(p.Speed));
        ReportJson.WriteNumber(j, "elapsed_seconds", Math.Round(p.Elapsed.TotalSeconds, 3));
        ReportJson.WriteNumber(j, "remaining_seconds", p.Remaining is { } r ? Math.Round(r.TotalSeconds, 1) : null);
        j.WriteString("sample", p.Sample);
    }

    private void Report(TrainProgress p)
    {
        if (shown is not null && p.Elapsed - shown.Elapsed < Interval && p.ValidLoss == shown.ValidLoss)
            return;
        shown = p;
        terminal.Json(j => Write(j, p));
    }
}
