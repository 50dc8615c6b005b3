using System.Runtime.CompilerServices;
using Unroll.Cells.Compiled;
using Unroll.Kernels;

namespace Unroll.Cells;

/// <summary>
/// Checks a cell: the gradient that it trains with against central differences of its equations, in double precision. It fails for equations
/// that are no pure function of their arguments, for instance of a counter or of a random number that they hold.
/// </summary>
/// <remarks>
/// For random pre-activations in ±2, own weights in ±1 and states in 0.1 to 0.9, of <c>Step</c> and of <c>Inner</c>, for every input of every unit.
/// The error of a derivative a, where differences give n, is |a − n| / max(1, |n|); the differences have about 10⁻¹⁰ of it themselves.
/// </remarks>
public static class CellGradient
{
    /// <summary>The largest error of any derivative.</summary>
    /// <typeparam name="TCell">The cell.</typeparam>
    /// <param name="seed">Draws the places at which it looks.</param>
    /// <returns>Below 10⁻⁷ when all is well; infinite where a derivative is not a number.</returns>
    public static double LargestError<TCell>(ulong seed = 1)
        where TCell : struct, ICell<TCell> => new Comparison<TCell>(seed).Worst().Error;

    /// <summary>Fails unless <see cref="LargestError"/> is small.</summary>
    /// <typeparam name="TCell">The cell.</typeparam>
    /// <param name="tolerance">The largest error allowed.</param>
    /// <param name="seed">Draws the places at which it looks.</param>
    /// <exception cref="UnrollException">Names the derivative that is wrong most.</exception>
    public static void Check<TCell>(double tolerance = 1e-7, ulong seed = 1)
        where TCell : struct, ICell<TCell>
    {
        (double error, string what) = new Comparison<TCell>(seed).Worst();
        if (!(error <= tolerance))
        {
            throw new UnrollException($"Cell '{TCell.Shape.Name}': {what}, an error of {error:E1} where {tolerance:E1} is allowed. Are Step and Inner pure functions of their arguments, the same at every call?");
        }
    }

    /// <summary>One row of units, each at a place of its own.</summary>
    private sealed class Comparison<TCell>
        where TCell : struct, ICell<TCell>
    {
        private const int Units = 32;

        /// <summary>So short that next to no unit has a kink within it.</summary>
        private const double Difference = 1e-5;

        private static readonly CellLayout s_layout = CellLayout.Plain(CellInfo<TCell>.PreActivations, 1, Units, 2 * Units);

        private readonly double[] _gates, _weights, _states;
        private readonly TrainingPasses<double> _passes = RuntimeFeature.IsDynamicCodeSupported ? CompiledCell<TCell, Real, double>.Compile() : CellKernels<TCell>.Reference;

        public Comparison(ulong seed)
        {
            CounterRandom random = new(seed);
            _gates = Draw(CellInfo<TCell>.PreActivations * Units, -2, 2, ref random);
            _weights = Draw(CellInfo<TCell>.Weights * Units, -1, 1, ref random);
            _states = Draw(2 * States * Units, 0.1, 0.9, ref random);
        }

        private static int States => CellInfo<TCell>.States;

        private static CellShape Shape => TCell.Shape;

        public (double Error, string What) Worst()
        {
            (double Error, string What) worst = (0, "");
            for (int output = 0; output < States + (CellInfo<TCell>.HasInner ? 1 : 0); output++)
            {
                (double[] gates, double[] weights, double[] states) = Gradient(output);
                foreach ((double[] at, double[] analytic, int row, Func<int, string> name) in new (double[], double[], int, Func<int, string>)[]
                {
                    (_gates, gates, Units, NameOfGate), (_weights, weights, Units, static i => $"weight {Shape.Weights[i].Name}"), (_states, states, 2 * Units, static i => $"state {Shape.States[i]}"),
                })
                {
                    for (int i = 0; i < analytic.Length; i++)
                    {
                        double numeric = Numeric(at, (i / Units * row) + (i % Units), output, i % Units);
                        double error = Math.Abs(analytic[i] - numeric) / Math.Max(1, Math.Abs(numeric));
                        if (!(error <= worst.Error))
                        {
                            string of = output < States ? $"the next {Shape.States[output]}" : "the inner value";
                            worst = (double.IsNaN(error) ? double.PositiveInfinity : error, $"the derivative of {of} by {name(i / Units)} is {analytic[i]:G6}, and {numeric:G6} by finite differences");
                        }
                    }
                }
            }

            return worst;
        }

        /// <summary>Of one next state, or of the inner value, which comes after them: by gates, own weights and previous states.</summary>
        private (double[] Gates, double[] Weights, double[] States) Gradient(int output)
        {
            double[] gates = [.. _gates], d = new double[States * Units], dInner = new double[Units], dWeights = new double[_weights.Length];
            (output < States ? d.AsSpan(output * Units, Units) : dInner).Fill(1);
            CellData<double> data = new() { Gates = gates, States = (double[])_states.Clone(), Gradients = d, Weights = _weights, WeightGradients = dWeights, Inner = dInner, Kept = new double[gates.Length] };
            _passes.ForwardAndKeep(data, s_layout, 1, Units);
            gates.CopyTo(data.Kept);
            _passes.Backward(data, s_layout, 1, Units);
            _passes.InnerBackward?.Invoke(data, s_layout, 1, Units);
            return (gates, dWeights, d);
        }

        private double Numeric(double[] place, int at, int output, int unit)
        {
            double before = place[at];
            place[at] = before + Difference;
            double above = Value(output, unit);
            place[at] = before - Difference;
            double below = Value(output, unit);
            place[at] = before;
            return (above - below) / (2 * Difference);
        }

        private double Value(int output, int unit)
        {
            double[] states = [.. _states], inner = new double[Units];
            CellData<double> data = new() { Gates = (double[])_gates.Clone(), States = states, Weights = _weights, Inner = inner };
            (output < States ? CellKernels<TCell>.ReferenceForward : CellKernels<TCell>.ReferenceInner)(data, s_layout, 1, Units);
            return output < States ? states[(((2 * output) + 1) * Units) + unit] : inner[unit];
        }

        private static string NameOfGate(int i)
        {
            int gates = Shape.Gates.Count, first = gates - Shape.Separate;
            return i >= gates + Shape.Separate ? "the normalised inner value"
                : i >= gates ? $"the recurrent part of gate {Shape.Gates[i - Shape.Separate]}"
                : i >= first ? $"the input part of gate {Shape.Gates[i]}"
                : $"gate {Shape.Gates[i]}";
        }

        private static double[] Draw(int count, double low, double high, ref CounterRandom random)
        {
            double[] values = new double[count];
            for (int i = 0; i < count; i++)
            {
                values[i] = low + ((high - low) * random.NextDouble());
            }

            return values;
        }
    }
}
