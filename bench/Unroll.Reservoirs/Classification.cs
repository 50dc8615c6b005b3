using Unroll.Kernels;
using Unroll.Reservoir;

namespace Unroll.Reservoirs;

/// <summary>Labels of sequences by ridge regression to one-of-n vectors on features of their states, in five folds.</summary>
internal static class Classification
{
    private const int Folds = 5;

    /// <summary>How many sequences are given a wrong label when the members of an ensemble add up what they say.</summary>
    /// <param name="members">For each member the features of each sequence.</param>
    /// <param name="labels">The label of each sequence, from 0 on.</param>
    /// <param name="classes">How many labels there are.</param>
    /// <param name="ridge">λ.</param>
    /// <param name="seed">Of the folds.</param>
    public static int Errors(double[][][] members, int[] labels, int classes, double ridge, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, labels.Length)];
        CounterRandom random = new(seed);
        random.Shuffle<int>(order);

        // Every fold has its share of every label.
        order = [.. order.OrderBy(i => labels[i])];
        int errors = 0;
        for (int fold = 0; fold < Folds; fold++)
        {
            double[][] votes = [.. labels.Select(_ => new double[classes])];
            foreach (double[][] features in members)
            {
                RidgeRegression<double> regression = new(features[0].Length, classes);
                for (int i = 0; i < order.Length; i++)
                {
                    if (i % Folds != fold)
                    {
                        double[] target = new double[classes];
                        target[labels[order[i]]] = 1;
                        regression.Add(features[order[i]], target);
                    }
                }

                LinearReadout<double> readout = regression.Solve(ridge);
                double[] said = new double[classes];
                for (int i = fold; i < order.Length; i += Folds)
                {
                    readout.Predict(features[order[i]], said);
                    votes[order[i]] = [.. votes[order[i]].Zip(said, (a, b) => a + b)];
                }
            }

            for (int i = fold; i < order.Length; i += Folds)
            {
                double[] vote = votes[order[i]];
                errors += Array.IndexOf(vote, vote.Max()) == labels[order[i]] ? 0 : 1;
            }
        }

        return errors;
    }
}
