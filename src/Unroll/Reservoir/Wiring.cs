using Unroll.Kernels;

namespace Unroll.Reservoir;

/// <summary>Draws the weights of a reservoir from a seed, in double.</summary>
internal static class Wiring
{
    /// <summary>W, scaled as the options say.</summary>
    /// <param name="options">Valid options.</param>
    /// <returns>[units, units].</returns>
    /// <exception cref="DataException">The links that were drawn form no loop, so that no spectral radius but 0 can be reached.</exception>
    public static EllpackMatrix<double> Recurrent(ReservoirOptions options)
    {
        CounterRandom random = new CounterRandom(options.Seed).Fork(0);
        int units = options.Units;
        (int Column, double Value)[][] rows = new (int, double)[units][];
        for (int i = 0; i < units; i++)
        {
            rows[i] = options.Topology switch
            {
                Topology.Ring => [((i + units - 1) % units, 1.0)],
                Topology.DelayLine => i == 0 ? [] : [(i - 1, 1.0)],
                Topology.SmallWorld => Neighbours(options, i, ref random),
                _ => Draw(options.Links, units, ref random),
            };
        }

        EllpackMatrix<double> w = new(units, rows);
        return w.ScaleRows(Filled(units, options.RecurrentScaling ?? Factor(options, w)));
    }

    /// <summary>W_in and W_fb side by side: the columns of inputs that reach every unit.</summary>
    /// <param name="options">Valid options.</param>
    /// <param name="inputs">Inputs.</param>
    /// <param name="feedback">Outputs that are fed back.</param>
    /// <returns>[inputs + feedback, units].</returns>
    public static double[] InputColumns(ReservoirOptions options, int inputs, int feedback)
    {
        double[] columns = new double[(inputs + feedback) * options.Units];
        CounterRandom input = new CounterRandom(options.Seed).Fork(1), output = new CounterRandom(options.Seed).Fork(2);
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = i < inputs * options.Units ? options.InputScaling * Weight(options.InputWeights, ref input)
                : options.FeedbackScaling * Weight(InputWeights.Uniform, ref output);
        }

        return columns;
    }

    /// <summary>W_in where each unit sees some of the inputs.</summary>
    /// <param name="options">Valid options with <see cref="ReservoirOptions.InputLinks"/>.</param>
    /// <param name="inputs">Inputs.</param>
    /// <returns>[units, inputs].</returns>
    /// <exception cref="DataException">More links than inputs.</exception>
    public static EllpackMatrix<double> InputLinks(ReservoirOptions options, int inputs)
    {
        int links = options.InputLinks ?? inputs;
        if (links > inputs)
        {
            throw new DataException($"Reservoir: InputLinks is {links}, expected at most {inputs} because there are {inputs} inputs. Leave it out to let every unit see every input.");
        }

        CounterRandom random = new CounterRandom(options.Seed).Fork(1);
        (int Column, double Value)[][] rows = new (int, double)[options.Units][];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = Draw(links, inputs, ref random);
        }

        return new EllpackMatrix<double>(inputs, rows).ScaleRows(Filled(options.Units, options.InputScaling));
    }

    /// <summary>b.</summary>
    /// <param name="options">Valid options.</param>
    /// <returns>[units].</returns>
    public static double[] Bias(ReservoirOptions options)
    {
        CounterRandom random = new CounterRandom(options.Seed).Fork(3);
        double[] bias = new double[options.Units];
        foreach (ref double b in bias.AsSpan())
        {
            b = options.BiasScaling * Weight(InputWeights.Uniform, ref random);
        }

        return bias;
    }

    private static double Factor(ReservoirOptions options, EllpackMatrix<double> w)
    {
        if (options.SpectralRadius == 0)
        {
            return 0;
        }

        double radius = SpectralRadius.Of(w);
        return radius > 1e-12
            ? options.SpectralRadius / radius
            : throw new DataException(
                $"Reservoir: SpectralRadius is {options.SpectralRadius}, but the {options.Links} links a unit that seed {options.Seed} drew between {options.Units} units have spectral radius {radius}, which no scaling changes. Use more links a unit, more units or another seed, or set RecurrentScaling instead.");
    }

    private static double Weight(InputWeights kind, ref CounterRandom random)
    {
        double u = (2 * random.NextDouble()) - 1;
        return kind == InputWeights.Uniform ? u : u < 0 ? -1 : 1;
    }

    /// <summary>Some different columns, in rising order.</summary>
    private static (int Column, double Value)[] Draw(int links, int columns, ref CounterRandom random)
    {
        SortedSet<int> chosen = [];

        // Floyd's sample: each set of columns is as likely as any other, in as many draws as links.
        for (int j = columns - links; j < columns; j++)
        {
            int at = random.NextInt32(j + 1);
            chosen.Add(chosen.Contains(at) ? j : at);
        }

        (int, double)[] row = new (int, double)[links];
        int l = 0;
        foreach (int column in chosen)
        {
            row[l++] = (column, Weight(InputWeights.Uniform, ref random));
        }

        return row;
    }

    private static (int Column, double Value)[] Neighbours(ReservoirOptions options, int unit, ref CounterRandom random)
    {
        HashSet<int> chosen = [];
        for (int step = 1; step <= options.Links / 2; step++)
        {
            chosen.Add((unit + step) % options.Units);
            chosen.Add((unit - step + options.Units) % options.Units);
        }

        foreach (int neighbour in chosen.ToArray())
        {
            if (random.NextDouble() < options.Rewiring)
            {
                int other = random.NextInt32(options.Units);
                if (other != unit && !chosen.Contains(other))
                {
                    chosen.Remove(neighbour);
                    chosen.Add(other);
                }
            }
        }

        (int Column, double Value)[] row = new (int, double)[chosen.Count];
        int l = 0;
        foreach (int column in chosen.Order())
        {
            row[l++] = (column, Weight(InputWeights.Uniform, ref random));
        }

        return row;
    }

    private static double[] Filled(int length, double value)
    {
        double[] x = new double[length];
        Array.Fill(x, value);
        return x;
    }
}
