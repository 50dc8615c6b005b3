using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Unroll.Cli.Output;

/// <summary>Where words go: answers to <see cref="Out"/> (stdout), everything else to <see cref="Error"/> (stderr).</summary>
internal sealed class Terminal : IDisposable
{
    private const int PlainWidth = 160;
    private readonly bool wantsColor;
    private bool discarded;

    private Terminal()
    {
        Out = new StreamWriter(StandardOutput.Open(), new UTF8Encoding(false)) { NewLine = "\n" };
        Error = Console.Error;
        bool dumb = Environment.GetEnvironmentVariable("TERM") == "dumb";
        OutIsTerminal = !Console.IsOutputRedirected && !dumb;
        ErrorIsTerminal = !Console.IsErrorRedirected && !dumb;
        wantsColor = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        OutConsole = CreateConsole(Out, OutIsTerminal);
        ErrorConsole = CreateConsole(Error, ErrorIsTerminal);
    }

    /// <summary>Standard output.</summary>
    public TextWriter Out { get; }

    /// <summary>Standard error.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether a person watches standard output.</summary>
    public bool OutIsTerminal { get; }

    /// <summary>Whether a person watches standard error.</summary>
    public bool ErrorIsTerminal { get; }

    /// <summary>Tables for standard output.</summary>
    public IAnsiConsole OutConsole { get; }

    /// <summary>Colours and live displays for standard error.</summary>
    public IAnsiConsole ErrorConsole { get; }

    /// <summary>Columns of standard output.</summary>
    public int OutWidth => OutConsole.Profile.Width;

    /// <summary>Columns of standard error.</summary>
    public int ErrorWidth => ErrorConsole.Profile.Width;

    public static Terminal Open() => new();

    /// <summary>Says why the command failed.</summary>
    public void Fail(string message, Exception? cause = null)
    {
        // The answers so far come first, also on a terminal where both go to the same place.
        if (!discarded && cause is not IOException)
            Out.Flush();
        bool red = ErrorIsTerminal && wantsColor;
        Error.WriteLine($"{(red ? "\e[31m" : "")}unroll: {message}{(red ? "\e[0m" : "")}");
        if (cause is not null && Environment.GetEnvironmentVariable("UNROLL_DEBUG") == "1")
            Error.WriteLine(cause);
    }

    /// <summary>Says something by the way.</summary>
    public void Note(string text)
    {
        if (!discarded)
            Out.Flush();
        Error.WriteLine(text);
    }

    /// <summary>Writes one JSON object, with its <c>schema_version</c>, on a line of its own.</summary>
    public void Json(Action<Utf8JsonWriter> write)
    {
        Out.WriteLine(JsonText(write));
        Out.Flush();
    }

    /// <summary>One JSON object with its <c>schema_version</c>, on one line.</summary>
    public static string JsonText(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("schema_version", 1);
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Sends what is buffered; returns 0.</summary>
    public int Flush()
    {
        if (!discarded)
            Out.Flush();
        return ExitCode.Done;
    }

    /// <summary>Nobody reads any more.</summary>
    public void DiscardOutput() => discarded = true;

    public void Dispose()
    {
        // Out is not disposed: it would try again to send what nobody reads.
        Error.Flush();
    }

    private IAnsiConsole CreateConsole(TextWriter writer, bool isTerminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isTerminal && wantsColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!isTerminal)
            console.Profile.Width = PlainWidth;
        return console;
    }
}
