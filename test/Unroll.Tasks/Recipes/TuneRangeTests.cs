using Unroll.Kernels;
using Unroll.Tasks.Recipes;
using Xunit;

namespace Unroll.Tasks.Tests.Recipes;

public sealed class TuneRangeTests
{
    private static TuneRange Of(string range) =>
        Assert.Single(Recipe.Parse($$"""{ "task": "classify", "data": { "train": "t" }, "tune": { {{range}} } }""").Tune);

    private static object?[] Draws(TuneRange range)
    {
        CounterRandom random = new(7);
        return [.. Enumerable.Range(0, 2000).Select(_ => range.Draw(random.NextDouble())).Prepend(range.Draw(0)).Append(range.Draw(1 - 1e-16))];
    }

    [Fact]
    public void A_choice_is_one_of_the_list_and_each_is_drawn()
    {
        object?[] draws = Draws(Of("\"model.hidden\": [8, 32, 64]"));
        Assert.Equal([8L, 32L, 64L], draws.Distinct().Order());
        Assert.All((long[])[8, 32, 64], value => Assert.InRange(draws.Count(d => value.Equals(d)), 500, 900));
    }

    [Fact]
    public void Numbers_lie_evenly_between_both_ends()
    {
        double[] draws = [.. Draws(Of("\"model.dropout\": { \"from\": 0.1, \"to\": 0.6 }")).Cast<double>()];
        Assert.All(draws, d => Assert.InRange(d, 0.1, 0.6));
        Assert.Equal(0.1, draws[0]);
        Assert.InRange(draws.Count(d => d < 0.35), 900, 1100);
    }

    [Fact]
    public void With_log_each_power_of_ten_is_as_likely()
    {
        double[] draws = [.. Draws(Of("\"train.learningRate\": { \"from\": 1e-4, \"to\": 1e-2, \"log\": true }")).Cast<double>()];
        Assert.All(draws, d => Assert.InRange(d, 1e-4, 1e-2));
        Assert.InRange(draws.Count(d => d < 1e-3), 900, 1100);
    }

    [Theory]
    [InlineData("\"model.layers\": { \"from\": 1, \"to\": 3 }", new[] { 1L, 2, 3 })]
    [InlineData("\"model.hidden\": { \"from\": 16, \"to\": 70, \"step\": 16 }", new[] { 16L, 32, 48, 64 })]
    [InlineData("\"model.hidden\": { \"from\": 16, \"to\": 64, \"step\": 16, \"log\": true }", new[] { 16L, 32, 48, 64 })]
    [InlineData("\"model.layers\": { \"from\": 2, \"to\": 2 }", new[] { 2L })]
    public void Integers_are_whole_and_the_step_is_kept(string range, long[] expected)
    {
        TuneRange tune = Of(range);
        Assert.Equal(expected, Draws(tune).Cast<long>().Distinct().Order());
        Assert.Equal(expected.Length, tune.Count);
    }

    [Fact]
    public void Numbers_with_a_step_have_no_crumbs()
    {
        TuneRange tune = Of("\"model.dropout\": { \"from\": 0, \"to\": 0.6, \"step\": 0.1 }");
        Assert.Equal([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6], Draws(tune).Cast<double>().Distinct().Order());
        Assert.Equal(7, tune.Count);
    }

    [Fact]
    public void A_range_of_numbers_has_no_end_of_values() => Assert.Equal(double.PositiveInfinity, Of("\"model.dropout\": { \"from\": 0, \"to\": 0.6 }").Count);
}
