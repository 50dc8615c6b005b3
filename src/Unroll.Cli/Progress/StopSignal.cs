using System.Runtime.InteropServices;
using Unroll.Cli.Output;

namespace Unroll.Cli.Progress;

/// <summary>The first Ctrl-C (or SIGTERM) asks training to save and stop; the second ends the process at once.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private readonly Terminal terminal;
    private readonly bool quiet;
    private int received;

    /// <param name="terminal">Where the first signal is acknowledged.</param>
    /// <param name="quiet">Whether a live display does that.</param>
    public StopSignal(Terminal terminal, bool quiet)
    {
        (this.terminal, this.quiet) = (terminal, quiet);
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, c => Handle(c, ExitCode.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Handle(c, ExitCode.Terminated)),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>What the process exits with after the signal that came.</summary>
    public int Code { get; private set; } = ExitCode.Interrupted;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
            registration.Dispose();
        source.Dispose();
    }

    private void Handle(PosixSignalContext context, int code)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref received) > 1)
        {
            if (terminal.ErrorIsTerminal)
                terminal.Error.Write("\e[?25h");
            Environment.Exit(code);
        }

        Code = code;
        if (!quiet)
            terminal.Error.WriteLine("stopping: saving a checkpoint first (Ctrl-C again stops at once)");
        source.Cancel();
    }
}
