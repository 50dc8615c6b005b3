using Unroll.Data.Splits;
using Unroll.Kernels;
using Unroll.Reservoir;
using Unroll.Tasks.Metrics;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Classify;

/// <summary>
/// The trained part of a reservoir classifier: for each member a ridge regression onto one-of-K vectors, solved exactly, whose answers are
/// averaged. λ is chosen on a fifth of the training items if the recipe leaves it open.
/// </summary>
internal static class ReservoirReadout
{
    private static readonly double[] s_grid = [1e-3, 1e-2, 0.1, 1, 10, 100];

    /// <summary>Solves the readout.</summary>
    /// <param name="features">What the reservoirs make of the training items.</param>
    /// <param name="data">The items.</param>
    /// <param name="settings">λ, or none.</param>
    /// <param name="network">Whose weights are set.</param>
    /// <param name="team">The threads.</param>
    public static void Fit(ReservoirFeatures features, ClassifyData data, ReservoirSettings settings, ClassifyNetwork network, WorkerTeam team)
    {
        double[][] x = features.Of(data.Train, team);
        int[] labels = [.. data.Train.Select(i => i.Label)];
        int classes = data.Encoding.Labels.Count;
        double ridge = settings.Ridge ?? Choose(features, x, labels, classes, data.Options.SplitSeed, team);
        LinearReadout<double>[] readouts = Solve(features, x, labels, classes, [.. Enumerable.Range(0, x.Length)], [ridge], team)[0];
        Span<float> weight = network.Readout.Weight.Values, bias = network.Readout.Bias!.Values;
        bias.Clear();
        for (int m = 0; m < readouts.Length; m++)
        {
            for (int c = 0; c < classes; c++)
            {
                for (int i = 0; i < features.MemberSize; i++)
                {
                    weight[(c * features.Size) + (m * features.MemberSize) + i] = (float)(readouts[m].Weights[(c * features.MemberSize) + i] / readouts.Length);
                }

                bias[c] += (float)(readouts[m].Intercept[c] / readouts.Length);
            }
        }
    }

    private static double Choose(ReservoirFeatures features, double[][] x, int[] labels, int classes, ulong seed, WorkerTeam team)
    {
        DataSplit split = DataSplit.Stratified(labels, 0.2, seed);
        if (split.Valid.Length == 0)
        {
            return 0.01;
        }

        // Fewer items than features leave the smallest λ without a solution; the grid begins where there always is one.
        LinearReadout<double>[][] byRidge = Solve(features, x, labels, classes, split.Train, s_grid, team);
        double best = double.PositiveInfinity, ridge = s_grid[0];
        for (int r = 0; r < s_grid.Length; r++)
        {
            // Wrong answers first; where these are equal, the distance to the right one-of-K vector.
            double error = split.Valid.Sum(i => ErrorOf(features, byRidge[r], x[i], labels[i], classes));
            (best, ridge) = error < best ? (error, s_grid[r]) : (best, ridge);
        }

        return ridge;
    }

    private static double ErrorOf(ReservoirFeatures features, LinearReadout<double>[] readouts, double[] x, int label, int classes)
    {
        double[] sum = new double[classes], said = new double[classes];
        for (int m = 0; m < readouts.Length; m++)
        {
            readouts[m].Predict(x.AsSpan(m * features.MemberSize, features.MemberSize), said);
            for (int c = 0; c < classes; c++)
            {
                sum[c] += said[c] / readouts.Length;
            }
        }

        float[] votes = Array.ConvertAll(sum, v => (float)v);
        double distance = sum.Select((v, c) => Math.Pow(v - (c == label ? 1 : 0), 2)).Sum();
        return (ClassificationMetrics.Predicted(votes) == label ? 0 : 1) + (1e-3 * distance / (1 + distance));
    }

    /// <summary>[λ][member], each from one factorisation.</summary>
    private static LinearReadout<double>[][] Solve(ReservoirFeatures features, double[][] x, int[] labels, int classes, int[] items, double[] ridges, WorkerTeam team)
    {
        LinearReadout<double>[][] solved = [.. ridges.Select(_ => new LinearReadout<double>[features.Members])];
        team.Run(features.Members, m =>
        {
            RidgeRegression<double> regression = new(features.MemberSize, classes);
            double[] target = new double[classes];
            foreach (int i in items)
            {
                Array.Clear(target);
                target[labels[i]] = 1;
                regression.Add(x[i].AsSpan(m * features.MemberSize, features.MemberSize), target);
            }

            RidgePath<double> path = regression.Factorize();
            for (int r = 0; r < ridges.Length; r++)
            {
                solved[r][m] = path.Solve(ridges[r]);
            }
        });
        return solved;
    }
}
