using Unroll.Cells;
using Unroll.Cells.Compiled;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Cells;

public sealed class TanhCellTests : CellTests<TanhCell>;

public sealed class ReluCellTests : CellTests<ReluCell>;

public sealed class LstmCellTests : CellTests<LstmCell>;

public sealed class GruCellTests : CellTests<GruCell>;

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

    private static int States => TCell.Shape.States.Count;

    /// <summary>Distance of all inputs from the kinks at 0 and 1: more than the finite differences reach.</summary>
    private static double Gap => 0.05;

    [Fact]
    public void The_jacobian_by_dual_numbers_equals_finite_differences_of_the_equations()
    {
        double[] gates = GateValues(), states = StateValues();
        for (int output = 0; output < States; output++)
        {
            // The gradient of one next state of every unit is a row of the Jacobian of every unit.
            double[] dGates = [.. gates], d = new double[States * Rows * Units];
            d.AsSpan(output * Rows * Units, Rows * Units).Fill(1);
            CellKernels<TCell>.ReferenceBackward(dGates, states, d, Layout, Rows, Units);
            for (int input = 0; input < Pre + States; input++)
            {
                for (int unit = 0; unit < Rows * Units; unit++)
                {
                    double numeric = Numeric(gates, states, input, output, unit);
                    double analytic = input < Pre ? dGates[GateAt(input, unit)] : d[((input - Pre) * Rows * Units) + unit];
                    Assert.True(Math.Abs(analytic - numeric) <= 1e-8 * Math.Max(1, Math.Abs(numeric)), $"∂{output}/∂{input} of unit {unit} is {analytic}, expected {numeric}");
                }
            }
        }
    }

    [Fact]
    public void The_states_that_the_equations_read_are_known()
    {
        double[] gates = GateValues();
        ulong reads = 0;
        for (int s = 0; s < States; s++)
        {
            double[] other = StateValues();
            other.AsSpan(2 * s * Rows * Units, Rows * Units).Fill(2.5);
            if (!Next(gates, StateValues()).SequenceEqual(Next(gates, other)))
            {
                reads |= 1UL << s;
            }
        }

        Assert.Equal(reads, CellInfo<TCell>.Reads);
        Assert.Equal(Pre + System.Numerics.BitOperations.PopCount(reads), CellInfo<TCell>.Partials);
    }

    [Fact]
    public void The_vectors_compute_what_doubles_do_and_leave_the_pre_activations_alone()
    {
        float[] gates = Numbers.ToSingle(GateValues()), states = Numbers.ToSingle(StateValues());
        float[] before = [.. gates];
        CellKernels<TCell>.Forward(gates, states, Layout, Rows, Units);

        double[] expected = StateValues();
        CellKernels<TCell>.ReferenceForward(GateValues(), expected, Layout, Rows, Units);
        Numbers.AssertValues("next states", states, expected, 1e-5);
        Assert.Equal(before, gates);
    }

    [Fact]
    public void The_gradients_of_the_vectors_are_those_of_doubles()
    {
        double[] d = Numbers.Uniform(5, States * Rows * Units), gates = GateValues();
        float[] singleGates = Numbers.ToSingle(gates), singleD = Numbers.ToSingle(d), singleStates = Numbers.ToSingle(StateValues());
        CellKernels<TCell>.ForwardAndKeep(singleGates, singleStates, Layout, Rows, Units);
        CellKernels<TCell>.Backward(singleGates, singleStates, singleD, Layout, Rows, Units);

        CellKernels<TCell>.ReferenceBackward(gates, StateValues(), d, Layout, Rows, Units);
        GradientCheck.AssertClose("gates", singleGates, gates, 1e-4);
        GradientCheck.AssertClose("states", singleD, d, 1e-4);
    }

    [Fact]
    public void The_compiled_gradient_in_reverse_is_the_one_by_dual_numbers()
    {
        double[] gates = GateValues(), states = StateValues(), d = Numbers.Uniform(5, States * Rows * Units);
        double[] derivedGates = [.. gates], expected = StateValues(), derivedD = [.. d];
        (CellForward<double> forwardAndKeep, CellBackward<double> backward) = CompiledCell<TCell, Real, double>.Compile();
        forwardAndKeep(gates, states, Layout, Rows, Units);
        CellKernels<TCell>.ReferenceForward([.. derivedGates], expected, Layout, Rows, Units);
        Assert.Equal(expected, states);

        backward(gates, states, d, Layout, Rows, Units);
        CellKernels<TCell>.ReferenceBackward(derivedGates, expected, derivedD, Layout, Rows, Units);
        for (int i = 0; i < gates.Length; i++)
        {
            Assert.Equal(derivedGates[i], gates[i], 1e-13);
        }

        for (int i = 0; i < d.Length; i++)
        {
            Assert.Equal(derivedD[i], d[i], 1e-13);
        }
    }

    [Fact]
    public void A_step_that_keeps_values_for_the_gradient_gives_the_same_bits()
    {
        float[] gates = Numbers.ToSingle(GateValues()), states = Numbers.ToSingle(StateValues()), kept = [.. gates], others = [.. states];
        CellKernels<TCell>.Forward(gates, states, Layout, Rows, Units);
        CellKernels<TCell>.ForwardAndKeep(kept, others, Layout, Rows, Units);
        Assert.True(Numbers.SameBits(states, others));
    }

    [Fact]
    public void Where_no_code_can_be_made_dual_numbers_give_the_same_gradient_in_float()
    {
        float[] gates = Numbers.ToSingle(GateValues()), d = Numbers.ToSingle(Numbers.Uniform(5, States * Rows * Units)), states = Numbers.ToSingle(StateValues());
        float[] kept = [.. gates], others = [.. states], dCompiled = [.. d];
        CellKernels<TCell>.ForPartials<Float1, float>()(gates, states, d, Layout, Rows, Units);
        CellKernels<TCell>.ForwardAndKeep(kept, others, Layout, Rows, Units);
        CellKernels<TCell>.Backward(kept, others, dCompiled, Layout, Rows, Units);
        GradientCheck.AssertClose("gates", gates, [.. kept.Select(v => (double)v)], 1e-4);
        GradientCheck.AssertClose("states", d, [.. dCompiled.Select(v => (double)v)], 1e-4);
    }

    [Fact]
    public void NaN_in_any_gate_reaches_the_output_or_a_state()
    {
        for (int gate = 0; gate < Pre; gate++)
        {
            float[] gates = Numbers.ToSingle(GateValues()), states = Numbers.ToSingle(StateValues());
            gates[GateAt(gate, unit: 7)] = float.NaN;
            CellKernels<TCell>.Forward(gates, states, Layout, Rows, Units);
            Assert.Contains(Enumerable.Range(0, States), s => float.IsNaN(states[(((2 * s) + 1) * Rows * Units) + 7]));
        }
    }

    private static CellLayout Layout => CellLayout.Plain(Pre, Rows, Units, 2 * Rows * Units);

    private static double[] GateValues() => Numbers.UniformAwayFromZero(1, Rows * Pre * Units, Gap, 2);

    /// <summary>[S, 2, rows, units]: the previous states and room for the next.</summary>
    private static double[] StateValues()
    {
        double[] states = Numbers.UniformAwayFromZero(2, 2 * States * Rows * Units, Gap, 0.9);

        // The exponential cell has a kink at n = 1; every other state lies beyond it, at a distance.
        for (int i = 0; i < states.Length; i++)
        {
            if (i % 2 == 0)
            {
                states[i] = (float)(states[i] + (states[i] < 0 ? -1.1 : 1.1));
            }
        }

        return states;
    }

    private static double[] Next(double[] gates, double[] states)
    {
        double[] copy = [.. states];
        CellKernels<TCell>.ReferenceForward([.. gates], copy, Layout, Rows, Units);
        return [.. Enumerable.Range(0, States).SelectMany(s => copy.Skip(((2 * s) + 1) * Rows * Units).Take(Rows * Units))];
    }

    private static double Numeric(double[] gates, double[] states, int input, int output, int unit)
    {
        // One unit by itself: rows = units = 1.
        double[] g = [.. Enumerable.Range(0, Pre).Select(k => gates[GateAt(k, unit)])];
        double[] s = [.. Enumerable.Range(0, States).SelectMany(k => new[] { states[(2 * k * Rows * Units) + unit], 0 })];
        return GradientCheck.Derivative(h =>
        {
            double[] g1 = [.. g], s1 = [.. s];
            ref double x = ref input < Pre ? ref g1[input] : ref s1[2 * (input - Pre)];
            x += h;
            CellKernels<TCell>.ReferenceForward(g1, s1, CellLayout.Plain(Pre, 1, 1, 2), 1, 1);
            return s1[(2 * output) + 1];
        });
    }

    private static int GateAt(int gate, int unit) => (((unit / Units * Pre) + gate) * Units) + (unit % Units);
}
