using Unroll.Tasks.Recipes;
using Xunit;

namespace Unroll.Tasks.Tests.Recipes;

/// <summary>The section <c>tune</c> of a recipe.</summary>
public sealed class RecipeTuneTests
{
    private const string Ranges = """
        { "task": "classify", "data": { "train": "t" }, "model": { "cell": "gru" },
          "tune": { "model.cell": ["gru", "lstm"], "train.learningRate": { "from": 1e-4, "to": 1e-2, "log": true }, "train.batch": { "from": 16, "to": 64, "step": 16 },
                    "train.recompute": ["auto", 8], "data.lowercase": [true, false], "data.maxLength": [null, 40] } }
        """;

    [Fact]
    public void Ranges_are_read_and_printed_back()
    {
        Recipe r = Recipe.Parse(Ranges);
        Assert.Equal(["model.cell", "train.learningRate", "train.batch", "train.recompute", "data.lowercase", "data.maxLength"], r.Tune.Select(t => t.Key.Path));
        Assert.Equal(["gru", "lstm"], r.Tune[0].Choices);
        Assert.Equal((1e-4, 1e-2, true, null), (r.Tune[1].From, r.Tune[1].To, r.Tune[1].Log, r.Tune[1].Step));
        Assert.Equal((16.0, 64.0, false, 16.0), (r.Tune[2].From, r.Tune[2].To, r.Tune[2].Log, r.Tune[2].Step));
        Assert.Equal(["auto", 8L], r.Tune[3].Choices);
        Assert.Equal([null, 40L], r.Tune[5].Choices);
        Assert.Equal(r.ToJson(), Recipe.Parse(r.ToJson()).ToJson());
        Assert.Equal(r.ToJson(), Recipe.Parse(r.ToGivenJson()).ToJson());
    }

    [Fact]
    public void A_recipe_without_ranges_prints_no_section() =>
        Assert.DoesNotContain("tune", Recipe.Parse("""{ "task": "classify", "data": { "train": "t" } }""").ToJson());

    [Fact]
    public void A_key_that_an_override_fixes_is_not_varied() =>
        Assert.DoesNotContain("train.batch", Recipe.Parse(Ranges, overrides: ["train.batch=5"]).Tune.Select(t => t.Key.Path));

    [Fact]
    public void Varied_keys_take_the_defaults_that_follow_from_them_along()
    {
        Recipe r = Recipe.Parse("""{ "task": "language-model", "data": { "train": "t" }, "model": { "tieWeights": true }, "tune": { "model.hidden": [32, 64], "train.batch": [64, 256] } }""");
        Recipe varied = r.Varied("model.hidden=32", "train.batch=256");
        Assert.Equal((32, 32, 8), (varied.Model.Hidden, varied.Model.Embedding, varied.Train.Shards));
        Assert.Empty(varied.Tune);
    }

    [Theory]
    [InlineData("{ }", "r:2:9: 'tune' is empty")]
    [InlineData("[ ]", "r:2:9: 'tune' is a list, expected an object")]
    [InlineData("{ \"model.hiden\": [1] }", "r:2:11: unknown key 'model.hiden' in 'tune'. Did you mean 'model.hidden'?")]
    [InlineData("{ \"hidden\": [1] }", "unknown key 'hidden' in 'tune'. Did you mean 'model.hidden'?")]
    [InlineData("{ \"model.hidden\": 3 }", "r:2:27: 'tune' gives 'model.hidden' 3, expected a list")]
    [InlineData("{ \"model.hidden\": [] }", "r:2:27: 'tune' gives 'model.hidden' an empty list")]
    [InlineData("{ \"model.hidden\": [8, 0] }", "r:2:31: 'tune' lets 'model.hidden' be 0, expected an integer from 1")]
    [InlineData("{ \"model.hidden\": [8, 8.5] }", "'tune' lets 'model.hidden' be 8.5")]
    [InlineData("{ \"model.cell\": [\"lsdm\"] }", "'tune' lets 'model.cell' be \"lsdm\", expected one of")]
    [InlineData("{ \"model.cell\": { \"from\": 1, \"to\": 2 } }", "'tune' gives 'model.cell' a range, expected a list")]
    [InlineData("{ \"model.dropout\": { \"from\": 0.5, \"to\": 0.1 } }", "r:2:38: 'from' of 'model.dropout' in 'tune' is 0.5, expected at most 0.1")]
    [InlineData("{ \"model.dropout\": { \"from\": 0.5, \"to\": 1 } }", "'to' of 'model.dropout' in 'tune' is 1, expected a number")]
    [InlineData("{ \"model.dropout\": { \"from\": 0, \"to\": 0.5, \"log\": true } }", "'from' of 'model.dropout' in 'tune' is 0, expected above 0 because 'log' is true")]
    [InlineData("{ \"model.dropout\": { \"from\": 0 } }", "r:2:28: the range of 'model.dropout' in 'tune' has no 'to'")]
    [InlineData("{ \"model.dropout\": { \"from\": 0, \"upto\": 1 } }", "unknown key 'upto' in the range of 'model.dropout'")]
    [InlineData("{ \"model.dropout\": { \"from\": 0, \"to\": 0.5, \"step\": 0 } }", "'step' of 'model.dropout' in 'tune' is 0, expected a number above 0")]
    [InlineData("{ \"model.hidden\": { \"from\": 1, \"to\": 5, \"step\": 0.5 } }", "'step' of 'model.hidden' in 'tune' is 0.5, expected an integer above 0")]
    [InlineData("{ \"model.hidden\": { \"from\": 1, \"to\": 5, \"log\": 1 } }", "'log' of 'model.hidden' in 'tune' is 1, expected true or false")]
    [InlineData("{ \"model.hidden\": [8], \"model.hidden\": [9] }", "'tune.model.hidden' is given twice")]
    [InlineData("{ \"train.epochs\": [1, 2] }", "'tune' varies 'train.epochs', expected a key that leaves the trials comparable")]
    [InlineData("{ \"data.splitSeed\": [1, 2] }", "'tune' varies 'data.splitSeed'")]
    [InlineData("{ \"data.train\": [\"a\", \"b\"] }", "'tune' varies 'data.train'")]
    public void What_cannot_be_searched_is_refused_with_its_place(string tune, string expected)
    {
        DataException e = Assert.Throws<DataException>(() => Recipe.Parse($"{{ \"task\": \"classify\", \"data\": {{ \"train\": \"t\" }},\n\"tune\": {tune} }}", "r"));
        Assert.Contains(expected, e.Message);
    }

    [Fact]
    public void An_override_of_a_range_is_refused_with_what_to_do() =>
        Assert.Contains("the ranges of a search stand in the recipe", Assert.Throws<DataException>(() => Recipe.Parse(Ranges, overrides: ["tune.model.cell=gru"])).Message);
}
