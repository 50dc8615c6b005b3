using System.Text.Json.Serialization;
using Unroll.Tasks.Forecast.Anomalies;

namespace Unroll.Tasks.Forecast;

/// <summary>What <see cref="LinearBaseline"/> leaves in a model file.</summary>
/// <param name="Features">Steps of the history.</param>
/// <param name="Weights">[horizon, history]</param>
/// <param name="Intercept">[horizon]</param>
internal sealed record LinearRecord(int Features, float[] Weights, double[] Intercept);

/// <summary>What a model file keeps of a series: its end, to forecast on from, and its scale.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">The file it came from.</param>
/// <param name="Start">The time of the first value that is kept, or null.</param>
/// <param name="Months">Months a step, or 0.</param>
/// <param name="Ticks">Time a step.</param>
/// <param name="Ends">Whether steps are ends of months.</param>
/// <param name="Times">All times, where steps are not equal.</param>
/// <param name="Values">The last points.</param>
/// <param name="Known">Covariates.</param>
/// <param name="Unknown">Covariates.</param>
/// <param name="Scale">What training measured.</param>
/// <param name="SeasonalError">The denominator of MASE, or null of a series that never changes.</param>
/// <param name="Indices">The season's factors for the steps that follow, for naive 2.</param>
internal sealed record SeriesRecord(string Name, string File, DateTime? Start, int Months, long Ticks, bool Ends, DateTime[]? Times, double[] Values, double[][] Known, double[][] Unknown,
    SeriesScale Scale, double? SeasonalError, double[] Indices)
{
    /// <summary>By what the intervals of this series are widened after an update, since its latest forecasts turned out so; null before.</summary>
    public double? Width { get; init; }
}

/// <summary>How the series of a model are read, beside the recipe.</summary>
/// <param name="Calendar">What the network is told of the time.</param>
/// <param name="Widening">By what its intervals are widened.</param>
/// <param name="Series">The series.</param>
/// <param name="Anomalies">What is usual, where the recipe asks for anomaly scores.</param>
internal sealed record ForecastRecord(CalendarFeatures Calendar, double Widening, SeriesRecord[] Series, AnomalyScale? Anomalies = null);

/// <summary>The JSON of what a model of the task keeps, written without reflection.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LinearRecord))]
[JsonSerializable(typeof(ForecastRecord))]
internal sealed partial class ForecastJson : JsonSerializerContext;
