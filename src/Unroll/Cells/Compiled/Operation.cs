namespace Unroll.Cells.Compiled;

/// <summary>What a node of a cell's equations computes.</summary>
internal enum Operation
{
    Constant,
    Gate,
    Weight,
    State,
    Gradient,
    InnerGradient,
    Add,
    Subtract,
    Multiply,
    Divide,
    Negate,
    MultiplyAdd,
    Sigmoid,
    Tanh,
    Exp,
    Relu,
    Max,
    SelectGreater,
}

/// <summary>One number in a cell's equations or their gradient: an input, or an operation on earlier numbers.</summary>
/// <param name="Operation">What it is.</param>
/// <param name="Operands">The numbers that it is computed from.</param>
/// <param name="Index">Which gate, weight, state or gradient of a next state an input is.</param>
/// <param name="Value">The value of a constant.</param>
internal sealed record Node(Operation Operation, int[] Operands, int Index = 0, double Value = 0)
{
    public bool IsInput => Operation <= Operation.InnerGradient;

    /// <summary>Whether it takes much longer than an addition.</summary>
    public bool IsExpensive => Operation is Operation.Sigmoid or Operation.Tanh or Operation.Exp or Operation.Divide;
}
