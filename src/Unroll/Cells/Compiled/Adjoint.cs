namespace Unroll.Cells.Compiled;

/// <summary>
/// The gradient of a cell's equations as more equations (reverse-mode differentiation, Linnainmaa 1970): from the last operation to the first,
/// each gives its operands their share of its own gradient.
/// </summary>
internal sealed class Adjoint
{
    private readonly Equations _equations;
    private readonly Dictionary<int, int> _gradients = [];

    /// <summary>Differentiates; adds the operations of the gradient to the equations.</summary>
    /// <param name="equations">The equations.</param>
    /// <param name="given">Numbers, and the nodes that are their gradients.</param>
    public Adjoint(Equations equations, IEnumerable<(int Node, int Gradient)> given)
    {
        _equations = equations;
        foreach ((int node, int gradient) in given)
        {
            Give(node, gradient);
        }

        for (int id = equations.Nodes.Count - 1; id >= 0; id--)
        {
            if (_gradients.TryGetValue(id, out int gradient))
            {
                Differentiate(id, equations.Nodes[id], gradient);
            }
        }
    }

    /// <summary>The gradient of an input: a node of the equations, the constant 0 where it has no influence.</summary>
    public int Of(Operation input, int index) => _gradients.TryGetValue(_equations.Input(input, index), out int gradient) ? gradient : _equations.Constant(0);

    /// <summary>Whether an input has any influence.</summary>
    public bool Reaches(Operation input, int index) => _gradients.ContainsKey(_equations.Input(input, index));

    private void Differentiate(int y, Node node, int dy)
    {
        int[] x = node.Operands;
        switch (node.Operation)
        {
            case Operation.Add:
                Give(x[0], dy);
                Give(x[1], dy);
                break;
            case Operation.Subtract:
                Give(x[0], dy);
                Give(x[1], Do(Operation.Negate, dy));
                break;
            case Operation.Multiply:
                GiveProduct(x[0], dy, x[1]);
                GiveProduct(x[1], dy, x[0]);
                break;
            case Operation.Divide:
                // d(a/b) = da/b − (a/b) db/b
                int share = Do(Operation.Divide, dy, x[1]);
                Give(x[0], share);
                GiveProduct(x[1], Do(Operation.Negate, share), y);
                break;
            case Operation.Negate:
                Give(x[0], Do(Operation.Negate, dy));
                break;
            case Operation.MultiplyAdd:
                GiveProduct(x[0], dy, x[1]);
                GiveProduct(x[1], dy, x[0]);
                Give(x[2], dy);
                break;
            case Operation.Sigmoid:
                // σ' = σ (1 − σ)
                GiveProduct(x[0], Do(Operation.Multiply, dy, y), Do(Operation.Subtract, _equations.Constant(1), y));
                break;
            case Operation.Tanh:
                // tanh' = 1 − tanh²
                GiveProduct(x[0], dy, Do(Operation.MultiplyAdd, Do(Operation.Negate, y), y, _equations.Constant(1)));
                break;
            case Operation.Exp:
                GiveProduct(x[0], dy, y);
                break;
            case Operation.Relu:
                int zero = _equations.Constant(0);
                Give(x[0], Do(Operation.SelectGreater, y, zero, dy, zero));
                break;
            case Operation.Max:
                GiveChosen(x[0], x[1], x[0], x[1], dy);
                break;
            case Operation.SelectGreater:
                GiveChosen(x[0], x[1], x[2], x[3], dy);
                break;
        }
    }

    /// <summary>Where x &gt; y the gradient is that of a, elsewhere that of b.</summary>
    private void GiveChosen(int x, int y, int a, int b, int dy)
    {
        int zero = _equations.Constant(0);
        Give(a, Do(Operation.SelectGreater, x, y, dy, zero));
        Give(b, Do(Operation.SelectGreater, x, y, zero, dy));
    }

    private void Give(int to, int gradient)
    {
        if (_equations.Nodes[to].Operation != Operation.Constant)
        {
            _gradients[to] = _gradients.TryGetValue(to, out int before) ? Do(Operation.Add, before, gradient) : gradient;
        }
    }

    private void GiveProduct(int to, int gradient, int factor)
    {
        if (_equations.Nodes[to].Operation != Operation.Constant)
        {
            _gradients[to] = _gradients.TryGetValue(to, out int before) ? Do(Operation.MultiplyAdd, gradient, factor, before) : Do(Operation.Multiply, gradient, factor);
        }
    }

    private int Do(Operation operation, params int[] operands) => _equations.Apply(operation, operands);
}
