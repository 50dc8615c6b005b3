using Unroll.Tasks.Recipes;
using Xunit;

namespace Unroll.Tasks.Tests.Recipes;

/// <summary>Every way in which a recipe can be wrong gives a message that says where, what, and what to do.</summary>
public sealed class RecipeReaderTests
{
    [Theory]
    [InlineData("\"model\": { \"hiden\": 3 }", "r.jsonc:2:12: unknown key 'model.hiden'. Did you mean 'model.hidden'?")]
    [InlineData("\"model\": { \"hidden_size\": 3 }", "Did you mean 'model.hidden'?")]
    [InlineData("\"train\": { \"learning_rate\": 3 }", "Did you mean 'train.learningRate'?")]
    [InlineData("\"train\": { \"hidden\": 3 }", "Did you mean 'model.hidden', written \"model\": { \"hidden\": ... }?")]
    [InlineData("\"model.hidden\": 3", "r.jsonc:2:1: unknown key 'model.hidden'. Did you mean 'model.hidden', written \"model\"")]
    [InlineData("\"trian\": { }", "r.jsonc:2:1: unknown key 'trian'. Did you mean 'train'?")]
    [InlineData("\"model\": { \"zzzzzz\": 3 }", "unknown key 'model.zzzzzz'. The keys of 'model' are cell, layers, hidden")]
    [InlineData("\"model\": { \"hidden\": \"big\" }", "r.jsonc:2:22: 'model.hidden' is \"big\", expected an integer from 1 to 16384.")]
    [InlineData("\"model\": { \"hidden\": 0 }", "'model.hidden' is 0, expected an integer from 1 to 16384")]
    [InlineData("\"model\": { \"hidden\": 2.5 }", "'model.hidden' is 2.5, expected an integer")]
    [InlineData("\"model\": { \"hidden\": null }", "'model.hidden' is null, expected an integer")]
    [InlineData("\"model\": { \"hidden\": [256] }", "'model.hidden' is a list, expected an integer")]
    [InlineData("\"model\": { \"hidden\": 99999999999999999999 }", "'model.hidden' is 99999999999999999999, expected an integer")]
    [InlineData("\"model\": { \"dropout\": 1 }", "'model.dropout' is 1, expected a number of at least 0 and below 1")]
    [InlineData("\"model\": { \"tieWeights\": \"yes\" }", "'model.tieWeights' is \"yes\", expected true or false")]
    [InlineData("\"model\": { \"cell\": \"LSTM\" }", "'model.cell' is \"LSTM\", expected one of \"rnn\", \"rnn-relu\", ")]
    [InlineData("\"model\": 3", "r.jsonc:2:10: 'model' is 3, expected an object")]
    [InlineData("\"model\": { \"hidden\": 3, \"hidden\": 4 }", "r.jsonc:2:25: 'model.hidden' is given twice, first at r.jsonc:2:12")]
    [InlineData("\"model\": { \"hidden\": 8, \"embedding\": 4, \"tieWeights\": true }", "'model.embedding' is 4, expected 8 because 'model.hidden' is 8")]
    [InlineData("\"train\": { \"steps\": 3, \"epochs\": 4 }", "'train.epochs' and 'train.steps' are both given")]
    [InlineData("\"train\": { \"batch\": 2, \"shards\": 3 }", "'train.shards' is 3, expected at most 2 because 'train.batch' is 2")]
    [InlineData("\"train\": { \"steps\": 2, \"warmupSteps\": 3 }", "'train.warmupSteps' is 3, expected at most 2")]
    [InlineData("\"train\": { \"steps\": 2 ", "this is not JSON")]
    [InlineData("\"train\": { \"steps\" 2 }", "r.jsonc:2:20: this is not JSON")]
    [InlineData("} x", "this is not JSON")]
    public void A_wrong_recipe_is_told_where_and_why(string line, string expected)
    {
        DataException e = Assert.Throws<DataException>(() => Recipe.Parse($$"""
            { "task": "language-model", "data": { "train": "t.txt" },
            {{line}}
            }
            """, "r.jsonc"));
        Assert.Contains(expected, e.Message);
        Assert.StartsWith("r.jsonc:", e.Message);
        Assert.Equal(3, e.ExitCode);
    }

    [Theory]
    [InlineData("", "the recipe is empty")]
    [InlineData("  \n", "the recipe is empty")]
    [InlineData("[]", "r.jsonc:1:1: a recipe is an object, but this is a list")]
    [InlineData("{}", "the key 'task' is missing, expected one of \"language-model\"")]
    [InlineData("{ \"task\": 3 }", "r.jsonc:1:11: 'task' is 3, expected one of")]
    [InlineData("{ \"task\": \"languagemodel\" }", "'task' is \"languagemodel\", expected one of \"language-model\", \"classify\"")]
    [InlineData("{ \"task\": \"languagemodel\" }", "Did you mean 'language-model'?")]
    [InlineData("{ \"task\": \"language-model\" }", "'data.train' is missing")]
    [InlineData("{ \"task\": \"language-model\", \"data\": { \"train\": \"\" } }", "'data.train' is \"\", expected a path")]
    [InlineData("{ \"task\": \"language-model\", \"data\": { \"train\": \"t\", \"tokens\": \"bpe\", \"vocabularySize\": 100 } }", "expected more than 256")]
    [InlineData("\0\0", "not text in UTF-8")]
    public void A_recipe_without_the_least_is_told_what_is_missing(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<DataException>(() => Recipe.Parse(text, "r.jsonc")).Message);

    [Theory]
    [InlineData("model.hiden=3", "--set model.hiden=3: unknown key 'model.hiden'. Did you mean 'model.hidden'?")]
    [InlineData("model.hidden=big", "--set model.hidden=big: 'model.hidden' is big, expected an integer from 1 to 16384")]
    [InlineData("model.hidden=", "'model.hidden' is empty")]
    [InlineData("model.hidden", "expected section.key=value")]
    [InlineData("hidden=3", "expected section.key=value")]
    [InlineData("train.learningRate=nan", "expected a number above 0 and of at most 1000")]
    [InlineData("data.lowercase=1", "expected true or false")]
    public void A_wrong_override_is_told_by_name(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<DataException>(
            () => Recipe.Parse("""{ "task": "language-model", "data": { "train": "t" } }""", overrides: [text])).Message);

    [Fact]
    public void Columns_count_characters_and_not_bytes()
    {
        DataException e = Assert.Throws<DataException>(() => Recipe.Parse("""{ "task": "language-model", "data": { "train": "ü", "x": 1 } }""", "r"));
        Assert.StartsWith("r:1:53: unknown key 'data.x'", e.Message);
    }

    [Fact]
    public void A_missing_recipe_file_is_told_by_path()
    {
        DataException e = Assert.Throws<DataException>(() => Recipe.Load("no-such/recipe.jsonc"));
        Assert.Contains("'no-such/recipe.jsonc' does not exist", e.Message);
        Assert.Contains("unroll new", e.Message);
    }
}
