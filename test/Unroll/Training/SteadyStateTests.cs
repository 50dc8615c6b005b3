using Unroll.Kernels;
using Unroll.Optimizers;
using Unroll.Training;
using Xunit;

namespace Unroll.Tests.Training;

/// <summary>Runs alone, because it counts what the whole process allocates.</summary>
[CollectionDefinition("Alone", DisableParallelization = true)]
public sealed class AloneCollection;

[Collection("Alone")]
public sealed class SteadyStateTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_training_step_allocates_no_managed_memory_once_the_first_are_done(int threads)
    {
        SmallModel model = new(shards: 4);
        using WorkerTeam team = new(threads);
        TrainingStep step = new(model.Parameters, 4, team);
        Adam adam = new();
        adam.Initialize(model.Parameters.Length);
        TrainingStep.PieceUpdate update = (start, length) => adam.Update(model.Parameters.Values, step.Gradient, start, length, 0.01f);
        ulong number = 0;
        Steps(4);

        // The test runner's own threads may allocate beside; the least of some trials is the step's.
        long least = long.MaxValue;
        for (int trial = 0; trial < 5 && least > 0; trial++)
        {
            long own = GC.GetAllocatedBytesForCurrentThread(), all = GC.GetTotalAllocatedBytes(precise: true);
            Steps(20);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - all);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - own);
        }

        Assert.Equal(0, least);

        void Steps(int count)
        {
            for (int i = 0; i < count; i++)
            {
                step.Run(new CounterRandom(number++), model.Loss);
                step.ClipNorm(0.1);
                step.ClipValue(0.05);
                adam.BeginStep();
                step.Update(update);
            }
        }
    }
}
