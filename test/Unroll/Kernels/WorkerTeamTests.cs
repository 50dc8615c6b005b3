using Unroll.Kernels;
using Xunit;

namespace Unroll.Tests.Kernels;

public sealed class WorkerTeamTests
{
    public static TheoryData<int> Threads => [1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(Threads))]
    public void Every_item_is_done_exactly_once_run_after_run(int threads)
    {
        using WorkerTeam team = new(threads);
        int[] done = new int[37];
        for (int run = 0; run < 3000; run++)
        {
            int items = run % 38;
            Array.Clear(done);
            team.Run(items, i => Interlocked.Increment(ref done[i]));

            // Run has returned, so that everything must be there: no later increment, none missing.
            Assert.All(done, (count, i) => Assert.Equal(i < items ? 1 : 0, count));
        }
    }

    [Fact]
    public void Items_really_run_at_the_same_time()
    {
        using WorkerTeam team = new(3);
        using Barrier barrier = new(3);

        // Would time out if fewer than three threads took items.
        team.Run(3, _ => Assert.True(barrier.SignalAndWait(TimeSpan.FromSeconds(20))));
        Assert.Equal(1, barrier.CurrentPhaseNumber);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void The_first_failure_is_thrown_as_it_was_and_the_team_works_on(int threads)
    {
        using WorkerTeam team = new(threads);
        for (int run = 0; run < 50; run++)
        {
            int bad = run % 7;
            InvalidDataException failure = Assert.Throws<InvalidDataException>(() => team.Run(7, i =>
            {
                if (i == bad)
                {
                    throw new InvalidDataException($"item {i}");
                }
            }));
            Assert.Equal($"item {bad}", failure.Message);

            int sum = 0;
            team.Run(7, i => Interlocked.Add(ref sum, i));
            Assert.Equal(21, sum);
        }
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void At_a_barrier_every_thread_sees_what_all_have_written_before_it(int threads)
    {
        using WorkerTeam team = new(threads);
        int[] phase = new int[threads];
        for (int run = 0; run < 50; run++)
        {
            Array.Clear(phase);
            team.Run(threads, member =>
            {
                for (int i = 1; i <= 20; i++)
                {
                    phase[member] = i;
                    team.Barrier();
                    Assert.All(phase, p => Assert.True(p >= i));
                    team.Barrier();
                }
            });
        }
    }

    [Fact]
    public void A_failure_frees_those_who_wait_at_the_barrier()
    {
        using WorkerTeam team = new(2);
        Assert.Throws<InvalidDataException>(() => team.Run(2, member =>
        {
            if (member == 1)
            {
                throw new InvalidDataException("one");
            }

            team.Barrier();
        }));
        int sum = 0;
        team.Run(2, _ =>
        {
            team.Barrier();
            Interlocked.Increment(ref sum);
        });
        Assert.Equal(2, sum);
    }

    [Fact]
    public void Running_allocates_nothing_on_the_calling_thread()
    {
        using WorkerTeam team = new(2);
        Action<int> job = static _ => { };
        team.Run(4, job);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200; i++)
        {
            team.Run(4, job);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_team_of_none_is_refused_and_disposing_twice_is_harmless()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerTeam(0));
        WorkerTeam team = new(2);
        team.Dispose();
        team.Dispose();
    }
}
