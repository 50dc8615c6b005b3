using System.CommandLine;
using System.CommandLine.Parsing;
using Unroll.Tasks.Recipes;

namespace Unroll.Cli;

/// <summary>Says what is wrong with a command line, and what may have been meant.</summary>
internal static class UsageMessage
{
    /// <summary>The message, or null when the command line is right.</summary>
    public static string? Of(ParseResult result, string[] args)
    {
        Command command = result.CommandResult.Command;
        if (command is RootCommand && result.Errors.Count > 0 && !args[0].StartsWith('-'))
        {
            string[] verbs = [.. command.Subcommands.Select(c => c.Name)];
            return $"unknown command '{args[0]}'.{Spelling.DidYouMean(args[0], verbs)} The commands are {string.Join(", ", verbs)}.{Hint(command)}";
        }

        if (UnknownOption(result, args) is { } unknown)
        {
            string name = unknown.Split('=')[0];
            string asText = command.Arguments.Count > 0 ? " If it is meant as text, put -- before it." : "";
            return $"{Prefix(command)}unknown option '{name}'.{Spelling.DidYouMean(name, OptionNames(command))}{asText}{Hint(command)}";
        }

        return result.Errors.Count == 0 ? null : $"{Prefix(command)}{Describe(result)}{Hint(command)}";
    }

    private static string Describe(ParseResult result)
    {
        if (result.UnmatchedTokens.Count > 0)
            return $"'{result.UnmatchedTokens[0]}' is one argument too many. Text with blanks needs quotes.";

        ParseError error = result.Errors[0];
        return error.SymbolResult switch
        {
            ArgumentResult { Tokens.Count: 0, Parent: CommandResult } a => $"the argument {a.Argument.Name} is missing. It is: {a.Argument.Description}.",
            OptionResult { Implicit: true, Option: { Required: true } o } => $"the option {o.Name} {o.HelpName} is missing. It is: {o.Description}.",
            _ => error.Message,
        };
    }

    /// <summary>An option that is not known is taken for an argument by the parser, and would be looked for as a file.</summary>
    private static string? UnknownOption(ParseResult result, string[] args)
    {
        int separator = Array.IndexOf(args, "--");
        IEnumerable<string> taken = result.CommandResult.Command.Arguments.SelectMany(a => result.GetResult(a)?.Tokens.Select(t => t.Value) ?? []);
        return result.UnmatchedTokens.Concat(taken)
            .FirstOrDefault(t => t.Length > 1 && t.StartsWith('-') && Array.IndexOf(args, t) is int at && at >= 0 && (separator < 0 || at < separator));
    }

    private static string Prefix(Command command) => command is RootCommand ? "" : $"{command.Name}: ";

    private static string Hint(Command command) => $"\nTry '{(command is RootCommand ? "unroll" : $"unroll {command.Name}")} --help'.";

    private static IEnumerable<string> OptionNames(Command command) =>
        command.Options.Where(o => !o.Hidden).Select(o => o.Name).Append("--help");
}
