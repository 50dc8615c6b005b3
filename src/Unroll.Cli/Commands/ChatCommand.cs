using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;
using Unroll.Cli.Output;
using Unroll.Tasks.Translate;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll chat</c>: a conversation in the terminal, or a line for each line of a pipe.</summary>
internal static class ChatCommand
{
    private const string Help = "/reset forgets what was said, /quit (or Ctrl-D) ends the chat, Ctrl-C stops an answer.";

    public static Command Create(Terminal terminal)
    {
        Argument<string> model = CommonOptions.Model();
        Option<string?> once = new("--once") { Description = "Answer this and end", HelpName = "TEXT" };
        Option<int?> beam = CommonOptions.OptionalNumber("--beam", "N", "How many beginnings of an answer go on at each step; 1 writes it word by word (default: the recipe's decode.beam)", 1, 1000);
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json("Print JSON lines, one object an answer");
        Verb verb = new("chat", "Answers what you say, as the dialogues do that it was trained on", "MODEL [options]",
            ("chat runs/chatterbot-english", "talk to it; /reset forgets, /quit ends"),
            ("chat runs/chatterbot-english --once \"What is AI?\"", "one answer"),
            ("chat runs/chatterbot-english --json < questions.txt", "an object for each line, in one conversation"))
        {
            model,
            once,
            beam,
            threads,
            json,
        };
        verb.Details = "Without a terminal, each line of standard input is said, and its answer printed on a line of its own; empty lines are passed over. "
            + "Lines that begin with a slash are commands, there too: " + Help;
        verb.SetAction(r =>
        {
            Conversation conversation = new(ModelPath.Open<ITranslationModel>(r.GetRequiredValue(model), r.GetValue(threads), "chat"), r.GetValue(beam));
            if (r.GetValue(once) is { } text)
            {
                if (string.IsNullOrWhiteSpace(text))
                    throw new UsageException("chat: --once is empty, expected a text to answer. Give one, or leave --once out to talk.");
                Say(terminal, conversation, text, r.GetValue(json), oneLine: false, default);
                return ExitCode.Done;
            }

            if (Console.IsInputRedirected)
                Pipe(terminal, conversation, r.GetValue(json));
            else
                Talk(terminal, conversation, r.GetValue(json));
            return ExitCode.Done;
        });
        return verb;
    }

    private static void Pipe(Terminal terminal, Conversation conversation, bool json)
    {
        using StreamReader input = new(Console.OpenStandardInput(), new UTF8Encoding(false, throwOnInvalidBytes: true));
        for (int line = 1; ; line++)
        {
            string? text;
            try
            {
                text = input.ReadLine();
            }
            catch (DecoderFallbackException e)
            {
                throw new DataException($"Text 'stdin': it is not UTF-8 (at line {line} or below). Convert it, for example with: iconv -f LATIN1 -t UTF-8", e);
            }

            if (text is null || !Obey(terminal, conversation, text, json, default))
                return;
        }
    }

    private static void Talk(Terminal terminal, Conversation conversation, bool json)
    {
        terminal.Note(Help);
        CancellationTokenSource? answering = null;
        using PosixSignalRegistration _ = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            // At the prompt it ends the chat, as everywhere.
            signal.Cancel = answering is not null;
            answering?.Cancel();
        });
        while (true)
        {
            terminal.Error.Write("> ");
            terminal.Error.Flush();
            string? text = Console.In.ReadLine();
            using CancellationTokenSource stop = new();
            answering = stop;
            bool goesOn = text is not null && Obey(terminal, conversation, text, json, stop.Token);
            answering = null;
            if (!goesOn)
            {
                terminal.Error.WriteLine();
                return;
            }
        }
    }

    /// <summary>Does what a line says; false ends the chat.</summary>
    private static bool Obey(Terminal terminal, Conversation conversation, string line, bool json, CancellationToken stop)
    {
        switch (line.Trim())
        {
            case "":
                return true;
            case "/quit" or "/exit":
                return false;
            case "/reset":
                conversation.Reset();
                return true;
            case ['/', ..] command:
                terminal.Note(command == "/help" ? Help : $"chat: there is no command '{command}'. {Help}");
                return true;
            default:
                Say(terminal, conversation, line, json, Console.IsInputRedirected, stop);
                return true;
        }
    }

    private static void Say(Terminal terminal, Conversation conversation, string text, bool json, bool oneLine, CancellationToken stop)
    {
        foreach (string piece in conversation.Answer(text, stop))
        {
            if (!json)
            {
                terminal.Out.Write(oneLine ? Format.OneLine(piece) : piece);
                terminal.Out.Flush();
            }
        }

        if (json)
        {
            terminal.Json(j =>
            {
                j.WriteString("question", conversation.Turns[^2]);
                j.WriteString("answer", conversation.Turns[^1]);
                j.WriteNumber("turn", conversation.Turns.Count / 2);
            });
        }
        else
        {
            terminal.Out.WriteLine();
            terminal.Out.Flush();
        }
    }
}
