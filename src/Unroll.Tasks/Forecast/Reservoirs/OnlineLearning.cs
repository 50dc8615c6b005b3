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
            Learn(model.Members[m].WithReadout(readout), m, readout, groups, firsts);
            members[m] = model.Members[m].WithReadout(readout.ToReadout());
            if (covariances is not null)
            {
                covariances[m] = ((RecursiveLeastSquares<double>)readout).Covariance.ToArray();
            }
        }

        return new ReservoirModel(members, model.Intervals, model.Bound) { Covariances = covariances };
    }

    /// <summary>Goes through the new steps in order of time, a step of each group after the other, so that what is forgotten first is what is oldest.</summary>
    private static void Learn(EchoStateNetwork<double> network, int member, IOnlineReadout<double> readout, IReadOnlyList<ReservoirGroup> groups, IReadOnlyList<int> firsts)
    {
        EchoStateStream<double>[] streams = [.. groups.Select((g, i) => Begin(network, member, g, firsts[i]))];
        (double[] Inputs, double[] Targets)[] news = [.. groups.Select((g, i) => g.Piece(firsts[i], g.Length))];
        int steps = groups.Select((g, i) => g.Length - firsts[i]).Max();
        for (int t = 0; t < steps; t++)
        {
            for (int g = 0; g < streams.Length; g++)
            {
                (int width, int outputs) = (groups[g].Inputs, groups[g].Outputs);
                if (t < groups[g].Length - firsts[g])
                {
                    ReadOnlySpan<double> target = news[g].Targets.AsSpan(t * outputs, outputs);
                    streams[g].Step(news[g].Inputs.AsSpan(t * width, width));
                    readout.Update(streams[g].Features, target);
                    streams[g].Force(target);
                }
            }
        }
    }

    private static EchoStateStream<double> Begin(EchoStateNetwork<double> network, int member, ReservoirGroup group, int first)
    {
        EchoStateStream<double> stream = network.Start(group.Start?.Members[member]);
        (double[] inputs, double[] targets) = group.Piece(group.Start?.Step ?? 0, first);
        stream.Follow(inputs, targets);
        return stream;
    }
}
