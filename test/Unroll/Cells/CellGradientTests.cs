using System.Runtime.CompilerServices;
using Unroll.Cells;
using Xunit;

namespace Unroll.Tests.Cells;

public sealed class CellGradientTests
{
    [Fact]
    public void The_gradients_of_cells_of_every_kind_are_those_of_their_equations()
    {
        Assert.InRange(CellGradient.LargestError<LstmCell>(), 0, 1e-8);
        Assert.InRange(CellGradient.LargestError<PeepholeLstmCell>(), 0, 1e-8);
        Assert.InRange(CellGradient.LargestError<LayerNormLstmCell>(), 0, 1e-8);
        Assert.InRange(CellGradient.LargestError<ResetBeforeGruCell>(seed: 2), 0, 1e-8);
        Assert.InRange(CellGradient.LargestError<SLstmCell>(), 0, 1e-8);
        Assert.InRange(CellGradient.LargestError<ReluCell>(), 0, 1e-8);
        Assert.InRange(CellGradient.LargestError<WidestCell>(), 0, 1e-8);
    }

    [Fact]
    public void Equations_that_change_from_call_to_call_fail_with_the_derivative_that_is_wrong_most()
    {
        UnrollException e = Assert.Throws<UnrollException>(() => CellGradient.Check<CountingCell>());
        Assert.Contains("Cell 'counting': the derivative of the next h by gate a is ", e.Message, StringComparison.Ordinal);
        Assert.Contains("pure functions of their arguments", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_derivative_that_is_not_a_number_is_an_infinite_error() => Assert.Equal(double.PositiveInfinity, CellGradient.LargestError<NotANumberCell>());

    /// <summary>h' = k a, where k grows from call to call.</summary>
    private readonly struct CountingCell : ICell<CountingCell>
    {
        private static int s_calls;

        public static CellShape Shape { get; } = new("counting", gates: ["a"], states: ["h"]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static States<N> Step<N>(Gates<N> gates, States<N> states)
            where N : struct, IElement<N> => new(gates.Single * N.Of(++s_calls));
    }

    private readonly struct NotANumberCell : ICell<NotANumberCell>
    {
        public static CellShape Shape { get; } = new("not-a-number", gates: ["a"], states: ["h"]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static States<N> Step<N>(Gates<N> gates, States<N> states)
            where N : struct, IElement<N> => new(gates.Single * (N.Of(0) / N.Of(0)));
    }
}
