using Unroll.Autodiff.Ops;
using Unroll.Tasks.Recipes;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Recipes;

public sealed class RecipeTests
{
    private const string Least = """{ "task": "language-model", "data": { "train": "text.txt" } }""";

    [Fact]
    public void The_least_recipe_has_every_default()
    {
        Recipe r = Recipe.Parse(Least);
        Assert.Equal("language-model", r.Task);
        Assert.Equal("text.txt", r.Data.Train);
        Assert.Null(r.Data.Valid);
        Assert.Equal("char", r.Data.Tokens);
        Assert.Null(r.Data.VocabularySize);
        Assert.Equal("lstm", r.Model.Cell);
        Assert.Equal(r.Model.Hidden, r.Model.Embedding);
        Assert.Null(r.Train.Steps);
        Assert.Equal(10, r.Train.Epochs);
        Assert.Equal(2, r.Train.Shards);
        Assert.Equal(1UL, r.Train.Seed);
    }

    [Fact]
    public void Comments_and_trailing_commas_are_allowed()
    {
        Recipe r = Recipe.Parse("""
            // a comment
            { "task": "language-model", /* another */
              "data": { "train": "sdk-docs", }, // and one more
              "model": { "hidden": 64, "cell": "gru", },
            }
            """);
        Assert.True(r.Data.IsSdkDocs);
        Assert.Equal(64, r.Model.Hidden);
        Assert.Equal("gru", r.Model.Cell);
    }

    [Fact]
    public void The_resolved_recipe_reads_back_to_itself()
    {
        Recipe r = Recipe.Parse("""
            { "task": "language-model", "data": { "train": "a b/ü.txt", "tokens": "bpe" },
              "model": { "dropout": 0.1, "tieWeights": true }, "train": { "steps": 7, "seed": 9007199254740991, "learningRate": 1e-3 } }
            """);
        string json = r.ToJson();
        Assert.Equal(json, Recipe.Parse(json).ToJson());
        Assert.Contains("\"learningRate\": 0.001", json);
        Assert.Contains("\"vocabularySize\": 2048", json);
        Assert.Contains("\"epochs\": null", json);
        Assert.Contains("ü.txt", json);
    }

    [Theory]
    [InlineData("\"off\"")]
    [InlineData("\"auto\"")]
    [InlineData("200")]
    public void A_key_of_words_or_a_number_takes_both_and_keeps_what_was_given(string value)
    {
        Recompute expected = value switch { "\"off\"" => Recompute.Off, "\"auto\"" => Recompute.Auto, _ => Recompute.Every(200) };
        Recipe written = Recipe.Parse($$"""{ "task": "language-model", "data": { "train": "t" }, "train": { "recompute": {{value}} } }""");
        Recipe set = Recipe.Parse(Least, overrides: [$"train.recompute={value.Trim('"')}"]);
        Assert.Equal(expected, written.Train.Recompute);
        Assert.Equal(expected, set.Train.Recompute);
        Assert.Contains($"\"recompute\": {value}", set.ToJson());
    }

    [Theory]
    [InlineData("\"often\"")]
    [InlineData("0")]
    [InlineData("1.5")]
    [InlineData("true")]
    [InlineData("null")]
    public void Another_word_or_number_is_refused_with_both(string value)
    {
        DataException e = Assert.Throws<DataException>(() => Recipe.Parse($$"""{ "task": "language-model", "data": { "train": "t" }, "train": { "recompute": {{value}} } }"""));
        Assert.Contains($"'train.recompute' is {value}, expected \"off\", \"auto\" or an integer from 1 to 65536", e.Message);
    }

    [Fact]
    public void Every_key_of_the_table_stands_in_the_resolved_recipe()
    {
        string json = Recipe.Parse(Least).ToJson();
        foreach (Key key in RecipeTask.All[0].Keys)
            Assert.Contains($"\"{key.Name}\":", json);
    }

    [Fact]
    public void Overrides_take_the_place_of_what_the_recipe_says_and_the_last_one_wins()
    {
        Recipe r = Recipe.Parse(Least, overrides: ["model.hidden=8", "model.hidden=16", "model.cell=rnn-relu", "train.learningRate=1e-2", "data.lowercase=true"]);
        Assert.Equal(16, r.Model.Hidden);
        Assert.Equal(16, r.Model.Embedding);
        Assert.Equal("rnn-relu", r.Model.Cell);
        Assert.Equal(0.01, r.Train.LearningRate);
        Assert.True(r.Data.Lowercase);
    }

    [Fact]
    public void Steps_on_the_command_line_replace_epochs_in_the_recipe_and_the_other_way_round()
    {
        const string Epochs = """{ "task": "language-model", "data": { "train": "t" }, "train": { "epochs": 2.5 } }""";
        Recipe steps = Recipe.Parse(Epochs, overrides: ["train.steps=100"]);
        Assert.Equal((100L, null), (steps.Train.Steps, steps.Train.Epochs));
        Recipe epochs = steps.With("train.epochs=3");
        Assert.Equal((null, 3.0), (epochs.Train.Steps, epochs.Train.Epochs));
    }

    [Fact]
    public void An_override_to_null_goes_back_to_the_default()
    {
        Recipe r = Recipe.Parse("""{ "task": "language-model", "data": { "train": "t", "valid": "v" } }""", overrides: ["data.valid=null"]);
        Assert.Null(r.Data.Valid);
    }

    [Fact]
    public void A_path_is_relative_to_the_recipe_and_in_an_override_to_the_current_folder()
    {
        string directory = Path.Combine(Path.GetTempPath(), "unroll-recipes");
        Recipe r = Recipe.Parse(Least, directory: directory);
        Assert.Equal(Path.Combine(directory, "text.txt"), r.Resolve(r.Data.Train));
        Recipe o = Recipe.Parse(Least, directory: directory, overrides: ["data.train=other.txt"]);
        Assert.Equal(Path.GetFullPath("other.txt"), o.Resolve(o.Data.Train));
    }

    [Fact]
    public void A_recipe_kept_in_another_folder_finds_the_same_data()
    {
        string directory = Path.Combine(Path.GetTempPath(), "unroll-recipes");
        string run = Path.Combine(directory, "runs", "x");
        Recipe kept = Recipe.Parse(Recipe.Parse(Least, directory: directory).ToJson(relativeTo: run), directory: run);
        Assert.Equal("../../text.txt", kept.Data.Train);
        Assert.Equal(Path.Combine(directory, "text.txt"), kept.Resolve(kept.Data.Train));
    }

    [Theory]
    [InlineData("autocomplete.jsonc")]
    [InlineData("tiny-shakespeare.jsonc")]
    [InlineData("tiny-shakespeare-2x.jsonc")]
    [InlineData("wikitext-2.jsonc")]
    public void The_recipes_of_the_repository_are_right(string file)
    {
        Recipe r = Recipe.Load(Path.Combine(Repository.Root, "recipes", file));
        Assert.Equal(Path.GetFileNameWithoutExtension(file), r.Name);
        Assert.Equal(r.ToJson(), Recipe.Parse(r.ToJson()).ToJson());
    }
}
