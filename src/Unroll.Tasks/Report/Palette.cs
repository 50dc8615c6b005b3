using System.Text;

namespace Unroll.Tasks.Report;

/// <summary>The colours of a page, as RGB in hexadecimal.</summary>
/// <param name="Background">Of the page.</param>
/// <param name="Surface">Of cards, and of cells of a confusion matrix that hold nothing.</param>
/// <param name="Text">Of letters.</param>
/// <param name="Muted">Of letters that matter less, and of the training curve.</param>
/// <param name="Line">Of grids and borders.</param>
/// <param name="Model">What is the model's.</param>
/// <param name="Baseline">What is the baseline's.</param>
/// <param name="Right">What is right.</param>
/// <param name="Wrong">What is wrong.</param>
/// <param name="Hues">Of channels that lie over each other.</param>
internal sealed record Palette(string Background, string Surface, string Text, string Muted, string Line, string Model, string Baseline, string Right, string Wrong, string[] Hues)
{
    /// <summary>How many shades a hue has above none.</summary>
    public const int Shades = 10;

    /// <summary>For light surroundings, and for paper.</summary>
    public static Palette Light { get; } = new("ffffff", "f4f6f8", "1b1f24", "57606a", "d0d7de", "0b5cad", "8a5a00", "0b5cad", "b3361d",
        ["0b5cad", "c2410c", "17803d", "8250df", "8a6100", "bf3989", "0a7480", "57606a"]);

    /// <summary>For dark surroundings.</summary>
    public static Palette Dark { get; } = new("14171c", "1f242b", "e6e9ed", "a3adb8", "3a424c", "6cb0ff", "d9a13b", "6cb0ff", "ff8a66",
        ["6cb0ff", "ff9b6a", "56d68c", "c8a6ff", "e3b341", "ff8fc7", "4fd0dc", "a8b1bb"]);

    /// <summary>A shade of the hue for what is right or wrong.</summary>
    /// <param name="right">Whether it is right.</param>
    /// <param name="shade">0 for the surface to <see cref="Shades"/> for the hue.</param>
    public string Shade(bool right, int shade) => Mix(Surface, right ? Right : Wrong, (double)shade / Shades);

    /// <summary>Black or white, whichever stands out more from a colour.</summary>
    public static string Ink(string colour) => Contrast(colour, "000000") >= Contrast(colour, "ffffff") ? "000000" : "ffffff";

    /// <summary>The contrast of two colours, 1 to 21 (WCAG 2.1).</summary>
    public static double Contrast(string one, string other)
    {
        double a = Luminance(one), b = Luminance(other);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <summary>The declarations that a stylesheet uses.</summary>
    public string Css()
    {
        StringBuilder css = new();
        css.Append($"--background:#{Background};--surface:#{Surface};--text:#{Text};--muted:#{Muted};--line:#{Line};--model:#{Model};--baseline:#{Baseline};--right:#{Right};--wrong:#{Wrong}");
        for (int i = 0; i < Hues.Length; i++)
        {
            css.Append($";--s{i}:#{Hues[i]}");
        }

        for (int i = 1; i <= Shades; i++)
        {
            string right = Shade(right: true, i), wrong = Shade(right: false, i);
            css.Append($";--right{i}:#{right};--on-right{i}:#{Ink(right)};--wrong{i}:#{wrong};--on-wrong{i}:#{Ink(wrong)}");
        }

        return css.ToString();
    }

    private static string Mix(string from, string to, double share)
    {
        byte[] a = Convert.FromHexString(from), b = Convert.FromHexString(to);
        return Convert.ToHexStringLower([.. a.Zip(b, (x, y) => (byte)Math.Round(x + (share * (y - x))))]);
    }

    private static double Luminance(string colour)
    {
        double[] linear = [.. Convert.FromHexString(colour).Select(static c => c / 255.0).Select(static c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))];
        return (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);
    }
}
