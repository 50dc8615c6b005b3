using System.Globalization;
using System.Text;
using Unroll.Kernels;
using Unroll.TestKit;

namespace Unroll.Cli.Tests.SmallData;

/// <summary>Tables of made numbers and letters.</summary>
internal static class SmallTables
{
    /// <summary>Sequences of bases around a donor (GT), an acceptor (AG) or neither, in a column of text.</summary>
    public static SmallSet Splice(TemporaryFolder folder)
    {
        const int Rows = 45;
        CounterRandom random = new(11);
        StringBuilder csv = new("label,instance_name,sequence\n");
        for (int i = 0; i < Rows; i++)
        {
            char[] bases = [.. Enumerable.Range(0, 60).Select(_ => "ACGT"[random.NextInt32(4)])];
            (string label, string middle) = (i % 3) switch { 0 => ("EI", "GTAAGT"), 1 => ("IE", "TTTCAG"), _ => ("N", "") };
            middle.CopyTo(0, bases, 30, middle.Length);
            csv.Append(CultureInfo.InvariantCulture, $"{label},MADE-{i},{new string(bases)}\n");
        }

        return new SmallSet(folder.Write("data/train.csv", csv.ToString()), null, Rows, "CCAGCTGCATCACAGGAGGCCAGCGAGCAGGTAAGTTCCAAGGGCCTTCGAGCCAGTCTG");
    }

    /// <summary>Purchases with a row number that has no name, a time, numbers, and whether they are fraud; one number is missing.</summary>
    public static SmallSet Purchases(TemporaryFolder folder)
    {
        const int Rows = 60;
        CounterRandom random = new(12);
        StringBuilder csv = new(",Time,V1,V2,V3,Amount,Class\n");
        for (int i = 0; i < Rows; i++)
        {
            int fraud = i % 4 == 0 ? 1 : 0;
            string v3 = i == 7 ? "" : Print(random.NextGaussian());
            csv.Append(CultureInfo.InvariantCulture, $"{i + 2},{100 * i}.0,{Print(random.NextGaussian() - (2 * fraud))},{Print(random.NextGaussian() + fraud)},{v3},{Print(50 * random.NextDouble())},{fraud}\n");
        }

        return new SmallSet(folder.Write("data/train.csv", csv.ToString()), null, Rows);
    }

    /// <summary>Whole numbers without a header, and a digit behind them.</summary>
    public static SmallSet Digits(TemporaryFolder folder, string name, int columns, int most)
    {
        const int Rows = 40;
        CounterRandom random = new((ulong)name.Length);
        StringBuilder csv = new();
        for (int i = 0; i < Rows; i++)
        {
            int digit = i % 4;
            for (int c = 0; c < columns; c++)
                csv.Append(CultureInfo.InvariantCulture, $"{Math.Clamp((int)(most * (0.5 + (0.4 * Math.Sin(((digit + 1) * c) + digit)) + (0.05 * random.NextGaussian()))), 0, most)},");
            csv.Append(digit).Append('\n');
        }

        return new SmallSet(folder.Write($"data/{name}", csv.ToString()), null, Rows);
    }

    /// <summary>A number as tables have it.</summary>
    public static string Print(double x) => x.ToString("0.0000", CultureInfo.InvariantCulture);
}
