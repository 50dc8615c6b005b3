using System.Text.Json;
using Unroll.Tasks.Recipes;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.Commands;

public sealed class NewCommandTests
{
    [Fact]
    public void New_writes_a_recipe_that_is_right_and_the_text_it_names()
    {
        using TemporaryFolder folder = new();
        string hello = folder.File("hello");
        ProcessResult r = UnrollCommand.Run("new", "--out", hello);
        Assert.Equal(0, r.ExitCode);
        Assert.Equal($"{hello}/recipe.jsonc\n{hello}/text.txt\n", r.Out);
        Assert.Contains("Next:", r.Error);

        Recipe recipe = Recipe.Load(hello);
        Assert.Equal(Path.Combine(hello, "text.txt"), recipe.Resolve(recipe.Data.Train));
        string text = File.ReadAllText(recipe.Resolve(recipe.Data.Train));
        Assert.InRange(text.Length, 4000, 6000);
        Assert.DoesNotContain('\r', text);
    }

    [Fact]
    public void The_held_back_part_of_the_first_text_is_longer_than_one_context()
    {
        using TemporaryFolder folder = new();
        UnrollCommand.Run("new", "language-model", "--out", folder.Path);
        Recipe recipe = Recipe.Load(folder.Path);
        long characters = new FileInfo(recipe.Resolve(recipe.Data.Train)).Length;
        Assert.True(characters * recipe.Data.ValidFraction > recipe.Train.Context);
    }

    [Fact]
    public void New_never_overwrites()
    {
        using TemporaryFolder folder = new();
        folder.Write("text.txt", "mine");
        ProcessResult r = UnrollCommand.Run("new", "--out", folder.Path);
        Assert.Equal((2, ""), (r.ExitCode, r.Out));
        Assert.Contains("text.txt' exists already", r.Error);
        Assert.Equal("mine", File.ReadAllText(folder.File("text.txt")));
        Assert.False(File.Exists(folder.File("recipe.jsonc")));
    }

    [Theory]
    [InlineData("classify", "messages.tsv")]
    [InlineData("classify-series", "series.csv")]
    [InlineData("translate", "numbers.tsv")]
    public void Every_kind_writes_a_recipe_that_is_right_and_the_data_it_names(string kind, string data)
    {
        using TemporaryFolder folder = new();
        Assert.Contains(kind, UnrollCommand.Run("new", "--help").Out);
        string my = folder.File("my");
        string[] made = TinyTraining.Expect(0, UnrollCommand.Run("new", kind, "--out", my)).Out.TrimEnd('\n').Split('\n');
        Assert.Equal(new HashSet<string> { $"{my}/{data}", $"{my}/recipe.jsonc" }, [.. made]);
        Recipe recipe = Recipe.Load(my);
        Assert.InRange(File.ReadAllLines(recipe.Resolve(recipe.Data.Train)).Length, 150, 250);
    }

    [Fact]
    public void Music_and_pictures_are_there_for_their_recipes()
    {
        using TemporaryFolder folder = new();
        string tunes = TinyTraining.Expect(0, UnrollCommand.RunIn(folder.Path, "new", "compose", "--out", "tunes")).Out;
        Assert.Equal("tunes/recipe.jsonc\ntunes/tunes.json\n", tunes);
        string pictures = TinyTraining.Expect(0, UnrollCommand.RunIn(folder.Path, "new", "caption", "--out", "pictures/")).Out;
        Assert.Contains("pictures/images (64 files)\n", pictures);
        Assert.Equal(3, pictures.TrimEnd('\n').Split('\n').Length);
        foreach (string my in (string[])["tunes", "pictures"])
            TinyTraining.Expect(0, UnrollCommand.RunIn(folder.File(my), "check"));
    }

    [Fact]
    public void An_unknown_kind_is_told_with_those_that_there_are() => Assert.Contains(
        "Did you mean 'classify'? The kinds are caption, chat, classify, classify-series",
        TinyTraining.Expect(2, UnrollCommand.Run("new", "clasify", "--out", "x")).Error);

    [Fact]
    public void As_json_it_lists_what_it_made()
    {
        using TemporaryFolder folder = new();
        using JsonDocument json = JsonDocument.Parse(UnrollCommand.Run("new", "--out", folder.Path, "--json").Out);
        Assert.Equal(1, json.RootElement.GetProperty("schema_version").GetInt32());
        Assert.All(json.RootElement.GetProperty("created").EnumerateArray(), f => Assert.True(File.Exists(f.GetString())));
    }
}
