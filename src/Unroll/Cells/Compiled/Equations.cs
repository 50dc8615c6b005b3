namespace Unroll.Cells.Compiled;

/// <summary>
/// A cell's equations as a list of operations, every one after those that it needs: what is left of <see cref="ICell{TSelf}.Step"/> when it
/// is run on symbols. Equal operations on equal numbers are one.
/// </summary>
internal sealed class Equations
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<(Operation Operation, int A, int B, int C, int D, int Index, double Value), int> _known = [];

    [ThreadStatic]
    private static Equations? s_current;

    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>The next states.</summary>
    public IReadOnlyList<int> Next { get; private set; } = [];

    /// <summary>The inner value, of a cell that has one.</summary>
    public int? Inner { get; private set; }

    /// <summary>The equations that symbols of this thread are written into.</summary>
    public static Equations Current => s_current ?? throw new InvalidOperationException("A symbol was used outside of the tracing of a cell. Is a number kept in a static field of the cell?");

    /// <summary>Runs the equations of a cell on symbols.</summary>
    public static Equations Of<TCell>()
        where TCell : struct, ICell<TCell>
    {
        Equations equations = new();
        Equations? before = s_current;
        s_current = equations;
        try
        {
            int planes = CellInfo<TCell>.PreActivations;
            Symbol Gate(int i) => i >= CellInfo<TCell>.Inputs ? default : new(i < planes ? equations.Input(Operation.Gate, i) : equations.Input(Operation.Weight, i - planes));
            Symbol State(int i) => i < CellInfo<TCell>.States ? new(equations.Input(Operation.State, i)) : default;
            Gates<Symbol> gates = new(Gate(0), Gate(1), Gate(2), Gate(3), Gate(4), Gate(5), Gate(6), Gate(7));
            States<Symbol> states = new(State(0), State(1), State(2), State(3));
            equations.Inner = CellInfo<TCell>.HasInner ? TCell.Inner(gates, states).Id : null;
            States<Symbol> next = TCell.Step(gates, states);
            equations.Next = [.. new[] { next.S0.Id, next.S1.Id, next.S2.Id, next.S3.Id }.Take(CellInfo<TCell>.States)];
        }
        finally
        {
            s_current = before;
        }

        return equations;
    }

    public int Constant(double value) => Add(new Node(Operation.Constant, [], Value: value));

    public int Input(Operation kind, int index) => Add(new Node(kind, [], index));

    public int Apply(Operation operation, params int[] operands) => Add(new Node(operation, operands));

    /// <summary>These numbers and all that they are computed from, but nothing beyond the <paramref name="given"/> ones.</summary>
    public SortedSet<int> Needed(IEnumerable<int> wanted, IReadOnlySet<int> given)
    {
        SortedSet<int> needed = [];
        Stack<int> open = new(wanted);
        while (open.TryPop(out int id))
        {
            if (needed.Add(id) && !given.Contains(id))
            {
                foreach (int operand in _nodes[id].Operands)
                {
                    open.Push(operand);
                }
            }
        }

        return needed;
    }

    private int Add(Node node)
    {
        int Operand(int i) => i < node.Operands.Length ? node.Operands[i] : -1;
        var key = (node.Operation, Operand(0), Operand(1), Operand(2), Operand(3), node.Index, node.Value);
        if (!_known.TryGetValue(key, out int id))
        {
            id = _nodes.Count;
            _nodes.Add(node);
            _known.Add(key, id);
        }

        return id;
    }
}
