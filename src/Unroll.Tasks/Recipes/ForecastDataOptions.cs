using Unroll.Data.Files;
using Unroll.Data.Generated;

namespace Unroll.Tasks.Recipes;

/// <summary>The keys of the section <c>data</c> of the task <c>forecast</c>.</summary>
public static class ForecastDataKeys
{
    private static readonly Key Train = DataKeys.Train with { Help = "The series to learn from: a CSV or a .gz of one, as `format` says", Required = false, Optional = true, DefaultNote = "required, unless `generate` is given", Example = "\"sales.csv\"" };

    /// <summary>Series of a known system.</summary>
    public static readonly Key Generate = new("data.generate", KeyKind.Choice, null,
        "Series that are computed, in place of a file: lorenz (columns x, y, z, a step of 0.02), narma10 (input u, target y) or mackey-glass (a delay of 17)")
    { Choices = GeneratedSeries.Names, Optional = true, Example = "\"lorenz\"" };

    /// <summary>How long they are.</summary>
    public static readonly Key GeneratePoints = new("data.generatePoints", KeyKind.Integer, 10_000L, "With `generate`: how many steps") { Min = 10, Max = 10_000_000 };

    /// <summary>Where they begin.</summary>
    public static readonly Key GenerateSeed = new("data.generateSeed", KeyKind.Integer, 1L, "With `generate`: fixes where the system begins and what drives it") { Min = 0, Max = 9007199254740991 };

    /// <summary>Steps with an error of their own.</summary>
    public static readonly Key ErrorAt = new("data.errorAt", KeyKind.Text, null, "Steps ahead whose NRMSE is a metric by itself, with commas between them: \"84\" gives `nrmse84`")
    { Optional = true, Example = "\"84\"" };

    /// <summary>How chaotic the system is.</summary>
    public static readonly Key Lyapunov = new("data.lyapunov", KeyKind.Number, null,
        "The largest Lyapunov exponent of the system a step: gives the metric `validTime`, the median time in Lyapunov times until the error of a forecast is 0.4 of the series' deviation")
    { Optional = true, Min = 0, MinExcluded = true, Max = 1000, Example = "0.01812" };

    /// <summary>Labelled anomalies.</summary>
    public static readonly Key Anomalies = new("data.anomalies", KeyKind.Path, null,
        "A JSON file of labelled anomalies: a list of [\"begin\", \"end\"], or an object with such a list for each data file; gives the metrics `windowsFound`, `windows` and `falseAlarms` (a week)")
    { Optional = true, Example = "\"windows.json\"" };

    /// <summary>From forecast to observation.</summary>
    public static readonly Key AnomalyAhead = new("data.anomalyAhead", KeyKind.Integer, null,
        "For `unroll forecast --anomalies`: how many steps before it the forecast was made that an observation is held against, at most `horizon`: 1 finds what is sudden, more also what comes slowly")
    { Optional = true, Min = 1, Max = 10_000, DefaultNote = "null: no anomaly scores, or 1 with `anomalies`", Example = "1" };

    /// <summary>The half-life of scores.</summary>
    public static readonly Key AnomalySmoothing = new("data.anomalySmoothing", KeyKind.Number, 0.0, "Over how many steps the weight of a score halves in the running mean that alarms go by; 0 = each point by itself") { Min = 0, Max = 1e6 };

    /// <summary>How many alarms are allowed.</summary>
    public static readonly Key FalseAlarmRate = new("data.falseAlarmRate", KeyKind.Number, 1e-4, "Which share of usual points may be above the threshold of an alarm, which the validation points set")
    { Min = 0, MinExcluded = true, Max = 0.1 };

    /// <summary>What becomes of times that go back.</summary>
    public static readonly Key Repeated = new("data.repeated", KeyKind.Choice, "error",
        "What becomes of rows whose time is not after that of the row before, as when clocks are set back: an error, or dropped until time goes on")
    { Choices = ["error", "drop"] };

    private static readonly Key Valid = DataKeys.Valid with
    {
        Help = "A file of series to validate on; when absent, the last points of each training series are held back",
        DefaultNote = "null: hold back `validPoints`",
        Example = "\"sales-2024.csv\"",
    };

    private static readonly Key ValidFraction = DataKeys.ValidFraction with
    {
        Default = 0.1,
        Help = "Which share of each series is held back for validation, at least `horizon` points, when neither `valid` nor `validPoints` is given",
    };

    /// <summary>How series are written.</summary>
    public static readonly Key Format = new("data.format", KeyKind.Choice, "wide",
        "How series are written: wide (a step a row, a column a series; also a single column), long (a row a step and series, with columns for name, time and value), rows (a row a series: its name, then its values; shorter rows end in empty fields)")
    { Choices = ["wide", "long", "rows"] };

    /// <summary>The column of the time.</summary>
    public static readonly Key Time = new("data.time", KeyKind.Text, null,
        "Formats wide and long: the column of the time, such as 2024-01, 2024-01-31 or 2024-01-31 13:00")
    { Optional = true, DefaultNote = "null: the first column, if it holds dates", Example = "\"date\"" };

    /// <summary>The column of the name.</summary>
    public static readonly Key Series = new("data.series", KeyKind.Text, null, "Format long: the column that names the series of a row") { Optional = true, Example = "\"store\"" };

    /// <summary>What is forecast.</summary>
    public static readonly Key Target = new("data.target", KeyKind.Text, null,
        "What is forecast: columns of a wide table, with commas between them, each a series; of a long table the column of the value")
    { Optional = true, DefaultNote = "null: all columns that have no other use", Example = "\"OT\"" };

    private static readonly Key Exclude = LabelledDataKeys.Exclude with { Help = "Formats wide and long: columns that are left out, with commas between them" };

    /// <summary>Covariates that are known ahead.</summary>
    public static readonly Key Known = new("data.known", KeyKind.Text, null,
        "Columns of numbers that are known ahead, such as holidays or prices, with commas between them; a forecast needs them for its steps, in rows whose target is empty")
    { Optional = true, Example = "\"holiday\"" };

    /// <summary>Covariates that are not known ahead.</summary>
    public static readonly Key Unknown = new("data.unknown", KeyKind.Text, null,
        "Columns of numbers that are known only up to now, such as the weather, with commas between them")
    { Optional = true, Example = "\"temperature\"" };

    /// <summary>What becomes of gaps.</summary>
    public static readonly Key Gaps = new("data.gaps", KeyKind.Choice, "error",
        "What becomes of steps that are missing and of empty values within a series: an error, filled with the value before (which uses nothing of what comes later), or, of times only, ignored (as with days without trade)")
    { Choices = ["error", "fill", "ignore"] };

    /// <summary>Calendar features.</summary>
    public static readonly Key Calendar = new("data.calendar", KeyKind.Boolean, true,
        "Whether the network is told hour, day of the week and time of the year, as far as the steps are shorter than these and there is a column of the time");

    /// <summary>How far back.</summary>
    public static readonly Key History = new("data.history", KeyKind.Integer, 24L, "How many steps of the past a forecast is made from") { Min = 1, Max = 100_000 };

    /// <summary>How far ahead.</summary>
    public static readonly Key Horizon = new("data.horizon", KeyKind.Integer, 12L, "How many steps are forecast at once") { Min = 1, Max = 10_000 };

    /// <summary>The length of a season.</summary>
    public static readonly Key Season = new("data.season", KeyKind.Integer, 1L,
        "How many steps a season has, such as 12 for months or 24 for hours; 1 = none. It says what the seasonal naive forecast and MASE are")
    { Min = 1, Max = 100_000 };

    /// <summary>Earlier values that the network is shown beside each step.</summary>
    public static readonly Key Lags = new("data.lags", KeyKind.Text, null,
        "How many steps back the values lie that the network is shown beside each step, of the past and of what is forecast, as in \"24, 168\"; none = no such values")
    { Optional = true, DefaultNote = "null: `season`, if it is above 1", Example = "\"24, 168\"" };

    /// <summary>How values are scaled.</summary>
    public static readonly Key Scale = new("data.scale", KeyKind.Choice, "window",
        "How values are brought to a common size: window (less the mean of the last season, divided by the mean distance from it over the history, but at least by the series' mean step), mean (divided by the mean size over the history, as in DeepAR), series (mean 0 and deviation 1 over the training part of each series), none")
    { Choices = ["window", "mean", "series", "none"] };

    /// <summary>Whether logarithms are taken.</summary>
    public static readonly Key Log = new("data.log", KeyKind.Boolean, false, "Whether logarithms are forecast: for positive series whose swings grow with their level");

    /// <summary>Where training ends.</summary>
    public static readonly Key TrainPoints = new("data.trainPoints", KeyKind.Integer, null,
        "How many points at the start of each series are learned from; then follow `validPoints` and `testPoints`, and what comes behind is not used")
    { Optional = true, Min = 1, Max = 1e9, DefaultNote = "null: all but those at the end", Example = "8640" };

    /// <summary>How much validates.</summary>
    public static readonly Key ValidPoints = new("data.validPoints", KeyKind.Integer, null, "How many points of each series choose the model and the width of its intervals")
    { Optional = true, Min = 1, Max = 1e9, DefaultNote = "null: `validFraction`", Example = "48" };

    /// <summary>How much is only measured.</summary>
    public static readonly Key TestPoints = new("data.testPoints", KeyKind.Integer, 0L,
        "How many points of each series, behind those for validation, are only measured on; 0 = the metrics are those of the validation points")
    { Min = 0, Max = 1e9 };

    /// <summary>From forecast to forecast.</summary>
    public static readonly Key Stride = new("data.stride", KeyKind.Integer, null,
        "Evaluation: how many steps lie between the starts of two forecasts of a series")
    { Optional = true, Min = 1, Max = 1e9, DefaultNote = "null: `horizon`", Example = "1" };

    /// <summary>The units of the metrics.</summary>
    public static readonly Key Units = new("data.units", KeyKind.Choice, "data",
        "The units of mse, mae, rmse, nrmse and crps: those of the data, or series standardised by their training part, as is usual where series have different units")
    { Choices = ["data", "standardised"] };

    /// <summary>The keys in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> All =
    [
        Train, Generate, GeneratePoints, GenerateSeed, Valid, Format, History, Horizon, Season, Lags, Scale, Log, Time, Series, Target, Exclude, Known, Unknown, Gaps, Repeated, Calendar, ValidFraction, TrainPoints, ValidPoints,
        TestPoints, Stride, Units, ErrorAt, Lyapunov, Anomalies, AnomalyAhead, AnomalySmoothing, FalseAlarmRate, LabelledDataKeys.Encoding,
    ];
}

/// <summary>The section <c>data</c> of the task <c>forecast</c>; <see cref="ForecastDataKeys"/> says what each key means.</summary>
/// <param name="values">Where the values come from.</param>
public sealed class ForecastDataOptions(RecipeValues values)
{
    /// <summary>Path as written, or what is generated.</summary>
    public string Train { get; } = values.OptionalText(ForecastDataKeys.Generate) ?? values.Text(DataKeys.Train);

    /// <summary>The system that is generated in place of a file, or null.</summary>
    public string? Generate { get; } = values.OptionalText(ForecastDataKeys.Generate);

    /// <summary>Steps of it.</summary>
    public int GeneratePoints { get; } = (int)values.Integer(ForecastDataKeys.GeneratePoints);

    /// <summary>Its seed.</summary>
    public ulong GenerateSeed { get; } = (ulong)values.Integer(ForecastDataKeys.GenerateSeed);

    /// <summary>Steps ahead, from 1, that have an NRMSE of their own.</summary>
    public IReadOnlyList<int> ErrorAt { get; } = ErrorAtOf(values);

    /// <summary>Lyapunov times a step, or null.</summary>
    public double? Lyapunov { get; } = values.OptionalNumber(ForecastDataKeys.Lyapunov);

    /// <summary>Path as written, or null.</summary>
    public string? Valid { get; } = values.OptionalText(DataKeys.Valid);

    /// <summary><c>wide</c>, <c>long</c> or <c>rows</c>.</summary>
    public string Format { get; } = values.Text(ForecastDataKeys.Format);

    /// <summary>The column of the time, or null to find out.</summary>
    public string? Time { get; } = values.OptionalText(ForecastDataKeys.Time);

    /// <summary>The column of the name.</summary>
    public string? Series { get; } = values.OptionalText(ForecastDataKeys.Series);

    /// <summary>What is forecast, or null for all.</summary>
    public IReadOnlyList<string>? Target { get; } = List(values, ForecastDataKeys.Target);

    /// <summary>Columns that are left out.</summary>
    public IReadOnlyList<string> Exclude { get; } = List(values, LabelledDataKeys.Exclude) ?? [];

    /// <summary>Covariates that are known ahead.</summary>
    public IReadOnlyList<string> Known { get; } = List(values, ForecastDataKeys.Known) ?? [];

    /// <summary>Covariates that are not.</summary>
    public IReadOnlyList<string> Unknown { get; } = List(values, ForecastDataKeys.Unknown) ?? [];

    /// <summary><c>error</c>, <c>fill</c> or <c>ignore</c>.</summary>
    public string Gaps { get; } = values.Text(ForecastDataKeys.Gaps);

    /// <summary>Whether rows whose time goes back are dropped.</summary>
    public bool DropsRepeated { get; } = values.Text(ForecastDataKeys.Repeated) == "drop";

    /// <summary>Path of labelled anomalies as written, or null.</summary>
    public string? Anomalies { get; } = values.OptionalText(ForecastDataKeys.Anomalies);

    /// <summary>Steps from forecast to observation, or null for no anomaly scores.</summary>
    public int? AnomalyAhead { get; } = (int?)values.OptionalInteger(ForecastDataKeys.AnomalyAhead);

    /// <summary>The half-life of the running mean of scores, in steps.</summary>
    public double AnomalySmoothing { get; } = values.Number(ForecastDataKeys.AnomalySmoothing);

    /// <summary>The share of usual points above the threshold.</summary>
    public double FalseAlarmRate { get; } = values.Number(ForecastDataKeys.FalseAlarmRate);

    /// <summary>Whether the network is told the calendar.</summary>
    public bool Calendar { get; } = values.Boolean(ForecastDataKeys.Calendar);

    /// <summary>Steps of the past.</summary>
    public int History { get; } = (int)values.Integer(ForecastDataKeys.History);

    /// <summary>Steps ahead.</summary>
    public int Horizon { get; } = (int)values.Integer(ForecastDataKeys.Horizon);

    /// <summary>Steps a season; 1 for none.</summary>
    public int Season { get; } = (int)values.Integer(ForecastDataKeys.Season);

    /// <summary>How far back the values lie that are shown beside each step, rising.</summary>
    public IReadOnlyList<int> Lags { get; } = LagsOf(values);

    /// <summary><c>window</c>, <c>mean</c>, <c>series</c> or <c>none</c>.</summary>
    public string Scale { get; } = values.Text(ForecastDataKeys.Scale);

    /// <summary>Whether logarithms are taken.</summary>
    public bool Log { get; } = values.Boolean(ForecastDataKeys.Log);

    /// <summary>Points for training, or null for all but those at the end.</summary>
    public int? TrainPoints { get; } = (int?)values.OptionalInteger(ForecastDataKeys.TrainPoints);

    /// <summary>Points for validation, or null.</summary>
    public int? ValidPoints { get; } = (int?)values.OptionalInteger(ForecastDataKeys.ValidPoints);

    /// <summary>Points that are only measured on.</summary>
    public int TestPoints { get; } = (int)values.Integer(ForecastDataKeys.TestPoints);

    /// <summary>Above 0, at most 0.5.</summary>
    public double ValidFraction { get; } = values.Number(DataKeys.ValidFraction);

    /// <summary>Steps between the starts of two forecasts.</summary>
    public int Stride { get; } = (int)(values.OptionalInteger(ForecastDataKeys.Stride) ?? values.Integer(ForecastDataKeys.Horizon));

    /// <summary>Whether metrics are those of standardised series.</summary>
    public bool Standardised { get; } = values.Text(ForecastDataKeys.Units) == "standardised";

    /// <summary>How characters are stored.</summary>
    public TextEncoding Encoding { get; } = values.Text(LabelledDataKeys.Encoding) == "latin-1" ? TextEncoding.Latin1 : TextEncoding.Utf8;

    private static string[]? List(RecipeValues values, Key key) =>
        values.OptionalText(key)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static int[] ErrorAtOf(RecipeValues values) => [.. (List(values, ForecastDataKeys.ErrorAt) ?? []).Select(at => int.TryParse(at, out int step) && step >= 1 && step <= values.Integer(ForecastDataKeys.Horizon)
        ? step
        : throw new DataException($"{values.PlaceOf(ForecastDataKeys.ErrorAt)}: 'data.errorAt' has '{at}', expected steps from 1 to {values[ForecastDataKeys.Horizon]}, which 'data.horizon' is, with commas between them. Correct it, or raise the horizon.")).Distinct().Order()];

    private static int[] LagsOf(RecipeValues values)
    {
        string? text = values.OptionalText(ForecastDataKeys.Lags);
        if (text is null)
        {
            int season = (int)values.Integer(ForecastDataKeys.Season);
            return season > 1 ? [season] : [];
        }

        return text == "none" ? [] : [.. List(values, ForecastDataKeys.Lags)!.Select(lag => int.TryParse(lag, out int steps) && steps is > 0 and <= 100_000
            ? steps
            : throw new DataException($"{values.PlaceOf(ForecastDataKeys.Lags)}: 'data.lags' has '{lag}', expected numbers of steps from 1 to 100000 with commas between them, as in \"24, 168\", or \"none\".")).Distinct().Order()];
    }
}
