using System.Globalization;

namespace Unroll.Tasks.Report;

/// <summary>Numbers as people read them.</summary>
internal static class Rounded
{
    /// <summary>What stands for a number that is none.</summary>
    public const string None = "\u2013";

    // A number and its unit stay on one line.
    private const string Percent = "\u00a0%";

    /// <summary>Four significant digits at most, thousands separated; very small or large ones as powers of ten.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
            return None;
        double size = Math.Abs(value);
        if (size is not 0 and (< 1e-4 or >= 1e9))
            return value.ToString("0.##e0", CultureInfo.InvariantCulture);
        int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 0.1 ? 3 : size >= 0.01 ? 4 : size >= 0.001 ? 5 : 6;
        return value.ToString("#,0." + new string('#', decimals), CultureInfo.InvariantCulture);
    }

    /// <summary>A share of one in percent, with one decimal; what is not quite none or all does not look as if it were.</summary>
    public static string Share(double share)
    {
        if (!double.IsFinite(share))
            return None;
        return share switch
        {
            > 0 and < 0.0005 => "<\u00a00.1" + Percent,
            > 0.9995 and < 1 => ">\u00a099.9" + Percent,
            _ => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + Percent,
        };
    }

    /// <summary>A number of things, thousands separated.</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A number of things in five characters at most, such as 9,999, 123k or 1.2M.</summary>
    public static string Short(double value) => Math.Abs(value) switch
    {
        >= 999_500 => (value / 1e6).ToString("#,0.#", CultureInfo.InvariantCulture) + "M",
        >= 10_000 => (value / 1e3).ToString("0.#", CultureInfo.InvariantCulture) + "k",
        _ => value.ToString("#,0", CultureInfo.InvariantCulture),
    };

    /// <summary>The beginning of a text, an ellipsis behind it if anything is missing; no character is cut in two.</summary>
    public static string Start(string text, int length)
    {
        if (text.Length <= length)
            return text;
        int end = length - 1;
        int[] starts = StringInfo.ParseCombiningCharacters(text[..Math.Min(text.Length, length + 16)]);
        int at = Array.FindLastIndex(starts, start => start <= end);
        return text[..(at > 0 ? starts[at] : end)] + "\u2026";
    }
}
