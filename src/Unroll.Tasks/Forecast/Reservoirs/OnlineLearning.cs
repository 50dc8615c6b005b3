using Unroll.Reservoir;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Forecast.Reservoirs;

/// <summary>Lets readouts learn from observations that came after training: each is forecast, compared, learned from and fed back.</summary>
internal static class OnlineLearning
{
    /// <summary>Learns.</summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">Says how.</param>
    /// <param name="groups">The series, from where they were kept to their new ends.</param>
    /// <param name="firsts">The first new step of each group.</param>
    /// <returns>The model with the readouts that came of it, or the same where none learns.</returns>
    public static ReservoirModel Learn(ReservoirModel model, ReservoirSettings settings, IReadOnlyList<ReservoirGroup> groups, IReadOnlyList<int> firsts)
    {
        if (settings.Online == "off")
        {
            return model;
        }

        EchoStateNetwork<double>[] members = new EchoStateNetwork<double>[model.Members.Length];
        double[][]? covariances = model.Covariances is null ? null : new double[members.Length][];
        for (int m = 0; m < members.Length; m++)
        {
            LinearReadout<double> from = (LinearReadout<double>)model.Members[m].Readout;
            IOnlineReadout<double> readout = model.Covariances is { } p
                ? new RecursiveLeastSquares<double>(from, p[m], settings.Forgetting)
                : new LeastMeanSquares<double>(from.Features, from.Outputs, from: from);
            for (int g = 0; g < groups.Count; g++)
            {
                Learn(model.Members[m].WithReadout(readout), readout, groups[g], groups[g].Start?.Members[m], firsts[g]);
            }

            members[m] = model.Members[m].WithReadout(readout.ToReadout());
            if (covariances is not null)
            {
                covariances[m] = ((RecursiveLeastSquares<double>)readout).Covariance.ToArray();
            }
        }

        return new ReservoirModel(members, model.Intervals, model.Bound) { Covariances = covariances };
    }

    private static void Learn(EchoStateNetwork<double> network, IOnlineReadout<double> readout, ReservoirGroup group, EchoState<double>? state, int first)
    {
        EchoStateStream<double> stream = network.Start(state);
        int begin = group.Start?.Step ?? 0, width = group.Inputs;
        (double[] inputs, double[] targets) = group.Piece(begin, first);
        stream.Follow(inputs, targets);
        (inputs, targets) = group.Piece(first, group.Length);
        for (int t = 0; t < group.Length - first; t++)
        {
            ReadOnlySpan<double> target = targets.AsSpan(t * group.Outputs, group.Outputs);
            stream.Step(inputs.AsSpan(t * width, width));
            readout.Update(stream.Features, target);
            stream.Force(target);
        }
    }
}
