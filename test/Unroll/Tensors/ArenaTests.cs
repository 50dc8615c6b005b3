using Unroll.Tensors;
using Xunit;

namespace Unroll.Tests.Tensors;

public sealed class ArenaTests
{
    [Fact]
    public void Tensors_of_one_pass_do_not_overlap_and_gradients_start_at_zero()
    {
        Arena arena = new();
        for (int pass = 0; pass < 3; pass++)
        {
            // More than one block in the first pass, one larger block afterwards.
            Tensor[] all = [.. Enumerable.Range(1, 60).Select(n => arena.Take(new Shape(n, 157), gradient: true))];
            Assert.All(all, t => Assert.Equal(-1, t.Gradient.IndexOfAnyExcept(0f)));
            for (int i = 0; i < all.Length; i++)
            {
                all[i].Values.Fill(i);
                all[i].Gradient.Fill(-i - 1);
            }

            Assert.All(all, (t, i) =>
            {
                Assert.Equal(-1, t.Values.IndexOfAnyExcept(i));
                Assert.Equal(-1, t.Gradient.IndexOfAnyExcept(-i - 1));
            });
            arena.Reset();
        }
    }

    [Fact]
    public void After_the_largest_pass_nothing_is_allocated_any_more()
    {
        Arena arena = new();
        Pass();
        Pass();
        long capacity = arena.Capacity, before = GC.GetAllocatedBytesForCurrentThread();
        Pass();
        Pass();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(capacity, arena.Capacity);

        void Pass()
        {
            for (int i = 0; i < 10; i++)
            {
                arena.Take(new Shape(100_000), gradient: true);
            }

            arena.Reset();
        }
    }
}
