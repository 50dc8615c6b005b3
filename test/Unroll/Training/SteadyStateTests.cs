using Unroll.Kernels;
using Unroll.Optimizers;
using Unroll.Training;
using Xunit;

namespace Unroll.Tests.Training;

/// <summary>Runs alone, so that every thread of the team gets its turn.</summary>
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
        AllocationsByThread allocations = new();
        ShardLoss loss = (tape, shard) =>
        {
            allocations.Look();
            return model.Loss(tape, shard);
        };

        // Code that is not yet compiled for good boxes numbers now and then; in the steady state there is nothing, round after round.
        ulong number = 0;
        int rounds = 0, clean = 0;
        for (; clean < 3 && rounds < 100; rounds++)
        {
            Steps(20);
            clean = allocations.SinceLastTime() == 0 ? clean + 1 : 0;
        }

        Assert.True(clean == 3, $"there is an allocation in the last three of {rounds} rounds of 20 steps");

        void Steps(int count)
        {
            for (int i = 0; i < count; i++)
            {
                step.Run(new CounterRandom(number++), loss);
                step.ClipNorm(0.1);
                step.ClipValue(0.05);
                adam.BeginStep();
                step.Update(update);
            }
        }
    }

    [Fact]
    public void The_count_sees_a_single_small_object()
    {
        AllocationsByThread allocations = new();
        allocations.Look();
        allocations.SinceLastTime();
        long nothing = allocations.SinceLastTime();
        GC.KeepAlive(new object());
        long something = allocations.SinceLastTime();
        Assert.Equal(0, nothing);
        Assert.Equal(24, something);
    }

    /// <summary>What the threads that do the work have allocated; the test runner's own threads do not count.</summary>
    private sealed class AllocationsByThread
    {
        private readonly long[] _now = new long[1000], _before = new long[1000];

        /// <summary>Called on every thread that works: the counter only ever rises, so that nothing between two calls is missed.</summary>
        public void Look() => _now[Environment.CurrentManagedThreadId] = GC.GetAllocatedBytesForCurrentThread();

        public long SinceLastTime()
        {
            Look();
            long sum = 0;
            for (int i = 0; i < _now.Length; i++)
            {
                sum += _now[i] - _before[i];
                _before[i] = _now[i];
            }

            return sum;
        }
    }
}
