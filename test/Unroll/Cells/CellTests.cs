using Unroll.Cells;
using Unroll.Cells.Compiled;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Cells;

public sealed class TanhCellTests : CellTests<TanhCell>;

public sealed class ReluCellTests : CellTests<ReluCell>;

public sealed class IndRnnCellTests : CellTests<IndRnnCell>;

public sealed class LstmCellTests : CellTests<LstmCell>;

public sealed class PeepholeLstmCellTests : CellTests<PeepholeLstmCell>;

public sealed class CoupledLstmCellTests : CellTests<CoupledLstmCell>;

public sealed class LayerNormLstmCellTests : CellTests<LayerNormLstmCell>;

public sealed class SLstmCellTests : CellTests<SLstmCell>;

public sealed class GruCellTests : CellTests<GruCell>;

public sealed class ResetBeforeGruCellTests : CellTests<ResetBeforeGruCell>;

public sealed class MguCellTests : CellTests<MguCell>;

public sealed class MinGruCellTests : CellTests<MinGruCell>;

public sealed class MinLstmCellTests : CellTests<MinLstmCell>;

public sealed class SruCellTests : CellTests<SruCell>;

public sealed class CoupledCellTests : CellTests<CoupledCell>;

public sealed class ExponentialCellTests : CellTests<ExponentialCell>;

public sealed class WidestCellTests : CellTests<WidestCell>;

public sealed class SeparateCellTests : CellTests<SeparateCell>;

public sealed class QuotientCellTests : CellTests<QuotientCell>;

/// <summary>What must hold for every cell: its derived gradient is that of its equations, and the vectors compute what doubles do.</summary>
public abstract class CellTests<TCell>
    where TCell : struct, ICell<TCell>
{
    private const int Rows = 3, Units = 32;

    private static int Pre => TCell.Shape.PreActivations;

    private static int Weights => TCell.Shape.Weights.Count;

    private static int States => TCell.Shape.States.Count;

    private static bool HasInner => TCell.Shape.Inner != InnerKind.None;

    /// <summary>Distance of all inputs from the kinks at 0 and 1: more than the finite differences reach.</summary>
    private static double Gap => 0.05;

    [Fact]
    public void The_jacobian_by_dual_numbers_equals_finite_differences_of_the_equations()
    {
        for (int output = 0; output < States + (HasInner ? 1 : 0); output++)
        {
            for (int input = 0; input < Pre + Weights + States; input++)
            {
                // The gradient of one next state, or of the inner value, of every unit is a row of the Jacobian of every unit.
                Problem p = new();
                Result r = p.Gradient(CellKernels<TCell>.Reference, output);
                for (int unit = 0; unit < Rows * Units; unit++)
                {
                    if (Enumerable.Range(0, Rows).Any(row => p.IsNearKink((row * Units) + (unit % Units))))
                    {
                        continue;
                    }

                    double numeric = p.Numeric(input, output, unit), analytic = r.At(input, unit);
                    if (input >= Pre && input < Pre + Weights)
                    {
                        // A weight of the cell's own is shared by the rows.
                        numeric = Enumerable.Range(0, Rows).Sum(row => p.Numeric(input, output, (row * Units) + (unit % Units)));
                    }

                    Assert.True(Math.Abs(analytic - numeric) <= 1e-8 * Math.Max(1, Math.Abs(numeric)), $"∂{output}/∂{input} of unit {unit} is {analytic}, expected {numeric}");
                }
            }
        }
    }

    [Fact]
    public void The_states_that_the_equations_read_are_known()
    {
        ulong reads = 0;
        for (int s = 0; s < States; s++)
        {
            Problem p = new(), other = new();
            other.States.AsSpan(2 * s * Rows * Units, Rows * Units).Fill(2.5);
            if (!p.Next().SequenceEqual(other.Next()) || (HasInner && !p.InnerValue().SequenceEqual(other.InnerValue())))
            {
                reads |= 1UL << s;
            }
        }

        Assert.Equal(reads, CellInfo<TCell>.Reads);
        Assert.Equal(Pre + Weights + System.Numerics.BitOperations.PopCount(reads), CellInfo<TCell>.Partials);
    }

    [Fact]
    public void The_vectors_compute_what_doubles_do_and_leave_the_pre_activations_alone()
    {
        Problem p = new();
        float[] gates = Numbers.ToSingle(p.Gates), states = Numbers.ToSingle(p.States), inner = new float[Rows * Units], before = [.. gates];
        CellData<float> data = new() { Gates = gates, States = states, Weights = Numbers.ToSingle(p.Weights), Inner = inner };
        CellKernels<TCell>.Forward(data, Layout, Rows, Units);
        if (HasInner)
        {
            CellKernels<TCell>.Inner(data, Layout, Rows, Units);
            Numbers.AssertValues("inner value", inner, p.InnerValue(), 1e-5);
        }

        double[] expected = [.. p.States];
        CellKernels<TCell>.ReferenceForward(p.Data(expected), Layout, Rows, Units);
        Numbers.AssertValues("next states", states, expected, 1e-5);
        Assert.Equal(before, gates);
    }

    [Fact]
    public void The_compiled_gradient_in_reverse_is_the_one_by_dual_numbers()
    {
        TrainingPasses<double> compiled = CompiledCell<TCell, Real, double>.Compile();
        Problem p = new(), q = new();
        double[] kept = [.. q.States];
        CellKernels<TCell>.ReferenceForward(q.Data(kept), Layout, Rows, Units);
        Result expected = p.Gradient(CellKernels<TCell>.Reference), got = q.Gradient(compiled);
        Assert.Equal(kept, q.States);
        for (int i = 0; i < expected.All.Length; i++)
        {
            Assert.Equal(expected.All[i], got.All[i], 1e-12 * Math.Max(1, Math.Abs(expected.All[i])));
        }
    }

    [Fact]
    public void The_gradients_of_the_vectors_are_those_of_doubles()
    {
        Result expected = new Problem().Gradient(CellKernels<TCell>.Reference);
        foreach (TrainingPasses<float> passes in new[] { CellKernels<TCell>.Training, CellKernels<TCell>.Dual<Float1, float>() })
        {
            Problem p = new();
            float[] gates = Numbers.ToSingle(p.Gates), states = Numbers.ToSingle(p.States), d = Numbers.ToSingle(p.Gradients), weights = Numbers.ToSingle(p.Weights), dWeights = new float[weights.Length];
            CellData<float> data = new() { Gates = gates, States = states, Weights = weights, Gradients = d, WeightGradients = dWeights, Inner = Numbers.ToSingle(p.DInner), Kept = new float[gates.Length] };
            passes.ForwardAndKeep(data, Layout, Rows, Units);
            gates.CopyTo(data.Kept);
            passes.Backward(data, Layout, Rows, Units);
            passes.InnerBackward?.Invoke(data, Layout, Rows, Units);
            GradientCheck.AssertClose("gates", gates, expected.Gates, 1e-4);
            GradientCheck.AssertClose("states", d, expected.States, 1e-4);
            GradientCheck.AssertClose("weights", dWeights, expected.Weights, 1e-4);
        }
    }

    [Fact]
    public void A_step_that_keeps_values_for_the_gradient_gives_the_same_bits()
    {
        Problem p = new();
        float[] gates = Numbers.ToSingle(p.Gates), states = Numbers.ToSingle(p.States), kept = [.. gates], others = [.. states], weights = Numbers.ToSingle(p.Weights);
        CellKernels<TCell>.Forward(new() { Gates = gates, States = states, Weights = weights }, Layout, Rows, Units);
        CellKernels<TCell>.Training.ForwardAndKeep(new() { Gates = kept, States = others, Weights = weights }, Layout, Rows, Units);
        Assert.True(Numbers.SameBits(states, others));
    }

    [Fact]
    public void NaN_in_any_gate_reaches_the_output_or_a_state_or_the_inner_value()
    {
        for (int gate = 0; gate < Pre; gate++)
        {
            Problem p = new();
            p.Gates[GateAt(gate, unit: 7)] = double.NaN;
            float[] gates = Numbers.ToSingle(p.Gates), states = Numbers.ToSingle(p.States), inner = new float[Rows * Units];
            CellData<float> data = new() { Gates = gates, States = states, Weights = Numbers.ToSingle(p.Weights), Inner = inner };
            CellKernels<TCell>.Forward(data, Layout, Rows, Units);
            if (HasInner)
            {
                CellKernels<TCell>.Inner(data, Layout, Rows, Units);
            }

            Assert.True(float.IsNaN(inner[7]) || Enumerable.Range(0, States).Any(s => float.IsNaN(states[(((2 * s) + 1) * Rows * Units) + 7])));
        }
    }

    private static CellLayout Layout => CellLayout.Plain(Pre, Rows, Units, 2 * Rows * Units);

    private static int GateAt(int gate, int unit) => (((unit / Units * Pre) + gate) * Units) + (unit % Units);

    /// <summary>Random inputs, and gradients of what comes out.</summary>
    private sealed class Problem
    {
        public double[] Gates { get; } = Numbers.UniformAwayFromZero(1, Rows * Pre * Units, Gap, 2);

        public double[] Weights { get; } = Numbers.UniformAwayFromZero(3, CellTests<TCell>.Weights * Units, Gap, 0.8);

        /// <summary>[S, 2, rows, units]: the previous states and room for the next.</summary>
        public double[] States { get; } = StateValues();

        public double[] Gradients { get; } = Numbers.Uniform(5, CellTests<TCell>.States * Rows * Units);

        public double[] DInner { get; } = Numbers.Uniform(6, Rows * Units);

        public CellData<double> Data(double[] states) => new() { Gates = (double[])Gates.Clone(), States = states, Weights = Weights, Inner = new double[Rows * Units] };

        public double[] Next()
        {
            double[] states = [.. States];
            CellKernels<TCell>.ReferenceForward(Data(states), Layout, Rows, Units);
            return [.. Enumerable.Range(0, CellTests<TCell>.States).SelectMany(s => states.Skip(((2 * s) + 1) * Rows * Units).Take(Rows * Units))];
        }

        public double[] InnerValue()
        {
            CellData<double> data = Data([.. States]);
            CellKernels<TCell>.ReferenceInner(data, Layout, Rows, Units);
            return data.Inner.ToArray();
        }

        /// <summary>The gradient, of one output alone (the inner value comes after the states) or of all, weighed.</summary>
        public Result Gradient(TrainingPasses<double> passes, int? output = null)
        {
            double[] gates = [.. Gates], d = [.. Gradients], dInner = [.. DInner], dWeights = new double[Weights.Length];
            if (output is { } one)
            {
                d.AsSpan().Clear();
                dInner.AsSpan().Clear();
                (one < CellTests<TCell>.States ? d.AsSpan(one * Rows * Units, Rows * Units) : dInner).Fill(1);
            }

            CellData<double> data = new() { Gates = gates, States = States, Gradients = d, Weights = Weights, WeightGradients = dWeights, Inner = dInner, Kept = new double[gates.Length] };
            passes.ForwardAndKeep(data, Layout, Rows, Units);
            gates.CopyTo(data.Kept);
            passes.Backward(data, Layout, Rows, Units);
            passes.InnerBackward?.Invoke(data, Layout, Rows, Units);
            return new Result(gates, dWeights, d);
        }

        /// <summary>Cells whose kink is not at an input of 0.</summary>
        public bool IsNearKink(int unit)
        {
            double Gate(int k) => Gates[GateAt(k, unit)];
            double State(int k) => States[(2 * k * Rows * Units) + unit];
            return typeof(TCell) == typeof(IndRnnCell) ? Math.Abs(Gate(0) + (Weights[unit % Units] * State(0))) < Gap
                : typeof(TCell) == typeof(SLstmCell) && Math.Abs(Gate(1) + State(3) - Gate(0)) < Gap;
        }

        public double Numeric(int input, int output, int unit)
        {
            // One unit by itself: rows = units = 1.
            int states = CellTests<TCell>.States, weights = CellTests<TCell>.Weights;
            double[] g = [.. Enumerable.Range(0, Pre).Select(k => Gates[GateAt(k, unit)])], w = [.. Enumerable.Range(0, weights).Select(k => Weights[(k * Units) + (unit % Units)])];
            double[] s = [.. Enumerable.Range(0, states).SelectMany(k => new[] { States[(2 * k * Rows * Units) + unit], 0 })];
            return GradientCheck.Derivative(h =>
            {
                double[] g1 = [.. g], w1 = [.. w], s1 = [.. s], m = [0];
                ref double x = ref input < Pre ? ref g1[input] : ref input < Pre + weights ? ref w1[input - Pre] : ref s1[2 * (input - Pre - weights)];
                x += h;
                CellData<double> data = new() { Gates = g1, States = s1, Weights = w1, Inner = m };
                CellPass<double> pass = output < states ? CellKernels<TCell>.ReferenceForward : CellKernels<TCell>.ReferenceInner;
                pass(data, CellLayout.Plain(Pre, 1, 1, 2), 1, 1);
                return output < states ? s1[(2 * output) + 1] : m[0];
            });
        }

        private static double[] StateValues()
        {
            double[] states = Numbers.UniformAwayFromZero(2, 2 * CellTests<TCell>.States * Rows * Units, Gap, 0.9);

            // The exponential cell has a kink at n = 1; every other state lies beyond it, at a distance. The normaliser of an sLSTM is above 0.
            for (int i = 0; i < states.Length; i++)
            {
                states[i] = typeof(TCell) == typeof(SLstmCell) ? Math.Abs(states[i]) : states[i];
                if (i % 2 == 0)
                {
                    states[i] = (float)(states[i] + (states[i] < 0 ? -1.1 : 1.1));
                }
            }

            return states;
        }
    }

    /// <summary>The gradients of gates [rows, planes, units], weights [W, units] and previous states [S, rows, units].</summary>
    private sealed record Result(double[] Gates, double[] Weights, double[] States)
    {
        public double[] All => [.. Gates, .. Weights, .. States];

        public double At(int input, int unit) => input < Pre ? Gates[GateAt(input, unit)]
            : input < Pre + CellTests<TCell>.Weights ? Weights[((input - Pre) * Units) + (unit % Units)]
            : States[((input - Pre - CellTests<TCell>.Weights) * Rows * Units) + unit];
    }
}
