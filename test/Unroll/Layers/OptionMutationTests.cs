using Unroll.Cells;
using Unroll.Layers;
using Unroll.Tests.Fixtures;
using Xunit;
using Xunit.Abstractions;

namespace Unroll.Tests.Layers;

/// <summary>Wrong lengths, directions, projections and resets must be found out by the comparison with PyTorch too.</summary>
public sealed class OptionMutationTests(ITestOutputHelper report)
{
    private const double Tolerance = 1e-5;

    private delegate Dictionary<string, double[]> Runner(PyTorchFixture f, Dictionary<string, double[]> inputs);

    [Fact]
    public void Every_mutant_gives_wrong_outputs_and_wrong_gradients_in_every_case_that_it_concerns()
    {
        Mutant[] mutants = [.. Mutants()];
        int runs = 0;
        foreach (Mutant mutant in mutants)
        {
            PyTorchFixture[] cases = [.. PyTorchFixture.OptionCases().Concat(PyTorchFixture.Cases()).Select(PyTorchFixture.Load).Where(mutant.Concerns)];
            Assert.True(cases.Length > 0, mutant.Name);
            foreach (PyTorchFixture f in cases)
            {
                IReadOnlyList<string> wrong = PyTorchParity.Differences(f, mutant.Run(f, PyTorchParity.Inputs(f)), Tolerance);
                Assert.True(wrong.Contains("y") && wrong.Contains("grad.x"), $"{f.Name} survives: {mutant.Name}");
                runs++;
            }

            report.WriteLine($"{mutant.Name}: red in all of {cases.Length} cases");
        }

        report.WriteLine($"{mutants.Length} mutants, {runs} runs, none survives");
        Assert.Equal(11, mutants.Length);
    }

    [Fact]
    public void A_second_direction_that_reads_forward_is_found_out()
    {
        foreach (PyTorchFixture f in PyTorchFixture.OptionCases("gru").Select(PyTorchFixture.Load).Where(f => f.Bidirectional && f.Lengths.Length == 0))
        {
            Assert.DoesNotContain("y", PyTorchParity.Differences(f, LayerByLayer(f, Direction.Backward), Tolerance));
            Assert.Contains("y", PyTorchParity.Differences(f, LayerByLayer(f, Direction.Forward), Tolerance));
        }
    }

    private static IEnumerable<Mutant> Mutants()
    {
        yield return new("lengths ignored", f => f.Lengths.Length > 0, (f, x) => Engine(f, x, f.Options, []));
        yield return new("lengths in the wrong rows", f => f.Lengths.Length > 0, (f, x) => Engine(f, x, f.Options, [.. f.Lengths.Skip(1), f.Lengths[0]]));
        yield return new("lengths one too short", f => f.Lengths.Length > 0, (f, x) => Engine(f, x, f.Options, [.. f.Lengths.Select(n => n - 1)]));
        yield return new("directions exchanged", f => f.Bidirectional, (f, x) => PyTorchParity.Engine(f, Exchanged(x)));
        yield return new("second direction without recurrence", f => f.Bidirectional, (f, x) => PyTorchParity.Engine(f, Cleared(x, n => n.StartsWith("weight_hh", StringComparison.Ordinal) && n.EndsWith("_reverse", StringComparison.Ordinal))));
        yield return new("second direction without its input", f => f.Bidirectional, (f, x) => PyTorchParity.Engine(f, Cleared(x, n => n.StartsWith("weight_ih", StringComparison.Ordinal) && n.EndsWith("_reverse", StringComparison.Ordinal))));
        yield return new("initial states by direction, then by layer", f => f.Bidirectional, (f, x) => PyTorchParity.Engine(f, DirectionsFirst(f, x)));
        yield return new("projection transposed", f => f.Projection > 0, (f, x) => PyTorchParity.Engine(f, WithProjections(f, x, w => [.. w.Select((_, i) => w[(i % f.Projection * f.H) + (i / f.Projection)])])));
        yield return new("projection dropped, h cut", f => f.Projection > 0, (f, x) => PyTorchParity.Engine(f, WithProjections(f, x, w => [.. w.Select((_, i) => i / f.H == i % f.H ? 1.0 : 0)])));
        yield return new("projection of zeros", f => f.Projection > 0, (f, x) => PyTorchParity.Engine(f, WithProjections(f, x, w => new double[w.Length])));
        yield return new("reset before instead of after", f => f.Cell == "gru", (f, x) => PyTorchParity.Engine<ResetBeforeGruCell>(f, x));
    }

    private static Dictionary<string, double[]> Engine(PyTorchFixture f, Dictionary<string, double[]> x, RecurrentOptions options, int[] lengths) => f.Cell switch
    {
        "rnn_tanh" => PyTorchParity.Engine<TanhCell>(f, x, options, lengths),
        "rnn_relu" => PyTorchParity.Engine<ReluCell>(f, x, options, lengths),
        "lstm" => PyTorchParity.Engine<LstmCell>(f, x, options, lengths),
        _ => PyTorchParity.Engine<GruCell>(f, x, options, lengths),
    };

    private static Dictionary<string, double[]> Exchanged(Dictionary<string, double[]> inputs) => inputs.ToDictionary(
        p => !p.Key.Contains("_l", StringComparison.Ordinal) ? p.Key : p.Key.EndsWith("_reverse", StringComparison.Ordinal) ? p.Key[..^"_reverse".Length] : p.Key + "_reverse",
        p => p.Value,
        StringComparer.Ordinal);

    private static Dictionary<string, double[]> Cleared(Dictionary<string, double[]> inputs, Predicate<string> which) =>
        inputs.ToDictionary(p => p.Key, p => which(p.Key) ? new double[p.Value.Length] : p.Value, StringComparer.Ordinal);

    private static Dictionary<string, double[]> WithProjections(PyTorchFixture f, Dictionary<string, double[]> inputs, Func<double[], double[]> change)
    {
        foreach (string suffix in f.Suffixes)
        {
            inputs["weight_hr_" + suffix] = change(inputs["weight_hr_" + suffix]);
        }

        return inputs;
    }

    /// <summary>The blocks of the states at 0 1 2 3 read as 0 2 1 3.</summary>
    private static Dictionary<string, double[]> DirectionsFirst(PyTorchFixture f, Dictionary<string, double[]> inputs)
    {
        foreach (string name in new[] { "h0", "c0" }.Where(inputs.ContainsKey))
        {
            double[][] blocks = [.. inputs[name].Chunk(inputs[name].Length / (2 * f.Layers))];
            inputs[name] = [.. Enumerable.Range(0, blocks.Length).SelectMany(i => blocks[(i % f.Layers * 2) + (i / f.Layers)])];
        }

        return inputs;
    }

    /// <summary>The outputs of a bidirectional GRU from layers of one direction each.</summary>
    private static Dictionary<string, double[]> LayerByLayer(PyTorchFixture f, Direction second)
    {
        Dictionary<string, double[]> inputs = PyTorchParity.Inputs(f);
        float[] x = f.Single("x");
        int width = f.I;
        foreach ((string suffix, int block) in f.Suffixes.Select((s, i) => (s, i)).Where(p => p.i % 2 == 0))
        {
            float[] y = One(suffix, block, Direction.Forward), z = One(suffix + "_reverse", block + 1, second);
            (x, width) = ([.. y.Chunk(f.H).Zip(z.Chunk(f.H), (a, b) => a.Concat(b)).SelectMany(v => v)], 2 * f.H);
        }

        return new Dictionary<string, double[]>(StringComparer.Ordinal) { ["y"] = [.. x.Select(v => (double)v)] };

        float[] One(string suffix, int block, Direction direction)
        {
            StackRun<GruCell> run = new(width, f.H, new RecurrentOptions { Direction = direction });
            run.Load(new[] { "weight_ih_", "weight_hh_", "bias_ih_", "bias_hh_" }.ToDictionary(n => n + "l0", n => inputs[n + suffix], StringComparer.Ordinal));
            return run.Run(x, f.T, f.B, [], f.Single("h0")[(block * f.B * f.H)..((block + 1) * f.B * f.H)], n => new double[n], n => new double[n]).Y;
        }
    }

    /// <param name="Name">What is wrong.</param>
    /// <param name="Concerns">The cases where it makes a difference.</param>
    /// <param name="Run">The wrong run.</param>
    private sealed record Mutant(string Name, Func<PyTorchFixture, bool> Concerns, Runner Run);
}
