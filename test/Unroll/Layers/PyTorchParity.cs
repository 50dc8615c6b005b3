using Unroll.Cells;
using Unroll.TestKit;
using Unroll.Tests.Fixtures;

namespace Unroll.Tests.Layers;

/// <summary>Runs the case of a fixture and says which of PyTorch's values come out different.</summary>
internal static class PyTorchParity
{
    /// <summary>The inputs of a case that a mutant may alter before the run: parameters, x, h0, c0.</summary>
    public static Dictionary<string, double[]> Inputs(PyTorchFixture f) =>
        f.Names.Where(n => !IsResult(n)).ToDictionary(n => n, f.Double, StringComparer.Ordinal);

    /// <summary>What the float engine computes, under PyTorch's names.</summary>
    public static Dictionary<string, double[]> Engine<TCell>(PyTorchFixture f, Dictionary<string, double[]> inputs)
        where TCell : struct, ICell<TCell>
    {
        RecurrentRun<TCell> run = new(f.I, f.H, f.Layers);
        run.Load(inputs);
        Dictionary<string, float[]> results = run.Run(inputs["x"], f.T, f.B, Join<TCell>(f, inputs, "h0", "c0"), inputs["d_out"], Join<TCell>(f, inputs, "d_hn", "d_cn"));
        return Named<TCell>(f, inputs, results.ToDictionary(r => r.Key, r => Numbers.ToDouble(r.Value), StringComparer.Ordinal));
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

    private static bool IsResult(string name) => name is "y" or "hn" or "cn" or "loss" || name.StartsWith("grad.", StringComparison.Ordinal);

    /// <summary>h [L, B, H] and c [L, B, H] to [L, S, B, H].</summary>
    private static double[] Join<TCell>(PyTorchFixture f, Dictionary<string, double[]> inputs, params string[] names)
        where TCell : struct, ICell<TCell>
    {
        int block = f.B * f.H;
        return [.. Enumerable.Range(0, f.Layers).SelectMany(l => names.Take(TCell.Shape.States.Count).SelectMany(n => inputs[n].Skip(l * block).Take(block)))];
    }

    private static Dictionary<string, double[]> Named<TCell>(PyTorchFixture f, Dictionary<string, double[]> inputs, Dictionary<string, double[]> results)
        where TCell : struct, ICell<TCell>
    {
        int block = f.B * f.H, states = TCell.Shape.States.Count;
        double loss = Numbers.Dot(results["y"], inputs["d_out"]);
        for (int s = 0; s < states; s++)
        {
            (string final, string initial, string d) = s == 0 ? ("hn", "h0", "d_hn") : ("cn", "c0", "d_cn");
            results[final] = Split(results["final"], s);
            results["grad." + initial] = Split(results["grad.initial"], s);
            loss += Numbers.Dot(results[final], inputs[d]);
        }

        results["loss"] = [loss];
        return results;

        double[] Split(double[] joined, int s) => [.. Enumerable.Range(0, f.Layers).SelectMany(l => joined.Skip(((l * states) + s) * block).Take(block))];
    }
}
