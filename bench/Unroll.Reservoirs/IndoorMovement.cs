using System.Globalization;
using Unroll.Reservoir;

namespace Unroll.Reservoirs;

/// <summary>Indoor movement: will the user change rooms; 210 sequences of four signal strengths in two offices, mixed (Bacciu et al. 2014: 95.95 %).</summary>
internal static class IndoorMovement
{
    private const int Channels = 4;

    public static void Print(int seeds)
    {
        (double[][] sequences, int[] labels) = Read();
        double[] accuracies = [.. Enumerable.Range(1, seeds).Select(seed => 100 - (100.0 * Errors(sequences, labels, (ulong)seed) / labels.Length))];
        Console.WriteLine($"indoor: accuracy in five folds of {labels.Length} sequences, {seeds} seeds: median {Series.Median(accuracies):F1} %, best {accuracies.Max():F1} %, worst {accuracies.Min():F1} %");
    }

    public static int Errors(ulong seed)
    {
        (double[][] sequences, int[] labels) = Read();
        return Errors(sequences, labels, seed);
    }

    private static int Errors(double[][] sequences, int[] labels, ulong seed)
    {
        double[][][] members = new double[10][][];
        for (int m = 0; m < members.Length; m++)
        {
            LeakyReservoir<double> reservoir = new(
                new ReservoirOptions { Units = 200, SpectralRadius = 0.9, Links = 10, InputScaling = 1, BiasScaling = 0.5, LeakRate = 0.1, Seed = (seed * 1000) + (ulong)m }, Channels);
            members[m] = [.. sequences.Select(s => SequenceStates.Points<double>(SequenceStates.Of<double>(reservoir, s), reservoir.Units, 1))];
        }

        return Classification.Errors(members, labels, 2, ridge: 0.01, seed);
    }

    private static (double[][] Sequences, int[] Labels) Read()
    {
        List<double[]> sequences = [];
        List<int> labels = [];
        foreach (string line in File.ReadLines(Series.PathOf("indoor-movement/dataset/MovementAAL_target.csv")).Skip(1))
        {
            string[] parts = line.Split(',', StringSplitOptions.TrimEntries);
            string file = $"indoor-movement/dataset/MovementAAL_RSS_{parts[0]}.csv";
            if (parts.Length == 2)
            {
                sequences.Add([.. File.ReadLines(Series.PathOf(file)).Skip(1).SelectMany(l => l.Split(',')).Select(v => double.Parse(v, CultureInfo.InvariantCulture))]);
                labels.Add(parts[1] == "1" ? 1 : 0);
            }
        }

        return ([.. sequences], [.. labels]);
    }
}
