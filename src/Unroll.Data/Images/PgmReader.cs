namespace Unroll.Data.Images;

/// <summary>Reads PGM images (Netpbm): P5 (bytes) and P2 (text), up to 16 bits.</summary>
internal static class PgmReader
{
    private const string What = "PGM";

    /// <summary>Whether bytes begin as a PGM does.</summary>
    public static bool IsPgm(ReadOnlySpan<byte> bytes) => bytes is [(byte)'P', (byte)'2' or (byte)'5', ..];

    /// <summary>Reads an image.</summary>
    /// <param name="bytes">A whole file.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="DataException">It is no PGM, or damaged.</exception>
    public static GreyImage Parse(byte[] bytes, string source)
    {
        int at = 2;
        int width = Number(bytes, ref at, source, "the width"), height = Number(bytes, ref at, source, "the height"), most = Number(bytes, ref at, source, "the largest value");
        if (!IsPgm(bytes) || width < 1 || height < 1 || most is < 1 or > 65535 || (long)width * height > 100_000_000)
        {
            throw new DataException($"{What} '{source}': its header states {width} x {height} pixels of 0 to {most}, expected P2 or P5, sizes of at least 1 and a largest value up to 65535. Save the file again.");
        }

        float[] values = new float[width * height];
        int sample = most > 255 ? 2 : 1;
        at++;
        if (bytes[1] == '5' && bytes.Length - at < values.Length * sample)
        {
            throw new DataException($"{What} '{source}': {Math.Max(0, bytes.Length - at)} bytes follow the header, expected {values.Length * sample} for {width} x {height} pixels. The file is cut off; copy or save it again.");
        }

        at -= bytes[1] == '2' ? 1 : 0;
        for (int i = 0; i < values.Length; i++)
        {
            int value = bytes[1] == '2' ? Number(bytes, ref at, source, $"pixel {i + 1} of {values.Length}") : sample == 2 ? (bytes[at + (2 * i)] << 8) | bytes[at + (2 * i) + 1] : bytes[at + i];
            values[i] = Math.Min(1, value / (float)most);
        }

        return new GreyImage(width, height, values);
    }

    /// <summary>A whole number of the text; blanks and comments before it are passed over.</summary>
    private static int Number(byte[] bytes, ref int at, string source, string what)
    {
        while (at < bytes.Length && (bytes[at] is (byte)'#' || char.IsWhiteSpace((char)bytes[at])))
        {
            at = bytes[at] == '#' && Array.IndexOf(bytes, (byte)'\n', at) is var end ? (end < 0 ? bytes.Length : end) : at + 1;
        }

        int start = at;
        long value = 0;
        while (at < bytes.Length && char.IsAsciiDigit((char)bytes[at]) && at - start < 9)
        {
            value = (value * 10) + (bytes[at++] - '0');
        }

        return at > start ? (int)value : throw new DataException($"{What} '{source}', byte {start}: got {(start < bytes.Length ? $"the byte {bytes[start]:X2}" : "the end of the file")}, expected a number: {what}. Save the file again.");
    }
}
