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

        page.Append($$"""

            ## The section `tune`

            A recipe of any task may say what `unroll train RECIPE --tune N` shall vary. The keys are those above with their section; a value is a
            list to choose from, or, for numbers, a range. Without `--tune` the section changes nothing.

            ```jsonc
            "tune": {
              "model.hidden": [32, 64, 128],
              "model.dropout": { "from": 0, "to": 0.6 },
              "train.learningRate": { "from": 1e-4, "to": 1e-2, "log": true },
              "train.batch": { "from": 16, "to": 128, "step": 16 }
            }
            ```

            | key of a range | takes | default | what it does |
            |---|---|---|---|
            | `from`, `to` | values of the key | required | The ends, which may be drawn too; `from` is at most `to` |
            | `log` | true or false | `false` | Draws the logarithm evenly: as many values from 0.001 to 0.01 as from 0.01 to 0.1; `from` must be above 0 |
            | `step` | a number above 0 | any number; 1 for integers | Only `from` and `from` plus multiples of it |

            Integers stay integers. A key that `--set` fixes is not varied. Paths, {{string.Join(", ", TuneRange.Fixed.Select(k => $"`{k.Path}`"))}} cannot be
            varied: the trials must be measured on the same data, and the search itself decides how long each is trained.

            """.ReplaceLineEndings("\n"));
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
