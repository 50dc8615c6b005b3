using Unroll.Data.Tables;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Tables;

public sealed class TableEncodingTests
{
    private const string Train = "age,colour,zip,label\n10,red,1,x\n,blue,2,y\n30,red,1,x\n20,?,2,y\n";

    [Fact]
    public void Numbers_stay_categories_become_columns_and_missing_values_are_filled_in_and_marked()
    {
        DelimitedTable train = DelimitedTable.Parse(Train, "t");
        TableEncoding e = TableEncoding.Fit(train, label: "label", categories: ["zip"]);
        Assert.Equal(["age", "age missing", "colour=blue", "colour=red", "colour missing", "zip=1", "zip=2"], e.FeatureNames);
        Assert.Equal(
            [
                10f, 0, 0, 1, 0, 1, 0,
                20, 1, 1, 0, 0, 0, 1,
                30, 0, 0, 1, 0, 1, 0,
                20, 0, 0, 1, 1, 0, 1,
            ],
            e.Encode(train));
        Assert.Equal([("age", 1), ("colour", 1)], e.MissingIn(train));
    }

    [Fact]
    public void Other_data_is_encoded_by_what_training_taught()
    {
        TableEncoding e = TableEncoding.Fit(DelimitedTable.Parse(Train, "t"), new ColumnChoice(Exclude: ["zip"]), "label");
        // Columns in another order, none of them the label; a colour never seen; a missing age.
        Assert.Equal([20f, 1, 0, 0, 0], e.Encode(DelimitedTable.Parse("colour,age\ngreen,NA\n", "v", new DelimitedOptions(Header: true))));
    }

    [Fact]
    public void A_text_among_numbers_is_an_error_and_no_category()
    {
        DelimitedTable t = DelimitedTable.Parse("a,b\n1,2\n3,4\n5,x6\n", "t.csv");
        string message = Assert.Throws<DataException>(() => TableEncoding.Fit(t)).Message;
        Assert.Contains("'t.csv', line 4, column 'b': got 'x6'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_of_names_or_without_values_is_an_error_that_says_to_exclude_it()
    {
        string names = "name,label\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"n{i},x\n"));
        Assert.Contains("'t', line 258", Assert.Throws<DataException>(() => TableEncoding.Fit(DelimitedTable.Parse(names, "t"), label: "label")).Message, StringComparison.Ordinal);
        DelimitedTable empty = DelimitedTable.Parse("a,b\n1,\n2,NA\n", "t");
        Assert.Contains("'b' has no value", Assert.Throws<DataException>(() => TableEncoding.Fit(empty)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encoding_goes_through_json()
    {
        DelimitedTable train = DelimitedTable.Parse(Train, "t");
        TableEncoding e = TableEncoding.Fit(train, label: "label");
        TableEncoding read = TableEncoding.FromJson(e.ToJson());
        Assert.Equal(e.Encode(train), read.Encode(train));
        Assert.Equal(e.ToJson(), read.ToJson());
        string altered = e.ToJson().Replace("\"mode\":\"red\"", "\"mode\":\"green\"", StringComparison.Ordinal);
        Assert.NotEqual(e.ToJson(), altered);
        Assert.Throws<ModelFileException>(() => TableEncoding.FromJson(altered));
    }

    [SharedDataFact("time-series")]
    public void Pollution_has_one_column_with_missing_values_and_one_of_categories()
    {
        DelimitedTable t = DelimitedTable.Read(SharedData.PathOf("time-series", "pollution.csv.gz"));
        TableEncoding e = TableEncoding.Fit(t, new ColumnChoice(Exclude: ["No"]));
        Assert.Equal(["pm2.5"], e.Columns.Where(c => c.Indicator).Select(c => c.Name));
        Assert.Equal(["cbwd"], e.Columns.Where(c => c.Kind == ColumnKind.Category).Select(c => c.Name));
        Assert.Equal(("pm2.5", 2067), Assert.Single(e.MissingIn(t)));
        Assert.Equal(t.RowCount * e.Width, e.Encode(t).Length);
    }
}
