using System.CommandLine;
using Unroll.Cli.Output;
using Unroll.Cli.Progress;
using Unroll.Tasks.Bench;
using Unroll.Tasks.Recipes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll bench</c>: how fast this machine trains and runs recurrent layers, and how near that is to its limit.</summary>
internal static class BenchCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string?> name = new("--case")
        {
            Description = "Measure this case, or all whose names begin so, as in layer, layer/gru or inference/lstm/256",
            HelpName = "NAME",
        };
        Option<double> seconds = CommonOptions.Number("--seconds", "S", "For how long to repeat each case (default: 0.4)", 0.4, 0.0, 3600.0);
        Option<int> threads = CommonOptions.Number("--threads", "N", "How many threads to use (default: one for each core)", Environment.ProcessorCount, 1, 4096);
        Option<int> shards = CommonOptions.Number("--shards", "N", "Into how many parts to cut a training batch; 0 is one for each thread (default: 0)", 0, 0, 1024);
        Option<string?> cell = new("--cell") { Description = $"Measure this cell only: {string.Join(", ", BenchCases.Cells)}", HelpName = "CELL" };
        Option<bool> scaling = new("--scaling") { Description = "Measure how time and memory grow with time steps, batch and width instead; takes a few minutes" };
        Option<bool> list = new("--list") { Description = "Print the names of the cases, those chosen, and measure nothing" };
        Option<bool> json = CommonOptions.Json("Print one JSON object a line: the machine, then each result as it comes");
        Verb verb = new("bench", "Measures how fast this machine trains and runs recurrent layers", "[options]",
            ("bench", "the most telling cases, in half a minute"),
            ("bench --case layer --cell gru --seconds 2", "all training cases of one cell, more exactly"),
            ("bench --case step --json", "a whole training step, for a program to read"),
            ("bench --scaling", "how time and memory grow"))
        {
            name,
            seconds,
            threads,
            shards,
            cell,
            scaling,
            list,
            json,
        };
        verb.Details = "Times are the shortest of many repetitions. Percent are of the peak that this machine reaches with multiply-adds alone, measured first.";
        verb.SetAction(r =>
        {
            IReadOnlyList<BenchCase> cases = Choose(r.GetValue(name), r.GetValue(cell), r.GetValue(scaling));
            if (r.GetValue(list))
            {
                foreach (BenchCase one in cases)
                    terminal.Out.WriteLine(one.Name);
                return ExitCode.Done;
            }

            BenchSettings settings = new(r.GetValue(seconds), r.GetValue(threads), r.GetValue(shards));
            Run(terminal, cases, settings, r.GetValue(json));
            return ExitCode.Done;
        });
        return verb;
    }

    private static IReadOnlyList<BenchCase> Choose(string? name, string? cell, bool scaling)
    {
        if (scaling && name is not null)
            throw new UsageException($"bench: --scaling and --case are both given, and --scaling chooses its own cases. Give one of them, or --case {BenchCases.Scaling}/time for a part.");
        if (cell is not null && !BenchCases.Cells.Contains(cell))
            throw new UsageException($"bench: unknown cell '{cell}'.{Spelling.DidYouMean(cell, BenchCases.Cells)} The cells are {string.Join(", ", BenchCases.Cells)}.");
        IReadOnlyList<BenchCase> cases = BenchCases.Select(scaling ? BenchCases.Scaling : name?.TrimEnd('/'), cell);
        if (cases.Count > 0)
            return cases;
        string[] known = [.. BenchCases.All.SelectMany(c => Beginnings(c.Name)).Distinct()];
        string[] groups = [.. known.Where(k => !k.Contains('/'))];
        string asked = scaling ? BenchCases.Scaling : name!;
        string what = known.Contains(asked)
            ? $"none of the cases '{asked}' is of the cell '{cell}'. Leave --cell out, or choose another case."
            : $"unknown case '{asked}'.{Spelling.DidYouMean(asked, known)}";
        throw new UsageException($"bench: {what} The groups are {string.Join(", ", groups)}; 'unroll bench --list --case GROUP' prints the names.");
    }

    /// <summary>A name and everything before one of its slashes.</summary>
    private static IEnumerable<string> Beginnings(string name)
    {
        string[] words = name.Split('/');
        return Enumerable.Range(1, words.Length).Select(n => string.Join('/', words[..n]));
    }

    private static void Run(Terminal terminal, IReadOnlyList<BenchCase> cases, BenchSettings settings, bool asJson)
    {
        BenchProgress progress = new(terminal, cases.Count + (asJson ? 1 : 2));
        Machine machine = progress.While("the machine's peak", () => Machine.Measure(settings.Threads));
        List<BenchResult> results = [];
        if (asJson)
            terminal.Json(j => BenchReport.Write(j, machine));
        foreach (BenchCase one in cases)
        {
            BenchResult[] measured = progress.While(one.Name, () => one.Run(settings).ToArray());
            results.AddRange(measured);
            foreach (BenchResult result in measured.Where(_ => asJson))
                terminal.Json(j => BenchReport.Write(j, machine, result));
        }

        // The peak again: what disturbed it once has seldom lasted.
        if (!asJson)
            machine = progress.While("the machine's peak", () => machine.BestOf(Machine.Measure(settings.Threads)));
        progress.Clear();
        if (!asJson)
            BenchReport.Write(terminal, machine, results);
    }
}
