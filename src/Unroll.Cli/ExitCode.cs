namespace Unroll.Cli;

/// <summary>What the process says when it ends.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int GateMissed = 5;
    public const int Interrupted = 130;
    public const int Terminated = 143;

    /// <summary>For the help page; data, recipe and model errors carry their codes themselves (<see cref="UnrollException.ExitCode"/>).</summary>
    public const string Explained = "0 done, 1 failed while running, 2 wrong usage, 3 data or recipe, 4 model file, 5 a --fail-under gate missed, 130 stopped by Ctrl-C";
}

/// <summary>The command line cannot be carried out as it stands (exit code 2).</summary>
internal sealed class UsageException(string message) : UnrollException(message)
{
    public override int ExitCode => Cli.ExitCode.Usage;
}
