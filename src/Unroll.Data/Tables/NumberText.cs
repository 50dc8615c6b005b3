using System.Globalization;
using Unroll.Data.Files;

namespace Unroll.Data.Tables;

/// <summary>Numbers as text files hold them: a point for the decimals, no separators of thousands, finite.</summary>
internal static class NumberText
{
    /// <summary>What may stand for a value that is not known: nothing, <c>NA</c> or <c>?</c>.</summary>
    public const string MissingForms = "an empty field, NA or ?";

    public static bool IsMissing(ReadOnlySpan<char> field)
    {
        field = field.Trim();
        return field.IsEmpty || field is "?" || field is "NA";
    }

    public static bool TryParse(ReadOnlySpan<char> field, out double value) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    public static bool TryParse(ReadOnlySpan<char> field, out float value)
    {
        // By way of double: a number too large for float is then seen, and rounding is the same as everywhere.
        bool ok = TryParse(field, out double wide);
        value = (float)wide;
        return ok && float.IsFinite(value);
    }

    /// <summary>Why a field is no number and what to do: the second half of a message.</summary>
    public static string WhyNot(ReadOnlySpan<char> field)
    {
        string shown = field.Length <= 40 ? field.ToString() : $"{field[..40]}...";
        return IsMissing(field)
            ? $"got a missing value ('{shown}'), expected a number. Fill it in or remove the row."
            : double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? $"got '{shown}', which is not finite or too large, expected a number. Write {MissingForms} for a value that is not known."
            : field.Contains(',') && double.TryParse(field.ToString().Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? $"got '{shown}', expected a number with a point for the decimals. Replace the comma."
            : $"got '{shown}', expected a number. Correct it, or choose other columns.";
    }

    /// <summary>Reads a line of numbers between blanks, tabs or commas.</summary>
    /// <param name="line">The line.</param>
    /// <param name="into">Where the numbers are added.</param>
    /// <param name="what">What messages call the file.</param>
    /// <param name="origin">Where the line stands.</param>
    /// <returns>How many there are.</returns>
    public static int ParseRow(ReadOnlySpan<char> line, List<float> into, string what, Origin origin)
    {
        int count = 0;
        foreach (Range range in line.SplitAny(' ', '\t', ','))
        {
            ReadOnlySpan<char> field = line[range];
            if (!field.IsWhiteSpace())
            {
                count++;
                into.Add(TryParse(field, out float value)
                    ? value
                    : throw new DataException($"{what} {origin}, number {count}: {WhyNot(field)}"));
            }
        }

        return count;
    }
}
