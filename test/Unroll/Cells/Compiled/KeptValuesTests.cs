using System.Runtime.CompilerServices;
using Unroll.Cells;
using Unroll.Cells.Compiled;
using Xunit;

namespace Unroll.Tests.Cells.Compiled;

/// <summary>What a forward step leaves for the gradient, chosen from the equations alone.</summary>
public sealed class KeptValuesTests
{
    [Fact]
    public void An_lstm_keeps_its_four_activations() =>
        Assert.Equal([Operation.Sigmoid, Operation.Sigmoid, Operation.Sigmoid, Operation.Tanh], Sorted(Kept<LstmCell>()));

    [Fact]
    public void A_gru_keeps_reset_update_and_candidate_and_the_recurrent_part_of_the_candidate() =>
        Assert.Equal([Operation.Sigmoid, Operation.Sigmoid, Operation.Tanh, Operation.Gate], Sorted(Kept<GruCell>()));

    [Fact]
    public void A_simple_network_keeps_its_output_in_place_of_the_pre_activation() => Assert.Equal([Operation.Tanh], Kept<TanhCell>());

    [Fact]
    public void A_pre_activation_that_the_gradient_still_reads_stays_in_its_plane()
    {
        Operation[] kept = Kept<BothCell>();
        Assert.Equal([Operation.Gate, Operation.Gate], kept);
    }

    private static Operation[] Sorted(Operation[] kept) => [.. kept.OrderBy(o => o == Operation.Gate).ThenBy(o => o)];

    private static Operation[] Kept<TCell>()
        where TCell : struct, ICell<TCell>
    {
        int planes = CellInfo<TCell>.PreActivations;
        Equations equations = Equations.Of<TCell>();
        int ofStep = equations.Nodes.Count;
        Adjoint adjoint = new(equations, [.. equations.Next.Select((node, i) => (node, equations.Input(Operation.Gradient, i)))]);
        int[] wanted = [.. Enumerable.Range(0, planes).Select(i => adjoint.Of(Operation.Gate, i)), .. Enumerable.Range(0, CellInfo<TCell>.States).Select(i => adjoint.Of(Operation.State, i))];
        KeptValues kept = KeptValues.Choose(equations, wanted, ofStep, planes);
        for (int plane = 0; plane < planes; plane++)
        {
            Node node = equations.Nodes[kept.Slots[plane]];
            Assert.True(node.Operation != Operation.Gate || node.Index == plane, "A pre-activation has moved.");
        }

        return [.. kept.Slots.Select(id => equations.Nodes[id].Operation)];
    }

    /// <summary>h' = tanh(a b): its gradient wants a, b and tanh, more than there is room for.</summary>
    private readonly struct BothCell : ICell<BothCell>
    {
        public static CellShape Shape { get; } = new("both", gates: ["a", "b"], states: ["h"]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static States<N> Step<N>(Gates<N> gates, States<N> states)
            where N : struct, IElement<N>
        {
            var (a, b) = gates;
            return new(N.Tanh(a * b));
        }
    }
}
