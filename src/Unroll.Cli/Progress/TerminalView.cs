using Spectre.Console;
using Unroll.Tasks.LanguageModel;

namespace Unroll.Cli.Progress;

/// <summary>A live display on a terminal. Training runs on a thread of its own and only leaves its newest state here; drawing costs it nothing.</summary>
internal sealed class TerminalView(IAnsiConsole console, string title, CancellationToken stop) : ITrainView
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(200);
    private readonly TrainHistory history = new();
    private volatile TrainProgress? newest;

    public TrainReport Run(Func<Action<TrainProgress>, TrainReport> train)
    {
        Task<TrainReport> training = Task.Factory.StartNew(() => train(p => newest = p), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        console.Live(new Text("")).AutoClear(false).Start(live =>
        {
            do
            {
                // A failure of the training is thrown below, after the display has given the terminal back.
                ((IAsyncResult)training).AsyncWaitHandle.WaitOne(Frame);
                if (newest is not { } p)
                    continue;
                history.Add(p);
                live.UpdateTarget(TrainPanel.Render(history, title, Math.Min(100, console.Profile.Width), stop.IsCancellationRequested));
            }
            while (!training.IsCompleted);
        });
        return training.GetAwaiter().GetResult();
    }
}
