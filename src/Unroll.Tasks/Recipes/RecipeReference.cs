using System.Text;

namespace Unroll.Tasks.Recipes;

/// <summary>The reference page of recipes: made from the same table as the parser.</summary>
public static class RecipeReference
{
    /// <summary>The page.</summary>
    /// <returns>Markdown.</returns>
    public static string ToMarkdown()
    {
        StringBuilder page = new();
        page.Append("""
            # Recipes

            A recipe is a JSON file that says what to learn, with which network, and how. Comments (`//` and `/* */`) and trailing commas are
            allowed. It is read strictly: an unknown key, a value of the wrong kind or out of range, or a key given twice is an error that
            names line and column. Every key that is left out has the default below; `unroll check RECIPE` shows what comes of it.

            - A path is relative to the folder of the recipe.
            - `--set section.key=value` overrides a key for one run and may be repeated; a path in it is relative to the current folder.
            - An editor that knows JSON schemas completes keys and shows these texts with `"$schema": "recipe.schema.json"`, the path of
              [recipe.schema.json](recipe.schema.json) as the first key.

            This page is generated from the table that the parser uses (`src/Unroll.Tasks/Recipes`).

            """.ReplaceLineEndings("\n"));
        foreach (RecipeTask task in RecipeTask.All)
        {
            page.Append($"\n## `\"task\": \"{task.Name}\"`\n\n{task.Summary}.\n");
            foreach (string section in task.Sections)
                AppendSection(page, section, task.Keys.Where(k => k.Section == section));
        }

        return page.ToString();
    }

    private static void AppendSection(StringBuilder page, string section, IEnumerable<Key> keys)
    {
        page.Append($"\n### {section}\n\n| key | takes | default | what it does |\n|---|---|---|---|\n");
        foreach (Key key in keys)
        {
            string fallback = key.Required || key.DefaultNote is not null ? key.DefaultText : $"`{key.DefaultText}`";
            page.Append($"| `{key.Path}` | {key.Expected.Replace("|", "\\|")} | {fallback} | {key.Help} |\n");
        }
    }
}
