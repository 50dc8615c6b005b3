using Unroll.Cells;
using Xunit;

namespace Unroll.Tests.Cells;

/// <summary>The equations of the papers, with gates told apart by their values.</summary>
public sealed class CellEquationTests
{
    private const double A = 0.3, B = -0.7, C = 1.1, D = 0.4, H = 0.6, State = -0.9;

    [Fact]
    public void Simple_cells_apply_their_function()
    {
        Assert.Equal(Math.Tanh(A), Step<TanhCell>([A], [H])[0], 1e-15);
        Assert.Equal(A, Step<ReluCell>([A], [H])[0]);
        Assert.Equal(0, Step<ReluCell>([B], [H])[0]);
    }

    [Fact]
    public void Lstm_has_the_gates_i_f_g_o()
    {
        double c = (Sigmoid(B) * State) + (Sigmoid(A) * Math.Tanh(C));
        double[] next = Step<LstmCell>([A, B, C, D], [H, State]);
        Assert.Equal(Sigmoid(D) * Math.Tanh(c), next[0], 1e-15);
        Assert.Equal(c, next[1], 1e-15);
    }

    [Fact]
    public void Gru_has_the_gates_r_z_n_with_reset_after_and_z_keeping_the_state()
    {
        double n = Math.Tanh(C + (Sigmoid(A) * D)), z = Sigmoid(B);
        Assert.Equal(((1 - z) * n) + (z * H), Step<GruCell>([A, B, C, D], [H])[0], 1e-15);
    }

    [Fact]
    public void Shapes_name_gates_in_the_order_of_the_weights()
    {
        Assert.Equal(["i", "f", "g", "o"], LstmCell.Shape.Gates);
        Assert.Equal([0f, 1, 0, 0], LstmCell.Shape.Biases);
        Assert.Equal(["r", "z", "n"], GruCell.Shape.Gates);
        Assert.Equal(4, GruCell.Shape.PreActivations);
        Assert.Equal([0f, 0, 0], GruCell.Shape.Biases);
    }

    [Fact]
    public void A_shape_that_the_engine_cannot_run_is_refused()
    {
        string[] seven = ["a", "b", "c", "d", "e", "f", "g"];
        Assert.Contains("Cell 'x' has 9 gates", Assert.Throws<ArgumentException>(() => new CellShape("x", [.. seven, "h", "i"], ["h"])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new CellShape("x", seven, ["h"], weights: [new("u", 0, 1), new("v", 0, 1)]));
        Assert.Throws<ArgumentException>(() => new CellShape("x", ["a"], ["h"], separate: 1, recurrent: false));
        Assert.Throws<ArgumentException>(() => new CellShape("x", ["a"], ["h"], inner: InnerKind.Product));
        Assert.Throws<ArgumentException>(() => new CellShape("x", seven[..5], ["h"], separate: 4));
        Assert.Throws<ArgumentException>(() => new CellShape("x", [], ["h"]));
        Assert.Throws<ArgumentException>(() => new CellShape("x", ["a"], []));
        Assert.Throws<ArgumentException>(() => new CellShape("x", ["a"], seven[..5]));
        Assert.Throws<ArgumentException>(() => new CellShape("x", ["a"], ["h"], separate: 2));
        Assert.Throws<ArgumentException>(() => new CellShape("x", ["a", "b"], ["h"], separate: -1));
        Assert.Throws<ArgumentException>(() => new CellShape("x", ["a", "b"], ["h"], biases: [1]));
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double[] Step<TCell>(double[] gates, double[] states)
        where TCell : struct, ICell<TCell>
    {
        double[] room = [.. states.SelectMany(s => new[] { s, double.NaN })];
        CellKernels<TCell>.ReferenceForward(new() { Gates = gates, States = room }, CellLayout.Plain(gates.Length, 1, 1, 2), 1, 1);
        return [.. room.Where((_, i) => i % 2 == 1)];
    }
}
