using System.Text.Json;
using Unroll.Tasks.Recipes;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Recipes;

/// <summary>Schema and reference page are made from the parser's own table, and the files in docs/reference are not stale.</summary>
public sealed class RecipeReferenceTests
{
    [Theory]
    [InlineData("recipe.schema.json")]
    [InlineData("recipe.md")]
    public void The_file_in_docs_is_what_the_table_says(string file)
    {
        string made = file == "recipe.md" ? RecipeReference.ToMarkdown() : RecipeSchema.ToJson();
        string path = Path.Combine(Repository.Root, "docs", "reference", file);
        if (Environment.GetEnvironmentVariable("UNROLL_UPDATE_DOCS") == "1")
            File.WriteAllText(path, made);
        Assert.True(made == File.ReadAllText(path), $"{path} is stale. Run the tests once with UNROLL_UPDATE_DOCS=1 and commit the file.");
    }

    [Fact]
    public void The_schema_knows_every_key_with_its_range_and_default()
    {
        using JsonDocument schema = JsonDocument.Parse(RecipeSchema.ToJson());
        JsonElement[] tasks = [.. schema.RootElement.GetProperty("oneOf").EnumerateArray()];
        Assert.Equal(RecipeTask.All.Select(t => t.Name), tasks.Select(t => t.GetProperty("title").GetString()));
        foreach ((JsonElement task, Key key) in tasks.Zip(RecipeTask.All).SelectMany(t => t.Second.Keys.Select(key => (t.First, key))))
        {
            JsonElement section = task.GetProperty("properties").GetProperty(key.Section);
            Assert.False(section.GetProperty("additionalProperties").GetBoolean());
            JsonElement property = section.GetProperty("properties").GetProperty(key.Name);
            Assert.Contains(key.Help, property.GetProperty("description").GetString());
            Assert.Equal(double.IsFinite(key.Min), property.TryGetProperty("minimum", out _) || property.TryGetProperty("exclusiveMinimum", out _));
            Assert.Equal(!key.Required && key.DefaultNote is null, property.TryGetProperty("default", out _));
            Assert.Equal(TuneRange.MayVary(key), task.GetProperty("properties").GetProperty("tune").GetProperty("properties").TryGetProperty(key.Path, out _));
        }
    }

    [Fact]
    public void Every_default_and_every_example_is_in_range()
    {
        foreach (RecipeTask task in RecipeTask.All)
        {
            foreach (Key key in task.Keys)
            {
                string? example = key.Example ?? (key.Default is null ? null : Key.Print(key.Default));
                Assert.True(example is not null, $"{key.Path} has neither a default nor an example.");
                string required = key.Path == DataKeys.Train.Path ? "" : "\"data\": { \"train\": \"t\" }, ";
                string text = key.Section == "data" && required.Length > 0
                    ? $$"""{ "task": "{{task.Name}}", "data": { "train": "t", "{{key.Name}}": {{example}} } }"""
                    : $$"""{ "task": "{{task.Name}}", {{required}}"{{key.Section}}": { "{{key.Name}}": {{example}} } }""";
                Assert.True(Recipe.Parse(text).Values.IsGiven(key), key.Path);
            }
        }
    }
}
