using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;
using Unroll.Tasks;

namespace Unroll.Cli.Progress;

/// <summary>A live display on a terminal. Training runs on a thread of its own and only leaves its states here; drawing is not its work.</summary>
internal sealed class TerminalView(IAnsiConsole console, string title, CancellationToken stop, bool vanishes = false) : ITrainView
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(200);
    private readonly TrainHistory history = new();
    private readonly Lock gate = new();
    private long received;

    public TrainReport Run(Func<Action<TrainProgress>, TrainReport> train)
    {
        Task<TrainReport> training = Task.Factory.StartNew(() => train(Report), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        console.Live(new Text("")).AutoClear(vanishes).Start(live =>
        {
            // A failure of the training is thrown below, after the display has given the terminal back.
            while (!((IAsyncResult)training).AsyncWaitHandle.WaitOne(Frame))
                Draw(live, ending: null);
            Draw(live, ending: training.IsCompletedSuccessfully ? (training.Result.Stopped ? "stopped" : "done") : "failed");
        });
        return training.GetAwaiter().GetResult();
    }

    private void Report(TrainProgress p)
    {
        lock (gate)
        {
            history.Add(p);
            received = Stopwatch.GetTimestamp();
        }
    }

    private void Draw(LiveDisplayContext live, string? ending)
    {
        lock (gate)
        {
            if (history.Latest is null)
                return;

            // Between two reports, as while data is read, the clock goes on.
            IRenderable frame = TrainPanel.Render(history, title, Math.Min(100, console.Profile.Width), Stopwatch.GetElapsedTime(received), stop.IsCancellationRequested, ending);
            live.UpdateTarget(frame);
        }
    }
}
