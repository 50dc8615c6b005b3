using Unroll.Tasks.Recipes;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Runs;

/// <summary>Proves that a training leaves the same model file on any number of threads, and when it is stopped and gone on with.</summary>
internal static class SameBytes
{
    /// <summary>Trains on one thread, on some threads, and on two with a stop between.</summary>
    /// <param name="task">The task.</param>
    /// <param name="recipe">A short recipe.</param>
    /// <param name="folder">Where to write.</param>
    /// <param name="threads">How many threads, more than one.</param>
    /// <param name="stopAt">The update to stop after, before the last.</param>
    public static void OnAnyThreadsAndResumed(ITask task, Recipe recipe, TemporaryFolder folder, int threads, long stopAt)
    {
        Train("one", 1, resume: false);
        Train("some", threads, resume: false);
        using (CancellationTokenSource stop = new())
        {
            TrainReport stopped = task.Train(recipe, new TrainSettings(folder.File("resumed"), 2, Resume: false), p =>
            {
                if (p.Step == stopAt)
                {
                    stop.Cancel();
                }
            }, stop.Token);
            Assert.True(stopped.Stopped);
        }

        Train("resumed", 2, resume: true);
        Assert.Equal(Model("one"), Model("some"));
        Assert.Equal(Model("one"), Model("resumed"));

        void Train(string output, int on, bool resume) => task.Train(recipe, new TrainSettings(folder.File(output), on, resume), static _ => { }, CancellationToken.None);

        byte[] Model(string output) => File.ReadAllBytes(folder.File($"{output}/model.safetensors"));
    }
}
