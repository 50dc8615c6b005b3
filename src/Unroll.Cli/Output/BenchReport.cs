using System.Text.Json;
using Spectre.Console;
using Unroll.Kernels;
using Unroll.Tasks.Bench;

namespace Unroll.Cli.Output;

/// <summary>Measurements as tables and as JSON.</summary>
internal static class BenchReport
{
    private static readonly (string Group, string Title)[] Groups =
    [
        ("layer", "Training a layer: forward and backward"),
        ("step", "A whole training step: embedding, layer, softmax, clipping, Adam"),
        ("inference", "Inference at batch 1"),
        (OwnCellCases.Group, "Training a cell of one's own: ratios to the built-in LSTM"),
        (OptionCases.Group, "Training with options: ratios to the same layers without"),
        (BenchCases.Scaling, "How cost grows"),
    ];

    public static void Write(Terminal terminal, Machine machine, IReadOnlyList<BenchResult> results)
    {
        ReportTables.WriteFacts(terminal.OutConsole,
        [
            ("processor", $"{machine.Cpu}, {Machine.Framework}"),
            ("vectors", VectorName(machine.Vectors)),
            ("peak", machine.Threads == 1 ? $"{machine.PeakOne:0} GFLOP/s on 1 thread" : $"{machine.PeakOne:0} GFLOP/s on 1 thread, {machine.PeakAll:0} on {machine.Threads}"),
            ("reads 16 MiB", $"{machine.ReadBandwidth:0.0} GB/s"),
        ]);
        foreach ((string group, string title) in Groups)
        {
            BenchResult[] part = [.. results.Where(r => r.Group == group)];
            if (part.Length == 0)
                continue;
            terminal.OutConsole.MarkupLine($"\n[bold]{title}[/] [grey](--case {group})[/]");
            terminal.OutConsole.Write(TableOf(machine, part));
            foreach (BenchResult whole in part.Where(r => r.Surroundings is not null))
                terminal.OutConsole.WriteLine($"{ShortName(whole)}: what surrounds the recurrent layer takes {whole.Surroundings * 100:0} % of the step");
        }
    }

    /// <summary>The members of the machine.</summary>
    public static void Write(Utf8JsonWriter j, Machine m)
    {
        j.WriteString("event", "machine");
        j.WriteString("cpu", m.Cpu);
        j.WriteString("framework", Machine.Framework);
        j.WriteString("unroll_version", CommandLine.Version);
        j.WriteString("vectors", VectorName(m.Vectors));
        j.WriteNumber("threads", m.Threads);
        ReportJson.WriteNumber(j, "peak_gflops_one_thread", Math.Round(m.PeakOne, 2));
        ReportJson.WriteNumber(j, "peak_gflops", Math.Round(m.PeakAll, 2));
        ReportJson.WriteNumber(j, "read_gigabytes_per_second", Math.Round(m.ReadBandwidth, 2));
    }

    /// <summary>The members of a result.</summary>
    public static void Write(Utf8JsonWriter j, Machine m, BenchResult r)
    {
        j.WriteString("event", "result");
        j.WriteString("case", r.Case);
        j.WriteString("cell", r.Cell);
        j.WriteNumber("batch", r.Shape.Batch);
        j.WriteNumber("time", r.Shape.Time);
        j.WriteNumber("input", r.Shape.Input);
        j.WriteNumber("hidden", r.Shape.Hidden);
        j.WriteNumber("threads", r.Threads);
        j.WriteNumber("shards", r.Shards);
        j.WriteNumber("repetitions", r.Timing.Repetitions);
        j.WriteNumber("minimum_seconds", r.Timing.Minimum);
        j.WriteNumber("median_seconds", r.Timing.Median);
        ReportJson.WriteNumber(j, "gflops", Math.Round(r.Gflops, 3));
        ReportJson.WriteNumber(j, "percent_of_peak", Math.Round(100 * r.Gflops / m.PeakOf(r.Threads), 2));
        ReportJson.WriteNumber(j, "tokens_per_second", Math.Round(r.TokensPerSecond));
        if (r.Surroundings is { } share)
            ReportJson.WriteNumber(j, "surroundings_percent", Math.Round(100 * share, 2));
        if (r.Ratio is { } ratio)
            ReportJson.WriteNumber(j, "ratio", Math.Round(ratio, 4));
        if (r.RatioAim is { } aim)
            ReportJson.WriteNumber(j, "ratio_aim", aim);
        if (r.ArenaBytes is { } arena)
            j.WriteNumber("arena_bytes", arena);
        if (r.ProcessBytes is { } process)
            j.WriteNumber("process_bytes", process);
    }

    private static Table TableOf(Machine machine, BenchResult[] results)
    {
        bool isMemory = results.Any(r => r.ArenaBytes is not null), isCompared = results.Any(r => r.Ratio is not null), isStep = results[0].Group == "step";
        string unit = results[0].Group == "inference" ? "µs" : "ms";
        double scale = unit == "µs" ? 1e6 : 1e3;
        Table table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        bool showThreads = results.Any(r => r.Threads != machine.Threads);
        table.AddColumn("case");
        if (showThreads)
            table.AddColumn("threads");
        table.AddColumns(unit, "median");
        if (isStep)
            table.AddColumn("tokens/s");
        table.AddColumns("GFLOP/s", "% of peak");
        if (isCompared)
            table.AddColumns("ratio", "at most");
        if (isMemory)
            table.AddColumns("µs a token", "arena", "process");
        foreach (TableColumn column in table.Columns.Skip(1))
            column.RightAligned().NoWrap();
        foreach (BenchResult r in results)
        {
            List<string> row = [ShortName(r)];
            if (showThreads)
                row.Add(r.Threads.ToString());
            row.AddRange([Time(r.Timing.Minimum * scale), Time(r.Timing.Median * scale)]);
            if (isStep)
                row.Add(Format.Count((long)r.TokensPerSecond));
            row.AddRange([$"{r.Gflops:0.0}", $"[bold]{100 * r.Gflops / machine.PeakOf(r.Threads):0}[/]"]);
            if (isCompared)
                row.AddRange([r.Ratio is { } ratio ? $"{ratio:0.000}" : "", r.RatioAim is { } aim ? $"{aim:0.00}" : ""]);
            if (isMemory)
                row.AddRange([Time(1e6 / r.TokensPerSecond), Format.Bytes(r.ArenaBytes ?? 0), Format.Bytes(r.ProcessBytes ?? 0)]);
            table.AddRow([.. row]);
        }

        return table;
    }

    /// <summary>The title above already names the group.</summary>
    private static string ShortName(BenchResult r) => r.Case[(r.Group.Length + 1)..];

    /// <summary>Three digits that matter, as many more before the point as there are.</summary>
    private static string Time(double x) => x switch { < 10 => x.ToString("0.00"), < 100 => x.ToString("0.0"), _ => x.ToString("#,0") };

    private static string VectorName(SimdPath path) => path switch
    {
        SimdPath.Vector512 => "512 bits (AVX-512)",
        SimdPath.Vector256 => "256 bits (AVX2)",
        _ => "none: one number at a time",
    };
}
