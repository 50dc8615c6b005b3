using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using Unroll.Cli.Commands;
using Unroll.Cli.Output;
using Unroll.Tasks.Recipes;

namespace Unroll.Cli;

/// <summary>From arguments to exit code: parses, runs the verb, and turns every error into one message on stderr.</summary>
internal static class CommandLine
{
    /// <summary>The version, as in <c>0.1.0</c>.</summary>
    public static string Version { get; } =
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static int Run(string[] args)
    {
        using Terminal terminal = Terminal.Open();
        int code = Guard(terminal, () => Invoke(terminal, args));

        // What is still in the buffer may meet a closed pipe or a full disk too.
        int flushed = Guard(terminal, terminal.Flush);
        return code != 0 ? code : flushed;
    }

    private static int Invoke(Terminal terminal, string[] args)
    {
        RootCommand root = CreateRoot(terminal);
        if (args.Length == 0)
        {
            HelpText.Write(root, terminal.Error, terminal.ErrorWidth);
            return ExitCode.Usage;
        }

        ParseResult result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is not HelpTextAction && UsageMessage.Of(result, args) is { } message)
            throw new UsageException(message);

        // Ctrl-C is ours: the library would end the process two seconds after it.
        return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static RootCommand CreateRoot(Terminal terminal)
    {
        RootCommand root = new("Trains, explains and uses recurrent neural networks")
        {
            NewCommand.Create(terminal),
            CheckCommand.Create(terminal),
            TrainCommand.Create(terminal),
            EvaluateCommand.Create(terminal),
            ClassifyCommand.Create(terminal),
            GenerateCommand.Create(terminal),
            CompleteCommand.Create(terminal),
            TagCommand.Create(terminal),
            ForecastCommand.Create(terminal),
            TranscribeCommand.Create(terminal),
            TranslateCommand.Create(terminal),
            ComposeCommand.Create(terminal),
            CaptionCommand.Create(terminal),
            ChatCommand.Create(terminal),
            InspectCommand.Create(terminal),
            ExportCommand.Create(terminal),
            BenchCommand.Create(terminal),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Description = "Show help";
        help.Action = new HelpTextAction(terminal);
        VersionOption version = root.Options.OfType<VersionOption>().Single();
        version.Description = "Show the version";
        version.Action = new VersionAction(terminal);
        return root;
    }

    private static int Guard(Terminal terminal, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (BrokenPipeException)
        {
            // Whoever read our answers has enough, as in "| head".
            terminal.DiscardOutput();
            return ExitCode.Done;
        }
        catch (UnrollException e)
        {
            terminal.Fail(e.Message, e);
            return e.ExitCode;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Fail(e.Message, e);
            return ExitCode.Failed;
        }
        catch (Exception e)
        {
            terminal.Fail($"internal error: {e.Message} This is a mistake in unroll. Set UNROLL_DEBUG=1 to see where it is, and report it.", e);
            return ExitCode.Failed;
        }
    }

    private sealed class VersionAction(Terminal terminal) : System.CommandLine.Invocation.SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            terminal.Out.WriteLine($"unroll {Version}");
            return ExitCode.Done;
        }
    }
}
