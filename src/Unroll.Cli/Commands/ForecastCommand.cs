using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Unroll.Cli.Output;
using Unroll.Storage;
using Unroll.Tasks.Forecast;
using Unroll.Tasks.Forecast.Anomalies;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll forecast</c>: how series go on.</summary>
internal static class ForecastCommand
{
    private const string Blocks = "▁▂▃▄▅▆▇█";

    public static Command Create(Terminal terminal)
    {
        Argument<string> model = CommonOptions.Model();
        Argument<string?> data = new("DATA")
        {
            Description = "Series in the format of the recipe's data, .gz too, or - for standard input (default: the series that were trained on, from their end)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<int?> horizon = CommonOptions.OptionalNumber("--horizon", "N", "How many steps ahead; more than the recipe's data.horizon are made from the model's own forecasts (default: data.horizon)", 1, 100_000);
        Option<string?> plot = new("--plot") { Description = "Draw the forecasts with their past and their intervals", HelpName = "FILE.svg" };
        Option<bool> csv = new("--csv") { Description = "Print series, step, forecast, lower and upper as CSV; with --anomalies value, expected, score and alarm" };
        Option<bool> anomalies = new("--anomalies") { Description = "Say of each point of DATA how unusual it is, and where there are alarms (the recipe sets data.anomalyAhead)" };
        Option<string?> update = new("--update")
        {
            Description = "Carry the model on over the new observations in DATA, without training it anew, and write it there; the output of a reservoir learns if reservoir.online says so",
            HelpName = "OUT.safetensors",
        };
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json("Print JSON, one object a series");
        Verb verb = new("forecast", "Says how series go on, with 80 % intervals", "MODEL [DATA|-] [options]",
            ("forecast runs/airline-passengers", "the next steps after the training data"),
            ("forecast runs/m4-hourly new.csv.gz --csv", "of other series, for a table"),
            ("forecast runs/airline-passengers --horizon 36 --plot next.svg", "further ahead, and as a picture"),
            ("forecast runs/nab-nyc-taxi nyc_taxi.csv.gz --anomalies --plot taxi.svg", "what was unusual, and when"),
            ("forecast runs/sales today.csv --update runs/sales/today.safetensors", "a model that knows what came since"))
        {
            model,
            data,
            horizon,
            plot,
            csv,
            anomalies,
            update,
            threads,
            json,
        };
        verb.Validators.Add(r =>
        {
            if (r.GetValue(csv) && r.GetValue(json))
                r.AddError("--csv and --json are both given, expected one of them: each says how the answer is printed.");
            (bool scores, bool updates) = (r.GetValue(anomalies), r.GetValue(update) is not null);
            if (scores && updates)
                r.AddError("--anomalies and --update are both given, expected one of them: each is an answer of its own.");
            string? other = scores ? "--anomalies" : updates ? "--update" : null;
            if (other is not null && r.GetValue(data) is null)
                r.AddError($"{other} is given without DATA, expected the observations: unroll forecast MODEL DATA {other}.");
            if (other is not null && r.GetValue(horizon) is not null)
                r.AddError($"--horizon is given with {other}, expected it without, because nothing is forecast then.");
            if (updates && r.GetValue(plot) is not null)
                r.AddError("--plot is given with --update, expected it without, because nothing is forecast then.");
        });
        verb.SetAction(r =>
        {
            IForecastModel loaded = ModelPath.Open<IForecastModel>(r.GetRequiredValue(model), r.GetValue(threads), "forecast");
            if (r.GetValue(anomalies))
                return FindAnomalies(terminal, loaded, r.GetValue(data)!, r.GetValue(plot), r.GetValue(csv), r.GetValue(json));
            if (r.GetValue(update) is { } target)
                return Update(terminal, loaded, r.GetValue(data)!, target, r.GetValue(json));
            int steps = r.GetValue(horizon) ?? loaded.Horizon;
            IReadOnlyList<SeriesForecast> forecasts = r.GetValue(data) switch
            {
                null => loaded.Forecast(steps),
                "-" => ForecastStandardInput(loaded, steps),
                { } path => loaded.Forecast(path, steps),
            };
            if (r.GetValue(plot) is { } file)
                AtomicFile.WriteText(file, ForecastChart.Svg(forecasts));
            if (r.GetValue(json))
                WriteJson(terminal, forecasts);
            else if (r.GetValue(csv))
                WriteCsv(terminal, forecasts);
            else
                WriteText(terminal, forecasts);
            return ExitCode.Done;
        });
        return verb;
    }

    private static IReadOnlyList<SeriesForecast> ForecastStandardInput(IForecastModel model, int horizon)
    {
        using Stream input = Console.OpenStandardInput();
        return model.Forecast(input, "stdin", horizon);
    }

    private static int FindAnomalies(Terminal terminal, IForecastModel model, string data, string? plot, bool csv, bool json)
    {
        IReadOnlyList<SeriesAnomalies> found;
        using (Stream? input = data == "-" ? Console.OpenStandardInput() : null)
            found = input is null ? model.Anomalies(data) : model.Anomalies(input, "stdin");
        if (plot is not null)
            AtomicFile.WriteText(plot, AnomalyChart.Svg(found));
        if (json)
            AnomalyWriter.WriteJson(terminal, found);
        else if (csv)
            AnomalyWriter.WriteCsv(terminal, found);
        else
            AnomalyWriter.WriteText(terminal, found);
        return ExitCode.Done;
    }

    private static int Update(Terminal terminal, IForecastModel model, string data, string target, bool json)
    {
        UpdateReport report;
        using (Stream? input = data == "-" ? Console.OpenStandardInput() : null)
            report = input is null ? model.Update(data, target) : model.Update(input, "stdin", target);
        if (json)
        {
            terminal.Json(j =>
            {
                j.WriteString("model", report.Path);
                j.WriteNumber("series", report.Series);
                j.WriteNumber("points", report.Points);
                j.WriteBoolean("learned", report.Learned);
            });
        }
        else
        {
            terminal.Out.WriteLine($"{report.Path}: carried on over {Format.Count(report.Points)} new points of {Format.Count(report.Series)} series; {(report.Learned ? "the output learned from them" : "weights are as they were")}.");
        }

        return ExitCode.Done;
    }

    private static void WriteText(Terminal terminal, IReadOnlyList<SeriesForecast> forecasts)
    {
        foreach (SeriesForecast f in forecasts)
        {
            terminal.OutConsole.MarkupLine($"[bold]{Markup.Escape(Format.OneLine(f.Name))}[/]  {Line(f, Math.Min(terminal.OutWidth - 24, 120))}");
            Table table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
            table.AddColumn("step");
            foreach (string column in (string[])["forecast", "lower", "upper"])
                table.AddColumn(new TableColumn(column).RightAligned());
            foreach (ForecastStep s in f.Steps)
                table.AddRow(Markup.Escape(s.Label), Number(s.Value), Number(s.Lower), Number(s.Upper));
            terminal.OutConsole.Write(table);
        }

        terminal.Out.WriteLine("Eight in ten values lie between lower and upper, as far as the validation data tells.");
    }

    /// <summary>Past and forecast as blocks of eight heights; the forecast stands out.</summary>
    private static string Line(SeriesForecast f, int width)
    {
        double[] past = [.. f.History.Skip(Math.Max(0, f.History.Count - Math.Max(8, width - f.Steps.Count)))], ahead = [.. f.Steps.Take(width).Select(s => s.Value)];
        double low = past.Concat(ahead).Min(), range = Math.Max(past.Concat(ahead).Max() - low, double.Epsilon);
        return $"[grey]{string.Concat(past.Select(Block))}[/][bold]{string.Concat(ahead.Select(Block))}[/]";

        char Block(double v) => Blocks[Math.Clamp((int)((v - low) / range * Blocks.Length), 0, Blocks.Length - 1)];
    }

    private static void WriteCsv(Terminal terminal, IReadOnlyList<SeriesForecast> forecasts)
    {
        terminal.Out.WriteLine("series,step,forecast,lower,upper");
        foreach (SeriesForecast f in forecasts)
        {
            foreach (ForecastStep s in f.Steps)
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Format.CsvField(f.Name)},{Format.CsvField(s.Label)},{s.Value:R},{s.Lower:R},{s.Upper:R}"));
        }

        terminal.Out.Flush();
    }

    private static void WriteJson(Terminal terminal, IReadOnlyList<SeriesForecast> forecasts)
    {
        foreach (SeriesForecast f in forecasts)
        {
            terminal.Json(j =>
            {
                j.WriteString("series", f.Name);
                j.WriteStartArray("forecast");
                foreach (ForecastStep s in f.Steps)
                {
                    j.WriteStartObject();
                    j.WriteString("step", s.Label);
                    ReportJson.WriteNumber(j, "forecast", s.Value);
                    ReportJson.WriteNumber(j, "lower", s.Lower);
                    ReportJson.WriteNumber(j, "upper", s.Upper);
                    j.WriteEndObject();
                }

                j.WriteEndArray();
            });
        }
    }

    private static string Number(double v) => Math.Abs(v) switch
    {
        0 => "0",
        >= 1e7 or < 1e-4 => v.ToString("0.####e+0"),
        >= 1000 => v.ToString("#,0.0"),
        >= 10 => v.ToString("0.00"),
        _ => v.ToString("0.0000"),
    };
}
