using System.Globalization;
using Unroll.Reservoir;

namespace Unroll.Reservoirs;

/// <summary>Japanese vowels: which of nine speakers said it; 270 utterances, an ensemble of small leaky reservoirs, states at some points (Jaeger et al. 2007).</summary>
internal static class JapaneseVowels
{
    private const int Channels = 12, Speakers = 9;

    public static void Print(int seeds)
    {
        (double[][] sequences, int[] labels) = Read();
        int[] errors = [.. Enumerable.Range(1, seeds).Select(seed => Errors(sequences, labels, (ulong)seed))];
        Console.WriteLine($"vowels: errors of {labels.Length} in five folds, {seeds} seeds: {string.Join(' ', errors)}; median {Series.Median(errors.Select(e => (double)e))}");
    }

    public static int Errors(ulong seed)
    {
        (double[][] sequences, int[] labels) = Read();
        return Errors(sequences, labels, seed);
    }

    private static int Errors(double[][] sequences, int[] labels, ulong seed)
    {
        double[][][] members = new double[20][][];
        for (int m = 0; m < members.Length; m++)
        {
            LeakyReservoir<double> reservoir = new(
                new ReservoirOptions { Units = 50, SpectralRadius = 0.5, Links = 5, InputScaling = 0.5, BiasScaling = 0.5, LeakRate = 0.3, Seed = (seed * 1000) + (ulong)m }, Channels);
            members[m] = [.. sequences.Select(s => SequenceStates.Points<double>(SequenceStates.Of<double>(reservoir, s), reservoir.Units, 4))];
        }

        return Classification.Errors(members, labels, Speakers, ridge: 0.01, seed);
    }

    private static (double[][] Sequences, int[] Labels) Read()
    {
        List<double[]> sequences = [];
        List<double> current = [];
        foreach (string line in File.ReadLines(Series.PathOf("japanese-vowels/ae.train")).Append(""))
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                current.AddRange(line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => double.Parse(v, CultureInfo.InvariantCulture)));
            }
            else if (current.Count > 0)
            {
                sequences.Add([.. current]);
                current.Clear();
            }
        }

        return ([.. sequences], [.. Enumerable.Range(0, sequences.Count).Select(i => i / 30)]);
    }
}
