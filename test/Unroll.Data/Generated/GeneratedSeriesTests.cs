using Unroll.Data.Generated;
using Unroll.Data.Tables;
using Xunit;

namespace Unroll.Data.Tests.Generated;

public sealed class GeneratedSeriesTests
{
    [Fact]
    public void A_table_has_the_numbers_of_its_system_to_the_last_digit()
    {
        DelimitedTable table = GeneratedSeries.Table("lorenz", 40, 3);
        double[] series = LorenzSystem.Generate(40, GeneratedSeries.LorenzStep, 3);
        Assert.Equal(["x", "y", "z"], table.Columns);
        Assert.Equal(series, Enumerable.Range(0, 120).Select(i => table.Number(i / 3, i % 3)));
    }

    [Fact]
    public void The_table_of_narma_has_input_and_target()
    {
        DelimitedTable table = GeneratedSeries.Table("narma10", 30, 5);
        (double[] u, double[] y) = Narma.Generate(30, 5);
        Assert.Equal(["u", "y"], table.Columns);
        Assert.Equal((u[29], y[29]), (table.Number(29, 0), table.Number(29, 1)));
    }

    [Fact]
    public void A_system_that_is_not_known_is_refused_with_those_that_are() =>
        Assert.Contains("lorenz, narma10, mackey-glass", Assert.Throws<DataException>(() => GeneratedSeries.Table("roessler", 10, 1)).Message);
}
