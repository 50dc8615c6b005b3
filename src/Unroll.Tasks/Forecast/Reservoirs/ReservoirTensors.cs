using Unroll.Reservoir;
using Unroll.Storage;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Forecast.Reservoirs;

/// <summary>What a model file keeps of reservoirs: readouts, interval widths and the states at the ends of the series. The reservoirs themselves follow from the seed.</summary>
internal static class ReservoirTensors
{
    private const string Intervals = "intervals", States = "states", Bound = "bound";

    /// <summary>The tensors of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="states">[groups][members]: where it stands in each group of series.</param>
    public static IEnumerable<SafeTensor> Of(ReservoirModel model, IReadOnlyList<EchoState<double>[]> states)
    {
        int outputs = model.Outputs;
        for (int m = 0; m < model.Members.Length; m++)
        {
            LinearReadout<double> readout = (LinearReadout<double>)model.Members[m].Readout;
            yield return SafeTensor.FromDouble(Readout(m, "weight"), [outputs, readout.Features], readout.Weights);
            yield return SafeTensor.FromDouble(Readout(m, "bias"), [outputs], readout.Intercept);
            if (model.Covariances is { } p)
            {
                yield return SafeTensor.FromDouble(Readout(m, "covariance"), [readout.Features + 1, readout.Features + 1], p[m]);
            }
        }

        yield return SafeTensor.FromDouble(Intervals, [model.Intervals.HalfWidths.Length / ReservoirIntervals.Widths, ReservoirIntervals.Widths], model.Intervals.HalfWidths);
        yield return SafeTensor.FromDouble(Bound, [1], [model.Bound]);
        int width = model.Members[0].Reservoir.Units + outputs;
        double[] all = [.. states.SelectMany(g => g.SelectMany(s => (double[])[.. s.Units, .. s.Outputs]))];
        yield return SafeTensor.FromDouble(States, [states.Count, model.Members.Length, width], all);
    }

    /// <summary>The model of a file.</summary>
    /// <param name="path">The file's path, for messages.</param>
    /// <param name="file">The file.</param>
    /// <param name="settings">The section <c>reservoir</c>.</param>
    /// <param name="seed">Of the recipe.</param>
    /// <param name="features">What drives the reservoirs.</param>
    /// <param name="series">How many series were trained on.</param>
    /// <exception cref="ModelFileException">A tensor is missing or has another shape.</exception>
    public static ReservoirModel Read(string path, SafeTensorsFile file, ReservoirSettings settings, ulong seed, ForecastFeatures features, int series)
    {
        int outputs = ReservoirModel.OutputsOf(settings, series), horizon = features.Options.Horizon;
        IReservoir<double>[] reservoirs = ReservoirModel.Draw(settings, seed, features, outputs);
        EchoStateNetwork<double>[] members = new EchoStateNetwork<double>[reservoirs.Length];
        double[][]? covariances = settings.Online == "rls" ? new double[reservoirs.Length][] : null;
        for (int m = 0; m < members.Length; m++)
        {
            SafeTensor weight = file.Tensor(Readout(m, "weight"));
            int count = weight.Shape.Length == 2 ? (int)weight.Shape[1] : 0;
            double[] weights = Numbers(path, file, Readout(m, "weight"), outputs, count), bias = Numbers(path, file, Readout(m, "bias"), outputs);
            members[m] = new EchoStateNetwork<double>(reservoirs[m], settings.Features, new LinearReadout<double>(count, weights, bias));
            if (covariances is not null)
            {
                covariances[m] = Numbers(path, file, Readout(m, "covariance"), count + 1, count + 1);
            }
        }

        ReservoirIntervals intervals = new(Numbers(path, file, Intervals, horizon, ReservoirIntervals.Widths));
        return new ReservoirModel(members, intervals, Numbers(path, file, Bound, 1)[0]) { Covariances = covariances };
    }

    /// <summary>The states of a file.</summary>
    /// <returns>[groups][members].</returns>
    public static EchoState<double>[][] ReadStates(string path, SafeTensorsFile file, ReservoirModel model, int groups)
    {
        int units = model.Members[0].Reservoir.Units, outputs = model.Outputs, members = model.Members.Length, width = units + outputs;
        double[] all = Numbers(path, file, States, groups, members, width);
        return [.. Enumerable.Range(0, groups).Select(g => (EchoState<double>[])[.. Enumerable.Range(0, members).Select(m => State((g * members) + m))])];

        EchoState<double> State(int i) => new(all.AsSpan(i * width, units), all.AsSpan((i * width) + units, outputs), 0);
    }

    private static string Readout(int member, string part) => $"readout.{member}.{part}";

    private static double[] Numbers(string path, SafeTensorsFile file, string name, params long[] shape)
    {
        SafeTensor tensor = file.Tensor(name);
        return tensor.Shape.AsSpan().SequenceEqual(shape) ? tensor.ToDouble()
            : throw new ModelFileException($"'{path}': the tensor '{name}' has the shape [{string.Join(", ", tensor.Shape)}], expected [{string.Join(", ", shape)}] because the recipe in the file says so. The file is altered.");
    }
}
