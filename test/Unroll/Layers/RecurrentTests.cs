using Unroll.Autodiff.Ops;
using Unroll.Cells;
using Unroll.TestKit;
using Unroll.Tests.Cells;
using Xunit;

namespace Unroll.Tests.Layers;

public sealed class RecurrentTanhTests : RecurrentTests<TanhCell>;

public sealed class RecurrentReluTests : RecurrentTests<ReluCell>;

public sealed class RecurrentLstmTests : RecurrentTests<LstmCell>;

public sealed class RecurrentGruTests : RecurrentTests<GruCell>;

public sealed class RecurrentCoupledTests : RecurrentTests<CoupledCell>;

public sealed class RecurrentExponentialTests : RecurrentTests<ExponentialCell>;

public sealed class RecurrentWidestTests : RecurrentTests<WidestCell>;

public sealed class RecurrentSeparateTests : RecurrentTests<SeparateCell>;

public sealed class RecurrentQuotientTests : RecurrentTests<QuotientCell>;

/// <summary>The loop over time: first the plain one in double against finite differences, then the engine's against the plain one.</summary>
public abstract class RecurrentTests<TCell>
    where TCell : struct, ICell<TCell>
{
    private static int States => TCell.Shape.States.Count;

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void The_reference_by_backpropagation_through_time_equals_finite_differences(int layers, bool withInitial)
    {
        Problem p = new(time: 4, batch: 2, inputs: 2, hidden: 3, layers, withInitial);
        ReferenceRecurrent<TCell> reference = p.Reference();
        reference.Forward(p.X, p.Time, p.Batch, p.Initial);
        reference.Backward(p.DOutput, p.DFinal);
        Dictionary<string, double[]> gradients = new(reference.Gradients, StringComparer.Ordinal) { ["x"] = reference.InputGradient };
        Dictionary<string, double[]> places = new(reference.Weights, StringComparer.Ordinal) { ["x"] = p.X };
        if (p.Initial is not null)
        {
            (gradients["initial"], places["initial"]) = (reference.InitialGradient, p.Initial);
        }

        Assert.Equal(places.Keys.Order(StringComparer.Ordinal), gradients.Keys.Order(StringComparer.Ordinal));
        foreach ((string name, double[] at) in places)
        {
            // A short step keeps rectified units on their side of the kink.
            double[] numeric = GradientCheck.Numeric(_ => p.Loss(reference), at, 2e-4);
            GradientCheck.AssertClose(name, gradients[name], numeric, 1e-8);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Values_and_gradients_equal_the_reference_for_odd_sizes_with_and_without_initial_state(int layers)
    {
        int n = 0;
        foreach (int hidden in new[] { 1, 5, 16, 19, 33 })
        {
            foreach (int inputs in new[] { 1, 4, 17 })
            {
                // Every T from 1 to 12 and every B from 1 to 9 occurs.
                AssertEqualsReference(new Problem(1 + (n % 12), 1 + (n * 5 % 9), inputs, hidden, layers, withInitial: n % 2 == 0));
                n++;
            }
        }
    }

    [Theory]
    [InlineData(50, 9)]
    [InlineData(3, 97)]
    [InlineData(2, 200)]
    public void Long_sequences_and_large_batches_that_are_projected_in_pieces_equal_the_reference(int time, int batch) =>
        AssertEqualsReference(new Problem(time, batch, inputs: 3, hidden: 6, layers: 2, withInitial: true));

    [Theory]
    [InlineData(50, 9, 28)]
    [InlineData(11, 97, 4)]
    [InlineData(5, 200, 1)]
    public void Segments_that_are_computed_again_equal_the_reference(int time, int batch, int segment) =>
        AssertEqualsReference(new Problem(time, batch, inputs: 3, hidden: 6, layers: 2, withInitial: true), Recompute.Every(segment));

    private static void AssertEqualsReference(Problem p, Recompute recompute = default)
    {
        ReferenceRecurrent<TCell> reference = p.Reference();
        (double[] output, double[] final) = reference.Forward(p.X, p.Time, p.Batch, p.Initial);
        reference.Backward(p.DOutput, p.DFinal);

        RecurrentRun<TCell> engine = new(p.Inputs, p.Hidden, p.Layers, recompute);
        engine.Load(reference.Weights);
        Dictionary<string, float[]> results = engine.Run(p.X, p.Time, p.Batch, p.Initial, p.DOutput, p.DFinal);

        Numbers.AssertValues($"{p}: y", results["y"], output, 1e-5);
        Numbers.AssertValues($"{p}: final state", results["final"], final, 1e-5);
        GradientCheck.AssertClose($"{p}: x", results["grad.x"], reference.InputGradient, 1e-4);
        if (p.Initial is not null)
        {
            GradientCheck.AssertClose($"{p}: initial state", results["grad.initial"], reference.InitialGradient, 1e-4);
        }

        foreach ((string name, double[] expected) in reference.Gradients)
        {
            GradientCheck.AssertClose($"{p}: {name}", results["grad." + name], expected, 1e-4);
        }
    }

    /// <summary>Random weights and data of some size; the loss weighs every output and every final state.</summary>
    private sealed class Problem(int time, int batch, int inputs, int hidden, int layers, bool withInitial)
    {
        public int Time => time;

        public int Batch => batch;

        public int Inputs => inputs;

        public int Hidden => hidden;

        public int Layers => layers;

        public double[] X { get; } = Numbers.Uniform(1, time * batch * inputs);

        public double[]? Initial { get; } = withInitial ? Numbers.Uniform(2, layers * States * batch * hidden) : null;

        public double[] DOutput { get; } = Numbers.Uniform(3, time * batch * hidden);

        public double[] DFinal { get; } = Numbers.Uniform(4, layers * States * batch * hidden);

        public ReferenceRecurrent<TCell> Reference()
        {
            ReferenceRecurrent<TCell> reference = new(inputs, hidden, layers);
            ulong seed = 10;
            foreach (string name in reference.Weights.Keys)
            {
                // As wide as keeps a network of this size from blowing up or dying.
                double scale = name.StartsWith("weight", StringComparison.Ordinal) ? Math.Sqrt(3.0 / (name.Contains("ih_l0", StringComparison.Ordinal) ? inputs : hidden)) * 0.8 : 0.5;
                reference.Weights[name] = Numbers.Uniform(seed++, reference.Weights[name].Length, Math.Min(scale, 1));
            }

            return reference;
        }

        public double Loss(ReferenceRecurrent<TCell> reference)
        {
            (double[] output, double[] final) = reference.Forward(X, time, batch, Initial);
            return Numbers.Dot(output, DOutput) + Numbers.Dot(final, DFinal);
        }

        public override string ToString() => $"T {time}, B {batch}, I {inputs}, H {hidden}, L {layers}{(withInitial ? ", initial state" : "")}";
    }
}
