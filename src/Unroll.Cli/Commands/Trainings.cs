using Unroll.Cli.Output;
using Unroll.Cli.Progress;
using Unroll.Tasks;
using Unroll.Tasks.Recipes;

namespace Unroll.Cli.Commands;

/// <summary>Trains, once or several times, and shows how it goes.</summary>
internal sealed record Trainings(Terminal Terminal, int Threads, bool AsJson)
{
    private bool IsLive => !AsJson && Terminal.ErrorIsTerminal;

    /// <summary>From now on Ctrl-C asks training to stop.</summary>
    public StopSignal ListenForStop() => new(Terminal, quiet: IsLive);

    /// <summary>Trains a recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="settings">Where to.</param>
    /// <param name="stop">Asks to save a checkpoint and return.</param>
    /// <param name="isPart">Whether it is one training of many: a live display of it vanishes at its end.</param>
    public TrainReport Train(Recipe recipe, TrainSettings settings, CancellationToken stop, bool isPart = false)
    {
        ITask task = TaskCatalog.Of(recipe);
        ITrainView view = AsJson ? new JsonView(Terminal)
            : IsLive ? new TerminalView(Terminal.ErrorConsole, settings.OutputDirectory, stop, vanishes: isPart)
            : new LineView(Terminal.Error);
        return view.Run(show => task.Train(recipe, settings, show, stop));
    }

    /// <summary>Trains one of many; when it is asked to stop before anything is saved, that is no error either.</summary>
    public TrainReport TrainPart(Recipe recipe, TrainSettings settings, CancellationToken stop)
    {
        try
        {
            stop.ThrowIfCancellationRequested();
            return Train(recipe, settings, stop, isPart: true);
        }
        catch (OperationCanceledException)
        {
            EvaluateReport none = new(recipe.Task, new Dictionary<string, double>(), new Dictionary<string, double>(), "", 0);
            return new TrainReport("", "", none, 0, TimeSpan.Zero, Stopped: true);
        }
    }

    /// <summary>Says that it was stopped and how to go on.</summary>
    public void SayStopped(string what, string directory)
    {
        if (AsJson)
        {
            Terminal.Json(j =>
            {
                j.WriteString("event", "stopped");
                j.WriteString("directory", directory);
            });
        }

        Terminal.Note($"Stopped; {what}. Go on with:\n  {Invoked.As} train --resume {Invoked.Quote(directory)}");
    }
}
