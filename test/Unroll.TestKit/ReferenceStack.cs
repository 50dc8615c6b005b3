using Unroll.Autodiff.Ops;
using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Layers;

namespace Unroll.TestKit;

/// <summary>
/// A stack of recurrent layers with all options, forward only, in double precision by plain loops over rows and units: sequence by sequence, as long
/// as each is, without padding. Gradients of the engine are compared with finite differences of it.
/// </summary>
/// <remarks>Outside training, but for zoneout's expectation. Only the cell's equations, in double, are the engine's own.</remarks>
public sealed class ReferenceStack<TCell>(IReadOnlyDictionary<string, double[]> weights, int inputSize, int hidden, RecurrentOptions options)
    where TCell : struct, ICell<TCell>
{
    private static readonly CellShape s_cell = TCell.Shape;

    private int Directions => options.Directions;

    private int Output => options.Projection > 0 ? options.Projection : hidden;

    private static int States => s_cell.States.Count;

    private static int GateCount => s_cell.Gates.Count;

    private static int Shared => GateCount - s_cell.Separate;

    /// <summary>Runs every row of a batch.</summary>
    /// <param name="x">[T, B, I].</param>
    /// <param name="time">T.</param>
    /// <param name="lengths">One a row.</param>
    /// <param name="initial">[L · D, S, B, H], or null.</param>
    /// <returns>The outputs [T, B, O], zero behind a row's end, and the final states as the initial ones.</returns>
    public (double[] Output, double[] Final) Forward(double[] x, int time, int[] lengths, double[]? initial)
    {
        int batch = lengths.Length, width = Output * (options.Merge == Merge.Concatenate ? Directions : 1), layers = options.Layers * Directions;
        double[] y = new double[time * batch * width], final = new double[layers * States * batch * hidden];
        for (int row = 0; row < batch; row++)
        {
            int at = row;
            double[][] sequence = [.. Enumerable.Range(0, lengths[row]).Select(t => x.AsSpan(((t * batch) + at) * inputSize, inputSize).ToArray())];
            for (int layer = 0; layer < options.Layers; layer++)
            {
                sequence = RunLayer(sequence, layer, batch, row, initial, final);
            }

            for (int t = 0; t < lengths[row]; t++)
            {
                sequence[t].CopyTo(y, ((t * batch) + row) * width);
            }
        }

        return (y, final);
    }

    private double[][] RunLayer(double[][] x, int layer, int batch, int row, double[]? initial, double[] final)
    {
        double[][][] results = new double[Directions][][];
        for (int direction = 0; direction < Directions; direction++)
        {
            bool backward = direction == 1 || options.Direction == Direction.Backward;
            int index = (layer * Directions) + direction;
            double[][] state = new double[States][];
            for (int s = 0; s < States; s++)
            {
                int from = ((((index * States) + s) * batch) + row) * hidden;
                state[s] = initial is not null ? initial.AsSpan(from, hidden).ToArray()
                    : options.LearnedInitialState ? weights["initial_state"].AsSpan(((index * States) + s) * hidden, hidden).ToArray() : new double[hidden];
            }

            double[][] input = backward ? [.. x.Reverse()] : x;
            double[][] y = RunDirection(input, $"l{layer}{(direction == 1 ? "_reverse" : "")}", state);
            for (int s = 0; s < States; s++)
            {
                state[s].CopyTo(final, ((((index * States) + s) * batch) + row) * hidden);
            }

            results[direction] = backward ? [.. y.Reverse()] : y;
        }

        return [.. x.Select((before, t) =>
        {
            double[] one = results[0][t];
            double[] merged = Directions == 1 ? one : options.Merge == Merge.Concatenate ? [.. one, .. results[1][t]]
                : [.. one.Zip(results[1][t], (a, b) => (a + b) * (options.Merge == Merge.Mean ? 0.5 : 1))];
            return options.Residual && before.Length == merged.Length ? [.. merged.Zip(before, (a, b) => a + b)] : merged;
        })];
    }

    private double[][] RunDirection(double[][] x, string suffix, double[][] state)
    {
        if (x.Length == 0)
        {
            return [];
        }

        double[][] y = new double[x.Length][];
        double[] feedback = state[0][..Output];
        bool projected = options.Projection > 0;
        if (projected)
        {
            state[0] = new double[hidden];
        }

        for (int t = 0; t < x.Length; t++)
        {
            double[] gates = PreActivations(x[t], feedback, suffix);
            if (s_cell.Inner != InnerKind.None)
            {
                MakeInner(gates, state, suffix);
            }

            double[][] next = Step(gates, state, suffix);
            for (int s = 0; s < States; s++)
            {
                double keep = s == 0 ? options.ZoneoutOutput : options.ZoneoutCell;
                state[s] = [.. next[s].Zip(state[s], (n, b) => keep == 0 ? n : (keep * b) + ((1 - keep) * n))];
            }

            feedback = projected ? Product(weights["weight_hr_" + suffix], state[0], 0, Output) : state[0];
            y[t] = feedback;
        }

        if (projected)
        {
            state[0] = [.. feedback, .. new double[hidden - Output]];
        }

        return y;
    }

    /// <summary>[planes][H], side by side.</summary>
    private double[] PreActivations(double[] x, double[] feedback, string suffix)
    {
        int planes = s_cell.PreActivations;
        double[] gates = new double[planes * hidden], biases = new double[planes * hidden];
        for (int gate = 0; gate < GateCount; gate++)
        {
            int recurrentPlane = gate < Shared ? gate : gate + s_cell.Separate;
            AddTo(gates, gate, Product(weights["weight_ih_" + suffix], x, gate * hidden, hidden));
            AddTo(biases, gate, weights["bias_ih_" + suffix][(gate * hidden)..((gate + 1) * hidden)]);
            if (s_cell.Recurrent)
            {
                AddTo(biases, recurrentPlane, weights["bias_hh_" + suffix][(gate * hidden)..((gate + 1) * hidden)]);
                if (gate < Shared || s_cell.Inner != InnerKind.Product)
                {
                    AddTo(gates, recurrentPlane, Product(weights["weight_hh_" + suffix], feedback, gate * hidden, hidden));
                }
            }
        }

        // What comes of a product with the inner value is normalised when it is there.
        NormalisePlanes(gates, 0, s_cell.Inner == InnerKind.Product ? GateCount : GateCount + s_cell.Separate, suffix);

        for (int i = 0; i < gates.Length; i++)
        {
            gates[i] += biases[i];
        }

        return gates;

        void AddTo(double[] target, int plane, double[] values)
        {
            for (int i = 0; i < hidden; i++)
            {
                target[(plane * hidden) + i] += values[i];
            }
        }
    }

    private void MakeInner(double[] gates, double[][] state, string suffix)
    {
        double[] inner = new double[hidden];
        CellData<double> data = new() { Gates = gates, States = Room(state), Weights = Units(suffix), Inner = inner };
        CellKernels<TCell>.ReferenceInner(data, Layout, 1, hidden);
        if (s_cell.Inner == InnerKind.Normalised)
        {
            double[] norm = weights["inner_norm_" + suffix];
            Normalise(inner, norm.AsSpan(0, hidden), norm.AsSpan(hidden, hidden));
            inner.CopyTo(gates, (GateCount + s_cell.Separate) * hidden);
            return;
        }

        double[] products = new double[gates.Length];
        for (int gate = Shared; gate < GateCount; gate++)
        {
            Product(weights["weight_hh_" + suffix], inner, gate * hidden, hidden).CopyTo(products, (gate + s_cell.Separate) * hidden);
        }

        NormalisePlanes(products, GateCount, GateCount + s_cell.Separate, suffix);
        for (int i = GateCount * hidden; i < gates.Length; i++)
        {
            gates[i] += products[i];
        }
    }

    private void NormalisePlanes(double[] gates, int from, int to, string suffix)
    {
        for (int plane = from; (options.LayerNorm || s_cell.Normalised) && plane < to; plane++)
        {
            Normalise(gates.AsSpan(plane * hidden, hidden), weights["norm_" + suffix].AsSpan(plane * hidden, hidden), new double[hidden]);
        }
    }

    private double[][] Step(double[] gates, double[][] state, string suffix)
    {
        double[] room = Room(state);
        CellKernels<TCell>.ReferenceForward(new() { Gates = gates, States = room, Weights = Units(suffix) }, Layout, 1, hidden);
        return [.. Enumerable.Range(0, States).Select(s => room.AsSpan(((2 * s) + 1) * hidden, hidden).ToArray())];
    }

    private CellLayout Layout => CellLayout.Plain(s_cell.PreActivations, 1, hidden, 2 * hidden);

    /// <summary>[S, 2, H]: the next state is written behind the previous one.</summary>
    private double[] Room(double[][] state) => [.. state.SelectMany(s => s.Concat(new double[hidden]))];

    private double[] Units(string suffix) => [.. s_cell.Weights.SelectMany(w => weights[$"{w.Name}_{suffix}"])];

    private static void Normalise(Span<double> x, ReadOnlySpan<double> gain, ReadOnlySpan<double> bias)
    {
        double mean = 0, variance = 0;
        foreach (double v in x)
        {
            mean += v / x.Length;
        }

        foreach (double v in x)
        {
            variance += (v - mean) * (v - mean) / x.Length;
        }

        for (int i = 0; i < x.Length; i++)
        {
            x[i] = (gain[i] * (x[i] - mean) / Math.Sqrt(variance + 1e-5)) + bias[i];
        }
    }

    /// <summary>Some rows of a weight times a vector.</summary>
    private static double[] Product(double[] weight, double[] v, int first, int count)
    {
        double[] result = new double[count];
        for (int row = 0; row < count; row++)
        {
            for (int k = 0; k < v.Length; k++)
            {
                result[row] += weight[((first + row) * v.Length) + k] * v[k];
            }
        }

        return result;
    }
}
