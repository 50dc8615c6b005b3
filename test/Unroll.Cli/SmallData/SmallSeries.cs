using System.Text;
using Unroll.Kernels;
using Unroll.TestKit;
using static Unroll.Cli.Tests.SmallData.SmallTables;

namespace Unroll.Cli.Tests.SmallData;

/// <summary>Waves whose pitch is their label.</summary>
internal static class SmallSeries
{
    /// <summary>A label and forty numbers a row.</summary>
    public static SmallSet Rows(TemporaryFolder folder)
    {
        const int Count = 40;
        CounterRandom random = new(21);
        StringBuilder csv = new("label," + string.Join(',', Enumerable.Range(0, 40).Select(t => $"x{t}")) + "\n");
        for (int i = 0; i < Count; i++)
            csv.Append(i % 4).Append(',').AppendJoin(',', Wave(ref random, i % 4, 40)).Append('\n');
        return new SmallSet(folder.Write("data/train.csv", csv.ToString()), null, Count);
    }

    /// <summary>A file of four channels for each walk, and a table of labels.</summary>
    public static SmallSet Walks(TemporaryFolder folder)
    {
        const int Count = 20;
        CounterRandom random = new(22);
        StringBuilder targets = new("#sequence_ID, class_label\n");
        for (int i = 0; i < Count; i++)
        {
            int label = i % 2;
            targets.Append(i + 1).Append(", ").Append(label == 0 ? -1 : 1).Append('\n');
            folder.Write($"data/MovementAAL_RSS_{i + 1}.csv", "#RSS_anchor1, RSS_anchor2, RSS_anchor3, RSS_anchor4\n" + Steps(ref random, label, length: 12 + (i % 5), channels: 4, ","));
        }

        folder.Write("data/MovementAAL_target.csv", targets.ToString());
        return new SmallSet(folder.File("data"), null, Count);
    }

    /// <summary>Blocks of twelve channels, and beside them how many each speaker has.</summary>
    public static SmallSet Vowels(TemporaryFolder folder)
    {
        CounterRandom random = new(23);
        StringBuilder blocks = new();
        for (int i = 0; i < 36; i++)
            blocks.Append(Steps(ref random, i / 12, length: 7 + (i % 6), channels: 12, " ")).Append('\n');
        folder.Write("data/size_ae.train", "12 12 12\n");
        return new SmallSet(folder.Write("data/ae.train", blocks.ToString()), null, 36);
    }

    /// <summary>A file for each of nine channels, a window a line, and a file of labels.</summary>
    public static SmallSet Windows(TemporaryFolder folder)
    {
        const int Count = 30;
        CounterRandom random = new(24);
        foreach (string channel in (string[])["body_acc", "body_gyro", "total_acc"])
        {
            foreach (string axis in (string[])["x", "y", "z"])
            {
                StringBuilder lines = new();
                for (int i = 0; i < Count; i++)
                    lines.AppendJoin(' ', Wave(ref random, i % 3, 32)).Append('\n');
                folder.Write($"data/{channel}_{axis}_train.txt", lines.ToString());
            }
        }

        folder.Write("data/y_train.txt", string.Concat(Enumerable.Range(0, Count).Select(i => $"{(i % 3) + 1}\n")));
        return new SmallSet(folder.File("data"), null, Count);
    }

    private static string Steps(ref CounterRandom random, int label, int length, int channels, string separator)
    {
        StringBuilder lines = new();
        for (int t = 0; t < length; t++)
        {
            string[] row = new string[channels];
            for (int c = 0; c < channels; c++)
                row[c] = Print(Math.Sin((label + 1) * 0.4 * (t + c)) + (0.1 * random.NextGaussian()));
            lines.AppendJoin(separator, row).Append('\n');
        }

        return lines.ToString();
    }

    private static string[] Wave(ref CounterRandom random, int label, int length)
    {
        string[] wave = new string[length];
        double phase = random.NextDouble();
        for (int t = 0; t < length; t++)
            wave[t] = Print(Math.Sin(phase + ((label + 1) * 0.3 * t)) + (0.1 * random.NextGaussian()));
        return wave;
    }
}
