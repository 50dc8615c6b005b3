using Unroll.Kernels;
using Unroll.Reservoir;

namespace Unroll.Tasks.Forecast.Reservoirs;

/// <summary>Reservoirs that forecast: driven through all that is known of a series up to the origin, they then run on alone.</summary>
internal sealed class ReservoirForecaster(ReservoirModel model, int horizon, WorkerTeam team) : IForecaster
{
    private const int OriginsAtOnce = 64;

    private readonly Dictionary<SeriesFrame, Cursor> _cursors = [];

    /// <inheritdoc/>
    public double[][] Predict(IReadOnlyList<SeriesFrame> frames, IReadOnlyList<Window> windows)
    {
        double[][] points = Points(frames, windows), results = new double[windows.Count][];
        for (int i = 0; i < results.Length; i++)
        {
            SeriesFrame frame = frames[windows[i].Series];
            results[i] = new double[horizon * Quantiles.Count];
            for (int h = 0; h < horizon; h++)
            {
                Span<double> q = results[i].AsSpan(h * Quantiles.Count, Quantiles.Count);
                model.Intervals.WriteQuantiles(points[i][h], h, q);
                foreach (ref double v in q)
                {
                    v = frame.Restore(frame.FixedScale, v);
                }
            }
        }

        return results;
    }

    /// <summary>The mean squared error, scaled.</summary>
    public double Loss(IReadOnlyList<SeriesFrame> frames, IReadOnlyList<Window> windows) => Errors(frames, windows).Average(static e => e.Average(static v => v * v));

    /// <summary>What came less what was forecast.</summary>
    /// <returns>[windows][horizon], scaled.</returns>
    public double[][] Errors(IReadOnlyList<SeriesFrame> frames, IReadOnlyList<Window> windows)
    {
        double[][] points = Points(frames, windows);
        for (int i = 0; i < points.Length; i++)
        {
            SeriesFrame frame = frames[windows[i].Series];
            for (int h = 0; h < horizon; h++)
            {
                points[i][h] = frame.FixedScale.Apply(frame.Values[windows[i].Origin + h]) - points[i][h];
            }
        }

        return points;
    }

    /// <summary>Where each member stands before some steps of a group.</summary>
    /// <param name="group">Series.</param>
    /// <param name="origins">Steps, rising; none before the group's start.</param>
    /// <returns>[origins][members].</returns>
    public EchoState<double>[][] StatesAt(ReservoirGroup group, IReadOnlyList<int> origins)
    {
        if (!_cursors.TryGetValue(group.Frames[0], out Cursor? cursor) || (origins.Count > 0 && cursor.Step > origins[0]))
        {
            _cursors[group.Frames[0]] = cursor = new Cursor(model.Members, group.Start);
        }

        return [.. origins.Select(origin => cursor.Drive(group, origin, team))];
    }

    /// <summary>The forecasts alone.</summary>
    /// <returns>[windows][horizon], scaled.</returns>
    private double[][] Points(IReadOnlyList<SeriesFrame> frames, IReadOnlyList<Window> windows)
    {
        double[][] points = new double[windows.Count][];
        ReservoirGroup[] groups = ReservoirGroup.Of(frames, model.Outputs);
        foreach (IGrouping<int, int> ofGroup in Enumerable.Range(0, windows.Count).GroupBy(i => windows[i].Series / model.Outputs))
        {
            ReservoirGroup group = groups[ofGroup.Key];
            foreach (IGrouping<int, int>[] part in ofGroup.GroupBy(i => windows[i].Origin).OrderBy(g => g.Key).Chunk(OriginsAtOnce))
            {
                EchoState<double>[][] states = StatesAt(group, [.. part.Select(g => g.Key)]);
                team.Run(part.Length, o =>
                {
                    double[] y = ReservoirModel.Run(model.Members, group, part[o].Key, states[o], horizon, model.Bound);
                    foreach (int i in part[o])
                    {
                        int series = windows[i].Series % model.Outputs;
                        points[i] = [.. Enumerable.Range(0, horizon).Select(h => y[(h * model.Outputs) + series])];
                    }
                });
            }
        }

        return points;
    }

    /// <summary>How far the members have been driven through a group: a later origin goes on from there.</summary>
    private sealed class Cursor(EchoStateNetwork<double>[] members, DrivenState? start)
    {
        private readonly EchoStateStream<double>[] _streams = [.. members.Select((m, i) => m.Start(start?.Members[i]))];

        public int Step { get; private set; } = start?.Step ?? 0;

        public EchoState<double>[] Drive(ReservoirGroup group, int origin, WorkerTeam team)
        {
            (double[] inputs, double[] targets) = group.Piece(Step, origin);
            team.Run(_streams.Length, m => _streams[m].Follow(inputs, targets));
            Step = Math.Max(Step, origin);
            return [.. _streams.Select(s => s.Save())];
        }
    }
}
