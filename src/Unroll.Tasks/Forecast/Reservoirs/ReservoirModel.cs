using Unroll.Reservoir;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Forecast.Reservoirs;

/// <summary>Echo state networks that forecast: some members, whose mean is the forecast and is fed back into all, and how far it lies off.</summary>
internal sealed class ReservoirModel
{
    /// <summary>Joins members.</summary>
    /// <param name="members">At least one, all with the same inputs and outputs.</param>
    /// <param name="intervals">How far forecasts lie off.</param>
    /// <param name="bound">The largest size of a scaled value that makes sense.</param>
    public ReservoirModel(EchoStateNetwork<double>[] members, ReservoirIntervals intervals, double bound) => (Members, Intervals, Bound) = (members, intervals, bound);

    /// <summary>The members.</summary>
    public EchoStateNetwork<double>[] Members { get; }

    /// <summary>How far forecasts lie off.</summary>
    public ReservoirIntervals Intervals { get; }

    /// <summary>A forecast that runs away stops here: squares that are fed back would else grow beyond all numbers.</summary>
    public double Bound { get; }

    /// <summary>P of recursive least squares of each member, or null.</summary>
    public double[][]? Covariances { get; init; }

    /// <summary>Numbers that are forecast of a step.</summary>
    public int Outputs => Members[0].Readout.Outputs;

    /// <summary>Numbers that were solved for.</summary>
    public long Parameters => Members.Sum(m => (long)m.Readout.Outputs * (m.Readout.Features + 1));

    /// <summary>Series that are forecast at once.</summary>
    public static int OutputsOf(ReservoirSettings settings, int series) => settings.Joint ? series : 1;

    /// <summary>Draws the reservoirs.</summary>
    /// <exception cref="DataException">They cannot be made so, or nothing would drive them.</exception>
    public static IReservoir<double>[] Draw(ReservoirSettings settings, ulong seed, ForecastFeatures features, int outputs)
    {
        int inputs = ReservoirGroup.InputsOf(features, outputs);
        return settings.Feedback || inputs > 0
            ? [.. Enumerable.Range(0, settings.Members).Select(m => settings.Draw(seed, m, inputs, outputs))]
            : throw new DataException("reservoir.feedback is false and the data has no known inputs, expected one or the other, because without any the reservoir hears nothing. Name columns in data.known, or set \"feedback\": true.");
    }

    /// <summary>The same members with other readouts.</summary>
    public EchoStateNetwork<double>[] With(IReadOnlyList<LinearReadout<double>> readouts) => [.. Members.Select((m, i) => m.WithReadout(readouts[i]))];

    /// <summary>Runs on alone: every member is fed back the mean of all.</summary>
    /// <param name="members">The members.</param>
    /// <param name="group">Whose known inputs are read.</param>
    /// <param name="origin">The first step that is forecast.</param>
    /// <param name="states">Where each member stands before it.</param>
    /// <param name="horizon">Steps ahead.</param>
    /// <param name="bound">What no value exceeds.</param>
    /// <returns>[horizon, Outputs], scaled.</returns>
    public static double[] Run(EchoStateNetwork<double>[] members, ReservoirGroup group, int origin, EchoState<double>[] states, int horizon, double bound)
    {
        int n = group.Outputs;
        EchoStateStream<double>[] streams = [.. members.Select((m, i) => m.Start(states[i]))];
        double[] y = new double[horizon * n], input = new double[group.Inputs];
        for (int h = 0; h < horizon; h++)
        {
            group.WriteInput(origin + h, origin, y, input);
            Span<double> mean = y.AsSpan(h * n, n);
            foreach (EchoStateStream<double> stream in streams)
            {
                ReadOnlySpan<double> said = stream.Step(input);
                for (int i = 0; i < n; i++)
                {
                    mean[i] += said[i] / streams.Length;
                }
            }

            foreach (ref double v in mean)
            {
                v = double.IsNaN(v) ? bound : Math.Clamp(v, -bound, bound);
            }

            foreach (EchoStateStream<double> stream in streams)
            {
                stream.Force(mean);
            }
        }

        return y;
    }
}
