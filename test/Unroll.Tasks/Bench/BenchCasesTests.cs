using Unroll.Tasks.Bench;
using Xunit;

namespace Unroll.Tasks.Tests.Bench;

public sealed class BenchCasesTests
{
    [Fact]
    public void No_two_cases_have_one_name() => Assert.Equal(BenchCases.All.Count, BenchCases.All.Select(c => c.Name).Distinct().Count());

    [Fact]
    public void The_default_choice_has_the_groups_of_absolute_times_but_scaling_and_every_cell_of_a_layer()
    {
        IReadOnlyList<BenchCase> chosen = BenchCases.Select(null, null);
        Assert.Equal(["layer", "step", "inference"], chosen.Select(c => c.Name.Split('/')[0]).Distinct());
        Assert.Equal(BenchCases.Cells.Except(["declared-lstm"]), chosen.Select(c => c.Cell).Distinct());
    }

    [Fact]
    public void A_cell_alone_chooses_all_its_cases_but_scaling()
    {
        IReadOnlyList<BenchCase> chosen = BenchCases.Select(null, "lstm");
        Assert.Equal(7 + 2 + 8 + 4 + 9, chosen.Count);
        Assert.DoesNotContain(chosen, c => c.IsMeantBy(BenchCases.Scaling));
    }

    [Fact]
    public void A_name_is_met_at_its_slashes_only() => Assert.Empty(BenchCases.Select("layer/lst", null));

    [Fact]
    public void The_operations_of_a_shape_are_those_of_its_products()
    {
        LayerShape shape = new(32, 50, 64, 128);
        Assert.Equal(6.0 * 32 * 50 * 4 * 128 * (64 + 128), shape.TrainingFlops(gates: 4));
        Assert.Equal(2.0 * 32 * 50 * 3 * 128 * (64 + 128), shape.InferenceFlops(gates: 3));
    }

    [Theory]
    [InlineData(2, 0, 32, 2)]
    [InlineData(2, 0, 1, 1)]
    [InlineData(2, 4, 32, 4)]
    [InlineData(8, 1, 32, 1)]
    public void A_batch_has_a_shard_for_each_thread_unless_told_and_never_an_empty_one(int threads, int shards, int batch, int expected) =>
        Assert.Equal(expected, new BenchSettings(0, threads, shards).ShardsOf(batch));
}
