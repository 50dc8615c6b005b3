using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Unroll.Cli.Output;
using Unroll.Storage;
using Unroll.Tasks.Forecast;

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
        Option<bool> csv = new("--csv") { Description = "Print series, step, forecast, lower and upper as CSV" };
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json("Print JSON, one object a series");
        Verb verb = new("forecast", "Says how series go on, with 80 % intervals", "MODEL [DATA|-] [options]",
            ("forecast runs/airline-passengers", "the next steps after the training data"),
            ("forecast runs/m4-hourly new.csv.gz --csv", "of other series, for a table"),
            ("forecast runs/airline-passengers --horizon 36 --plot next.svg", "further ahead, and as a picture"))
        {
            model,
            data,
            horizon,
            plot,
            csv,
            threads,
            json,
        };
        verb.Validators.Add(r =>
        {
            if (r.GetValue(csv) && r.GetValue(json))
                r.AddError("--csv and --json are both given, expected one of them: each says how the answer is printed.");
        });
        verb.SetAction(r =>
        {
            IForecastModel loaded = ModelPath.Open<IForecastModel>(r.GetRequiredValue(model), r.GetValue(threads), "forecast");
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
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Field(f.Name)},{Field(s.Label)},{s.Value:R},{s.Lower:R},{s.Upper:R}"));
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

    /// <summary>A field as RFC 4180 has it.</summary>
    private static string Field(string text) => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";

    private static string Number(double v) => Math.Abs(v) switch
    {
        0 => "0",
        >= 1e7 or < 1e-4 => v.ToString("0.####e+0"),
        >= 1000 => v.ToString("#,0.0"),
        >= 10 => v.ToString("0.00"),
        _ => v.ToString("0.0000"),
    };
}
