using Unroll.Cells;
using Unroll.Layers;
using Unroll.TestKit;
using Unroll.Tests.Fixtures;

namespace Unroll.Tests.Layers;

/// <summary>Runs the case of a fixture and says which of PyTorch's values come out different.</summary>
internal static class PyTorchParity
{
    /// <summary>The inputs of a case that a mutant may alter before the run: parameters, x, h0, c0.</summary>
    public static Dictionary<string, double[]> Inputs(PyTorchFixture f) =>
        f.Names.Where(n => !IsResult(n)).ToDictionary(n => n, f.Double, StringComparer.Ordinal);

    /// <summary>What the float engine computes with the cell of the fixture.</summary>
    public static Dictionary<string, double[]> Engine(PyTorchFixture f, Dictionary<string, double[]> inputs) => f.Cell switch
    {
        "rnn_tanh" => Engine<TanhCell>(f, inputs),
        "rnn_relu" => Engine<ReluCell>(f, inputs),
        "lstm" => Engine<LstmCell>(f, inputs),
        _ => Engine<GruCell>(f, inputs),
    };

    /// <summary>What the float engine computes, under PyTorch's names.</summary>
    public static Dictionary<string, double[]> Engine<TCell>(PyTorchFixture f, Dictionary<string, double[]> inputs)
        where TCell : struct, ICell<TCell> => Engine<TCell>(f, inputs, f.Options, f.Lengths);

    /// <summary>The same with options or lengths that may be wrong.</summary>
    public static Dictionary<string, double[]> Engine<TCell>(PyTorchFixture f, Dictionary<string, double[]> inputs, RecurrentOptions options, int[] lengths)
        where TCell : struct, ICell<TCell>
    {
        StackRun<TCell> run = new(f.I, f.H, options);
        run.Load(inputs);
        float[] initial = Numbers.ToSingle(Join<TCell>(f, inputs, "h0", "c0"));
        double[] dFinal = Join<TCell>(f, inputs, "d_hn", "d_cn");
        StackRun<TCell>.Result got = run.Run(Numbers.ToSingle(inputs["x"]), f.T, f.B, lengths, initial, _ => inputs["d_out"], _ => dFinal);
        Dictionary<string, double[]> results = got.Weights.ToDictionary(w => "grad." + w.Key, w => Numbers.ToDouble(w.Value), StringComparer.Ordinal);
        (results["y"], results["final"]) = (Numbers.ToDouble(got.Y), Numbers.ToDouble(got.Final));
        (results["grad.x"], results["grad.initial"]) = (Numbers.ToDouble(got.Dx), Numbers.ToDouble(got.DInitial));
        return Named<TCell>(f, inputs, results);
    }

    /// <summary>What the plain loops in double compute, under PyTorch's names.</summary>
    public static Dictionary<string, double[]> Reference<TCell>(PyTorchFixture f, Dictionary<string, double[]> inputs)
        where TCell : struct, ICell<TCell>
    {
        ReferenceRecurrent<TCell> reference = new(f.I, f.H, f.Layers);
        foreach (string name in f.ParameterNames)
        {
            reference.Weights[name] = inputs[name];
        }

        (double[] y, double[] final) = reference.Forward(inputs["x"], f.T, f.B, Join<TCell>(f, inputs, "h0", "c0"));
        reference.Backward(inputs["d_out"], Join<TCell>(f, inputs, "d_hn", "d_cn"));
        Dictionary<string, double[]> results = reference.Gradients.ToDictionary(g => "grad." + g.Key, g => g.Value, StringComparer.Ordinal);
        (results["y"], results["final"]) = (y, final);
        (results["grad.x"], results["grad.initial"]) = (reference.InputGradient, reference.InitialGradient);
        return Named<TCell>(f, inputs, results);
    }

    /// <summary>The names of PyTorch's results that are missing or off by more than the tolerance, relative to max(1, |x|).</summary>
    public static IReadOnlyList<string> Differences(PyTorchFixture f, IReadOnlyDictionary<string, double[]> results, double tolerance) =>
        [.. f.Names.Where(IsResult).Where(n => !results.TryGetValue(n, out double[]? actual) || !(Numbers.ValueError(actual, f.Double(n)) <= tolerance))];

    /// <summary>The numbers that PyTorch gave, and the largest error among them, relative to max(1, |x|).</summary>
    public static (int Count, double Error) Compare(PyTorchFixture f, IReadOnlyDictionary<string, double[]> results)
    {
        string[] names = [.. f.Names.Where(IsResult)];
        return (names.Sum(n => f.Double(n).Length), names.Max(n => Numbers.ValueError(results[n], f.Double(n))));
    }

    private static bool IsResult(string name) => name is "y" or "hn" or "cn" or "loss" || name.StartsWith("grad.", StringComparison.Ordinal);

    /// <summary>h [L · D, B, O] and c [L · D, B, H] to [L · D, S, B, H]: behind a projected h stand zeros.</summary>
    private static double[] Join<TCell>(PyTorchFixture f, Dictionary<string, double[]> inputs, params string[] names)
        where TCell : struct, ICell<TCell>
    {
        int states = TCell.Shape.States.Count, blocks = f.Suffixes.Count();
        double[] joined = new double[blocks * states * f.B * f.H];
        for (int s = 0; s < states; s++)
        {
            double[] part = inputs[names[s]];
            int width = part.Length / (blocks * f.B);
            for (int row = 0; row < blocks * f.B; row++)
            {
                part.AsSpan(row * width, width).CopyTo(joined.AsSpan(((((row / f.B * states) + s) * f.B) + (row % f.B)) * f.H));
            }
        }

        return joined;
    }

    private static Dictionary<string, double[]> Named<TCell>(PyTorchFixture f, Dictionary<string, double[]> inputs, Dictionary<string, double[]> results)
        where TCell : struct, ICell<TCell>
    {
        int states = TCell.Shape.States.Count, blocks = f.Suffixes.Count();
        double loss = Numbers.Dot(results["y"], inputs["d_out"]);
        for (int s = 0; s < states; s++)
        {
            (string final, string initial, string d) = s == 0 ? ("hn", "h0", "d_hn") : ("cn", "c0", "d_cn");
            int width = inputs[initial].Length / (blocks * f.B);
            results[final] = Split(results["final"], s, width);
            results["grad." + initial] = Split(results["grad.initial"], s, width);
            loss += Numbers.Dot(results[final], inputs[d]);
        }

        results["loss"] = [loss];
        return results;

        double[] Split(double[] joined, int s, int width) =>
            [.. Enumerable.Range(0, blocks * f.B).SelectMany(row => joined.Skip(((((row / f.B * states) + s) * f.B) + (row % f.B)) * f.H).Take(width))];
    }
}
