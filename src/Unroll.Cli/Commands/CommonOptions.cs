using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Unroll.Tasks.Recipes;

namespace Unroll.Cli.Commands;

/// <summary>Arguments and options that several verbs share.</summary>
internal static class CommonOptions
{
    public static Argument<string> Model() => new("MODEL") { Description = "A .safetensors file, or a folder that 'unroll train' wrote" };

    public static Argument<string?> Recipe() => new("RECIPE")
    {
        Description = "A recipe file, a folder that holds recipe.jsonc, or - for standard input (default: ./recipe.jsonc)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Option<bool> Json(string what = "Print one JSON object") => new("--json") { Description = what };

    public static Option<string[]> Set() => new("--set")
    {
        Description = "Override a key of the recipe, as in --set model.hidden=512; may be repeated",
        HelpName = "KEY=VALUE",
        Arity = ArgumentArity.OneOrMore,
        Validators = { CheckAssignments },
    };

    public static Option<int> Threads() => Number("--threads", "N", "How many threads to use; never changes a result (default: one for each core)", Environment.ProcessorCount, 1, 4096);

    /// <summary>A number with a range, told plainly when it is missed.</summary>
    public static Option<T> Number<T>(string name, string helpName, string description, T fallback, T min, T max) where T : struct, INumber<T> => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => fallback,
        CustomParser = r => ParseNumber(r, name, min, max),
    };

    /// <summary>The same without a default.</summary>
    public static Option<T?> OptionalNumber<T>(string name, string helpName, string description, T min, T max) where T : struct, INumber<T> => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = r => ParseNumber(r, name, min, max),
    };

    /// <summary>Reads the recipe that an argument names.</summary>
    public static Recipe ReadRecipe(string path, IReadOnlyList<string> overrides) => path == "-"
        ? Unroll.Tasks.Recipes.Recipe.Parse(Console.In.ReadToEnd(), "stdin", null, overrides)
        : Unroll.Tasks.Recipes.Recipe.Load(path, overrides);

    private static T ParseNumber<T>(ArgumentResult result, string name, T min, T max) where T : struct, INumber<T>
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T value) && value >= min && value <= max)
            return value;
        string kind = T.IsInteger(T.One / (T.One + T.One)) ? "an integer" : "a number";
        result.AddError($"{name} is '{text}', expected {kind} from {min} to {max}.");
        return default;
    }

    private static void CheckAssignments(OptionResult result)
    {
        foreach (Token token in result.Tokens.Where(t => t.Value.IndexOf('=') <= 0))
            result.AddError($"--set is '{token.Value}', expected KEY=VALUE, as in --set model.hidden=512.");
    }
}
