using Unroll.Cells;
using Unroll.Tests.Fixtures;
using Xunit;
using Xunit.Abstractions;

namespace Unroll.Tests.Layers;

/// <summary>The comparison with PyTorch is itself tested: every wrong network that an engine could plausibly be must be found out.</summary>
public sealed class MutationTests(ITestOutputHelper report)
{
    private const double Tolerance = 1e-5;

    private static readonly Dictionary<string, Runner> s_right = new(StringComparer.Ordinal)
    {
        ["rnn_tanh"] = PyTorchParity.Engine<TanhCell>,
        ["rnn_relu"] = PyTorchParity.Engine<ReluCell>,
        ["lstm"] = PyTorchParity.Engine<LstmCell>,
        ["gru"] = PyTorchParity.Engine<GruCell>,
    };

    private delegate Dictionary<string, double[]> Runner(PyTorchFixture fixture, Dictionary<string, double[]> inputs);

    [Fact]
    public void Every_mutant_gives_wrong_outputs_and_wrong_gradients_in_every_case()
    {
        Mutant[] mutants = [.. Mutants()];

        // 23 + 5 gate orders, 7 wrong cells, 6 wrong parameters or states of each of 4 cells, 3 of the LSTM and GRU alone.
        Assert.Equal(23 + 5 + 7 + (6 * 4) + 3, mutants.Length);
        Assert.Equal(mutants.Length, mutants.Select(m => m.Cell + m.Name).Distinct().Count());
        int runs = 0;
        foreach (Mutant mutant in mutants)
        {
            foreach (PyTorchFixture f in PyTorchFixture.Cases(mutant.Cell).Select(PyTorchFixture.Load).Where(f => f.Layers >= mutant.Layers))
            {
                Dictionary<string, double[]> inputs = PyTorchParity.Inputs(f);
                mutant.Change(f, inputs);
                IReadOnlyList<string> wrong = PyTorchParity.Differences(f, mutant.Run(f, inputs), Tolerance);
                Assert.True(wrong.Contains("y") && wrong.Contains("grad.x"), $"{f.Name} survives: {mutant.Name}");
                runs++;
            }
        }

        report.WriteLine($"{mutants.Length} mutants, {runs} runs, none survives");
        Assert.Equal((mutants.Length * 3) - 4, runs);
    }

    [Fact]
    public void The_same_runs_without_mutation_are_right()
    {
        foreach (PyTorchFixture f in PyTorchFixture.Cases().Select(PyTorchFixture.Load))
        {
            Assert.Empty(PyTorchParity.Differences(f, s_right[f.Cell](f, PyTorchParity.Inputs(f)), Tolerance));
        }
    }

    [Fact]
    public void Reset_before_the_recurrent_product_is_told_from_reset_after()
    {
        foreach (PyTorchFixture f in PyTorchFixture.Cases("gru").Select(PyTorchFixture.Load).Where(f => f.Layers == 1))
        {
            Assert.DoesNotContain("y", PyTorchParity.Differences(f, PlainGru(f, resetBefore: false), 1e-10));
            Assert.Contains("y", PyTorchParity.Differences(f, PlainGru(f, resetBefore: true), Tolerance));
        }
    }

    private static IEnumerable<Mutant> Mutants()
    {
        foreach ((string cell, int gates) in new[] { ("lstm", 4), ("gru", 3) })
        {
            foreach (int[] order in Permutations(gates).Where(p => !p.SequenceEqual(Enumerable.Range(0, gates))))
            {
                yield return new(cell, $"gates in the order {string.Join(' ', order)}", s_right[cell], (f, x) => ReorderGates(f, x, order));
            }
        }

        yield return new("rnn_tanh", "rectified", PyTorchParity.Engine<ReluCell>);
        yield return new("rnn_relu", "tanh", PyTorchParity.Engine<TanhCell>);
        yield return new("lstm", "no tanh of the output", PyTorchParity.Engine<LstmWithoutOutputTanh>);
        yield return new("lstm", "no forget gate", PyTorchParity.Engine<LstmWithoutForgetGate>);
        yield return new("lstm", "sigmoid of the candidate", PyTorchParity.Engine<LstmWithSigmoidCandidate>);
        yield return new("gru", "update gate flipped", PyTorchParity.Engine<GruWithFlippedUpdate>);
        yield return new("gru", "no reset gate", PyTorchParity.Engine<GruWithoutReset>);
        foreach ((string cell, Runner run) in s_right)
        {
            yield return new(cell, "input bias dropped", run, (f, x) => Clear(x, "bias_ih_l"));
            yield return new(cell, "recurrent bias dropped", run, (f, x) => Clear(x, "bias_hh_l"));
            yield return new(cell, "recurrent matrix dropped", run, (f, x) => Clear(x, "weight_hh_l"));
            yield return new(cell, "recurrent matrix transposed", run, TransposeRecurrent);
            yield return new(cell, "initial output dropped", run, (f, x) => Clear(x, "h0"));
            yield return new(cell, "layers' recurrent matrices exchanged", run, (f, x) => (x["weight_hh_l0"], x["weight_hh_l1"]) = (x["weight_hh_l1"], x["weight_hh_l0"]), Layers: 2);
        }

        yield return new("lstm", "initial cell state dropped", s_right["lstm"], (f, x) => Clear(x, "c0"));
        yield return new("lstm", "initial states exchanged", s_right["lstm"], (f, x) => (x["h0"], x["c0"]) = (x["c0"], x["h0"]));
        yield return new("gru", "recurrent bias of the candidate outside of the reset", s_right["gru"], MoveCandidateBias);
    }

    private static void Clear(Dictionary<string, double[]> inputs, string prefix)
    {
        foreach (string name in inputs.Keys.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).ToArray())
        {
            inputs[name] = new double[inputs[name].Length];
        }
    }

    private static void ReorderGates(PyTorchFixture f, Dictionary<string, double[]> inputs, int[] order)
    {
        foreach (string name in f.ParameterNames)
        {
            int block = inputs[name].Length / order.Length;
            inputs[name] = [.. order.SelectMany(gate => inputs[name].Skip(gate * block).Take(block))];
        }
    }

    private static void TransposeRecurrent(PyTorchFixture f, Dictionary<string, double[]> inputs)
    {
        foreach (string name in f.ParameterNames.Where(n => n.StartsWith("weight_hh", StringComparison.Ordinal)))
        {
            double[] w = inputs[name];
            int h = f.H;
            inputs[name] = [.. w.Select((_, i) => w[(i / (h * h) * h * h) + (i % h * h) + (i / h % h)])];
        }
    }

    private static void MoveCandidateBias(PyTorchFixture f, Dictionary<string, double[]> inputs)
    {
        for (int l = 0; l < f.Layers; l++)
        {
            double[] hh = [.. inputs[$"bias_hh_l{l}"]];
            inputs[$"bias_ih_l{l}"] = [.. inputs[$"bias_ih_l{l}"].Select((b, i) => i < 2 * f.H ? b : b + hh[i])];
            inputs[$"bias_hh_l{l}"] = [.. hh.Select((b, i) => i < 2 * f.H ? b : 0)];
        }
    }

    /// <summary>A GRU of one layer by hand, because reset before is not an elementwise cell: n = tanh(W x + b + U (r ⊙ h) + b').</summary>
    private static Dictionary<string, double[]> PlainGru(PyTorchFixture f, bool resetBefore)
    {
        double[] wih = f.Double("weight_ih_l0"), whh = f.Double("weight_hh_l0"), bih = f.Double("bias_ih_l0"), bhh = f.Double("bias_hh_l0");
        double[] x = f.Double("x"), y = new double[f.T * f.B * f.H];
        for (int b = 0; b < f.B; b++)
        {
            double[] h = [.. f.Double("h0").Skip(b * f.H).Take(f.H)];
            for (int t = 0; t < f.T; t++)
            {
                double[] input = [.. x.Skip(((t * f.B) + b) * f.I).Take(f.I)];
                double[] a = Affine(wih, bih, input), u = Affine(whh, bhh, h);
                double[] r = [.. Enumerable.Range(0, f.H).Select(j => Sigmoid(a[j] + u[j]))];
                double[] reset = Affine(whh, bhh, [.. h.Zip(r, (p, q) => p * q)]);
                h = [.. Enumerable.Range(0, f.H).Select(j =>
                {
                    double z = Sigmoid(a[f.H + j] + u[f.H + j]), recurrent = resetBefore ? reset[(2 * f.H) + j] : r[j] * u[(2 * f.H) + j];
                    return ((1 - z) * Math.Tanh(a[(2 * f.H) + j] + recurrent)) + (z * h[j]);
                })];
                h.CopyTo(y, ((t * f.B) + b) * f.H);
            }
        }

        return new Dictionary<string, double[]>(StringComparer.Ordinal) { ["y"] = y };

        static double Sigmoid(double v) => 1 / (1 + Math.Exp(-v));
        static double[] Affine(double[] w, double[] bias, double[] v) => [.. bias.Select((c, row) => c + v.Select((e, k) => e * w[(row * v.Length) + k]).Sum())];
    }

    private static IEnumerable<int[]> Permutations(int n) => n == 0
        ? [[]]
        : Permutations(n - 1).SelectMany(p => Enumerable.Range(0, n).Select(at => (int[])[.. p[..at], n - 1, .. p[at..]]));

    /// <param name="Cell">The fixtures that it is run on.</param>
    /// <param name="Name">What is wrong.</param>
    /// <param name="Run">The engine, with the right or with a wrong cell.</param>
    /// <param name="Alter">What it does to parameters and states.</param>
    /// <param name="Layers">The least number of layers where it makes a difference.</param>
    private sealed record Mutant(string Cell, string Name, Runner Run, Action<PyTorchFixture, Dictionary<string, double[]>>? Alter = null, int Layers = 1)
    {
        public void Change(PyTorchFixture f, Dictionary<string, double[]> inputs) => Alter?.Invoke(f, inputs);
    }
}
