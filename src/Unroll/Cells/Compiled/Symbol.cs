namespace Unroll.Cells.Compiled;

/// <summary>A number that writes down what is done with it.</summary>
/// <param name="node">Its place in <see cref="Equations.Current"/>, counted from 1; 0 is the default value, which is zero as for every kind of number.</param>
internal readonly struct Symbol(int node) : IElement<Symbol>
{
    private readonly int _place = node + 1;

    public int Id => _place > 0 ? _place - 1 : Equations.Current.Constant(0);

    public static Symbol Of(double value) => new(Equations.Current.Constant(value));

    public static Symbol operator +(Symbol a, Symbol b) => Apply(Operation.Add, a.Id, b.Id);

    public static Symbol operator -(Symbol a, Symbol b) => Apply(Operation.Subtract, a.Id, b.Id);

    public static Symbol operator *(Symbol a, Symbol b) => Apply(Operation.Multiply, a.Id, b.Id);

    public static Symbol operator /(Symbol a, Symbol b) => Apply(Operation.Divide, a.Id, b.Id);

    public static Symbol operator -(Symbol a) => Apply(Operation.Negate, a.Id);

    public static Symbol MultiplyAdd(Symbol a, Symbol b, Symbol c) => Apply(Operation.MultiplyAdd, a.Id, b.Id, c.Id);

    public static Symbol Sigmoid(Symbol a) => Apply(Operation.Sigmoid, a.Id);

    public static Symbol Tanh(Symbol a) => Apply(Operation.Tanh, a.Id);

    public static Symbol Exp(Symbol a) => Apply(Operation.Exp, a.Id);

    public static Symbol Relu(Symbol a) => Apply(Operation.Relu, a.Id);

    public static Symbol Max(Symbol a, Symbol b) => Apply(Operation.Max, a.Id, b.Id);

    public static Symbol SelectGreater(Symbol x, Symbol y, Symbol a, Symbol b) => Apply(Operation.SelectGreater, x.Id, y.Id, a.Id, b.Id);

    private static Symbol Apply(Operation operation, params int[] operands) => new(Equations.Current.Apply(operation, operands));
}
