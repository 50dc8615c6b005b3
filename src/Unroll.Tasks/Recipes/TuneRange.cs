using System.Globalization;

namespace Unroll.Tasks.Recipes;

/// <summary>What a key of the section <c>tune</c> may become: one of some values, or a number of a range.</summary>
/// <param name="Key">The key of the task.</param>
public sealed record TuneRange(Key Key)
{
    /// <summary>The values to choose from, each as likely; empty for a range.</summary>
    public IReadOnlyList<object?> Choices { get; init; } = [];

    /// <summary>The smallest number of a range.</summary>
    public double From { get; init; }

    /// <summary>The largest number of a range, itself included.</summary>
    public double To { get; init; }

    /// <summary>Whether each factor is as likely, and not each difference: for learning rates and sizes.</summary>
    public bool Log { get; init; }

    /// <summary>Only <see cref="From"/> plus multiples of this are drawn; null for any number, or any whole number of an integer key.</summary>
    public double? Step { get; init; }

    /// <summary>Whether values are whole numbers.</summary>
    public bool IsWhole => Key.Kind is KeyKind.Integer or KeyKind.ChoiceOrInteger;

    /// <summary>How many different values there are; infinite for a range of real numbers.</summary>
    public double Count => Choices.Count > 0 ? Choices.Distinct().Count()
        : Step is null && !IsWhole && From < To ? double.PositiveInfinity
        : Math.Floor(((To - From) / (Step ?? 1)) + 1e-9) + 1;

    /// <summary>Keys that a search may not vary, because its trials could not be compared.</summary>
    internal static readonly IReadOnlyList<Key> Fixed =
    [
        TrainKeys.Steps, TrainKeys.Epochs, DataKeys.ValidFraction, DataKeys.MaxValidCharacters,
        LabelledDataKeys.Split, LabelledDataKeys.SplitSeed, LabelledDataKeys.Group, LabelledDataKeys.Folds, LabelledDataKeys.Fold,
        ForecastDataKeys.Series, ForecastDataKeys.Target, ForecastDataKeys.Gaps, ForecastDataKeys.Horizon, ForecastDataKeys.TrainPoints,
        ForecastDataKeys.ValidPoints, ForecastDataKeys.TestPoints, ForecastDataKeys.Stride, ForecastDataKeys.Units,
        ForecastDataKeys.Generate, ForecastDataKeys.GeneratePoints, ForecastDataKeys.GenerateSeed, ForecastDataKeys.ErrorAt, ForecastDataKeys.Lyapunov, ForecastDataKeys.Repeated,
        TranscribeDataKeys.HeldBack, TranscribeDataKeys.JoinLeast, TranscribeDataKeys.JoinMost, TranscribeDataKeys.JoinValidCount, TranscribeDataKeys.JoinBy,
        TranscribeDataKeys.JoinGapLeast, TranscribeDataKeys.JoinGapMost, TranscribeDataKeys.JoinNoise,
    ];

    /// <summary>Whether a search may vary a key: paths, the validation data and the length of training stay as they are.</summary>
    /// <param name="key">A key of a task.</param>
    /// <returns>True when it may stand in <c>tune</c>.</returns>
    public static bool MayVary(Key key) => key.Kind != KeyKind.Path && !Fixed.Any(k => k.Path == key.Path);

    /// <summary>Draws a value.</summary>
    /// <param name="u">Uniform in [0, 1).</param>
    /// <returns>A long, double, string, bool or null that the key takes.</returns>
    public object? Draw(double u)
    {
        if (Choices.Count > 0)
        {
            return Choices[(int)(u * Choices.Count)];
        }

        double step = Step ?? (IsWhole ? 1 : 0), x;
        if (Log)
        {
            x = Math.Exp(Math.Log(From) + (u * (Math.Log(To) - Math.Log(From))));
            x = step > 0 ? From + (step * Math.Round((x - From) / step)) : x;
            x -= x > To ? step : 0;
        }
        else
        {
            x = step > 0 ? From + (step * Math.Floor(u * Count)) : From + (u * (To - From));
        }

        // Four digits are enough to find a good value, and can be read and typed.
        x = IsWhole ? Math.Round(x) : double.Parse(x.ToString(step > 0 ? "G12" : "G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        x = Math.Clamp(x, From, To);
        return IsWhole ? (object)(long)x : x;
    }

    /// <summary>The value as <c>--set</c> takes it.</summary>
    internal static string Text(object? value) => value switch
    {
        string s => s,
        _ => Key.Print(value),
    };
}
