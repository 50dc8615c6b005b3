using System.CommandLine;
using Unroll.Tasks.Recipes;

namespace Unroll.Cli;

/// <summary>Says what is wrong with a command line, and what may have been meant.</summary>
internal static class UsageMessage
{
    public static string Of(ParseResult result, string[] args)
    {
        Command command = result.CommandResult.Command;
        string name = command is RootCommand ? "unroll" : $"unroll {command.Name}";
        string hint = $"\nTry '{name} --help'.";
        if (command is RootCommand && !args[0].StartsWith('-'))
        {
            string[] verbs = [.. command.Subcommands.Select(c => c.Name)];
            return $"unknown command '{args[0]}'.{Spelling.DidYouMean(args[0], verbs)} The commands are {string.Join(", ", verbs)}.{hint}";
        }

        // An option that is not known is also taken for an argument, which gives errors that only confuse.
        string? unknown = result.UnmatchedTokens.Concat(result.Tokens.Select(t => t.Value)).FirstOrDefault(t => t.StartsWith("--") && t.Length > 2 && !Knows(command, t));
        if (unknown is not null)
        {
            string option = unknown.Split('=')[0];
            return $"{name}: unknown option '{option}'.{Spelling.DidYouMean(option, OptionNames(command))}{hint}";
        }

        if (result.UnmatchedTokens.Count > 0 && command is not RootCommand)
            return $"{name}: '{result.UnmatchedTokens[0]}' is one argument too many. Text with blanks needs quotes.{hint}";

        return $"{name}: {result.Errors[0].Message}{hint}";
    }

    private static IEnumerable<string> OptionNames(Command command) =>
        command.Options.Where(o => !o.Hidden).SelectMany(o => o.Aliases.Append(o.Name)).Append("--help");

    private static bool Knows(Command command, string token) => OptionNames(command).Contains(token.Split('=')[0]);
}
