using System.CommandLine;

namespace Unroll.Cli.Commands;

/// <summary>A verb of the command line with what its help page needs beyond names.</summary>
/// <param name="name">What is typed.</param>
/// <param name="summary">One line, without a full stop.</param>
/// <param name="usage">The arguments as in "[RECIPE] [--out DIR]".</param>
/// <param name="examples">Command lines after "unroll", each with what it does.</param>
internal sealed class Verb(string name, string summary, string usage, params (string Line, string What)[] examples) : Command(name, summary)
{
    public string Usage => usage;

    public IReadOnlyList<(string Line, string What)> Examples => examples;

    /// <summary>What the summary leaves out, if anything: a few sentences.</summary>
    public string Details { get; set; } = "";
}
