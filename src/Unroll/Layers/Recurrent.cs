using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Cells;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// A stack of recurrent layers of one cell, with PyTorch's parameter names and shapes: <c>weight_ih_l0</c> [gates · H, I],
/// <c>weight_hh_l0</c> [gates · H, H], <c>bias_ih_l0</c> and <c>bias_hh_l0</c> [gates · H]; <c>_reverse</c> is added for the backward direction,
/// <c>weight_hr_l0</c> [P, H] for a projection.
/// </summary>
/// <remarks>
/// W_ih starts Glorot uniform and W_hh orthogonal, gate by gate; b_hh at zero; b_ih at zero but for gates that the cell says, which is
/// the forget gate of an LSTM at 1, so that it remembers before it has learned what to forget (Jozefowicz, Zaremba and Sutskever 2015).
/// </remarks>
/// <typeparam name="TCell">The cell.</typeparam>
public sealed class Recurrent<TCell> : IRecurrent
    where TCell : struct, ICell<TCell>
{
    private readonly string _name;
    private readonly RecurrentParameters[] _layers;
    private readonly Parameter? _initial;

    /// <summary>Makes layers that run forward, with nothing beside the equations but dropout between them.</summary>
    /// <param name="parameters">Where the parameters are added.</param>
    /// <param name="name">The name of the stack.</param>
    /// <param name="inputSize">I.</param>
    /// <param name="hiddenSize">H.</param>
    /// <param name="layers">L, at least 1.</param>
    /// <param name="dropout">Probability of dropping an output between two layers, in [0, 1).</param>
    public Recurrent(Parameters parameters, string name, int inputSize, int hiddenSize, int layers = 1, float dropout = 0)
        : this(parameters, name, inputSize, hiddenSize, new RecurrentOptions { Layers = layers, Dropout = dropout })
    {
    }

    /// <summary>Makes the layers and their parameters.</summary>
    /// <param name="parameters">Where the parameters are added.</param>
    /// <param name="name">The name of the stack.</param>
    /// <param name="inputSize">I.</param>
    /// <param name="hiddenSize">H.</param>
    /// <param name="options">What the layers do beside the equations.</param>
    /// <exception cref="ArgumentException">The options contradict each other or the cell.</exception>
    public Recurrent(Parameters parameters, string name, int inputSize, int hiddenSize, RecurrentOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hiddenSize);
        options.Check(TCell.Shape, name, hiddenSize, (CellInfo<TCell>.Reads & 1) != 0);
        (InputSize, HiddenSize, Options, _name) = (inputSize, hiddenSize, options, name);
        _layers = new RecurrentParameters[options.Layers * Directions];
        for (int i = 0; i < _layers.Length; i++)
        {
            int layer = i / Directions;
            string suffix = i % Directions == 1 ? $"l{layer}_reverse" : $"l{layer}";
            _layers[i] = new RecurrentParameters(parameters, TCell.Shape, name, suffix, layer == 0 ? inputSize : OutputSize, hiddenSize, options);
        }

        if (options.LearnedInitialState)
        {
            _initial = parameters.Add($"{name}.initial_state", new Shape(_layers.Length, TCell.Shape.States.Count, hiddenSize), Initializers.Zero);
        }
    }

    /// <inheritdoc/>
    public CellShape Cell => TCell.Shape;

    /// <inheritdoc/>
    public int InputSize { get; }

    /// <inheritdoc/>
    public int HiddenSize { get; }

    /// <inheritdoc/>
    public RecurrentOptions Options { get; }

    /// <inheritdoc/>
    public int Layers => Options.Layers;

    /// <inheritdoc/>
    public int OutputSize => (Options.Projection > 0 ? Options.Projection : HiddenSize) * (Options.Merge == Merge.Concatenate ? Directions : 1);

    /// <inheritdoc/>
    public Recompute Recompute { get; set; }

    private int Directions => Options.Directions;

    /// <summary>Whether two directions write the halves of one output.</summary>
    private bool SideBySide => Directions == 2 && Options.Merge == Merge.Concatenate;

    /// <inheritdoc/>
    public long TrainingBytes(int time, int batch) => _layers.Length * RecurrentLayer<TCell>.TrainingBytes(time, batch, HiddenSize, Recompute.ForEachOf(_layers.Length), SideBySide);

    /// <inheritdoc/>
    public Shape StateShape(int batch) => new(_layers.Length, TCell.Shape.States.Count, batch, HiddenSize);

    /// <inheritdoc/>
    public void WriteInitialState(Tensor state)
    {
        CheckState(state, StateShape(state.Shape[2]), nameof(state));
        int batch = state.Shape[2];
        for (int i = 0; i < state.Shape.Length / HiddenSize; i++)
        {
            Span<float> row = state.Values.Slice(i * HiddenSize, HiddenSize);
            if (_initial is null)
            {
                row.Clear();
            }
            else
            {
                _initial.Values.Slice(i / batch * HiddenSize, HiddenSize).CopyTo(row);
            }
        }
    }

    /// <inheritdoc/>
    public Tensor Forward(Tape tape, Tensor x, Tensor initial = default, Tensor final = default, ReadOnlyMemory<int> lengths = default)
    {
        if (x.Shape.Rank != 3 || x.Shape[2] != InputSize)
        {
            throw new ArgumentException($"{TCell.Shape.Name} '{_name}': input is {x.Shape}, expected [time, batch, {InputSize}] because inputSize = {InputSize}. Check the embedding size.", nameof(x));
        }

        int time = x.Shape[0], batch = x.Shape[1];
        CheckState(initial, StateShape(batch), nameof(initial));
        CheckState(final, StateShape(batch), nameof(final));
        if (!initial.Exists && _initial is not null)
        {
            initial = Broadcast(tape, _initial.On(tape), batch);
        }

        SequenceOrder? order = SequenceOrder.Of(lengths.Span, time, batch, TCell.Shape.Name, _name);
        if (order is null)
        {
            return Run(tape, x, initial, final, null);
        }

        int blocks = _layers.Length * TCell.Shape.States.Count;
        int[] states = order.States(blocks);
        if (final.Exists)
        {
            KeepEmpty(tape, initial, final, order.EmptyStates(blocks));
        }

        if (order.Rows == 0)
        {
            Tensor zeros = tape.Result(new Shape(time, batch, OutputSize));
            zeros.Values.Clear();
            return zeros;
        }

        Tensor sorted = GatherRows.Apply(tape, x, order.Sort(), new Shape(order.Steps, order.Rows, InputSize));
        Tensor before = initial.Exists ? GatherRows.Apply(tape, initial, states, StateShape(order.Rows)) : default;
        Tensor after = final.Exists ? tape.Result(StateShape(order.Rows)) : default;
        Tensor y = Run(tape, sorted, before, after, order);
        if (final.Exists)
        {
            ScatterRows.Apply(tape, after, states, final);
        }

        return GatherRows.Apply(tape, y, order.Restore(), new Shape(time, batch, OutputSize));
    }

    private Tensor Run(Tape tape, Tensor x, Tensor initial, Tensor final, SequenceOrder? order)
    {
        for (int layer = 0; layer < Layers; layer++)
        {
            if (layer > 0)
            {
                x = Dropout.Apply(tape, x, Options.Dropout);
            }

            Tensor input = LockedDropout.Apply(tape, x, Options.InputDropout);
            Tensor both = SideBySide ? tape.Result(new Shape(x.Shape[0], x.Shape[1], OutputSize)) : default;
            Tensor y = RunDirection(tape, layer * Directions, input, initial, final, order, both);
            if (Directions == 2)
            {
                Tensor z = RunDirection(tape, (layer * Directions) + 1, input, initial, final, order, both);
                y = SideBySide ? both : MergeDirections.AddScaled(tape, y, z, Options.Merge == Merge.Sum ? 1 : 0.5f);
            }

            x = Options.Residual && x.Shape == y.Shape ? Add.Apply(tape, x, y) : y;
        }

        return x;
    }

    private Tensor RunDirection(Tape tape, int index, Tensor x, Tensor initial, Tensor final, SequenceOrder? order, Tensor both)
    {
        Shape whole = StateShape(x.Shape[1]), one = new(whole[1], whole[2], whole[3]);
        RecurrentPass pass = new()
        {
            Recompute = Recompute.ForEachOf(_layers.Length),
            Active = order?.Active,
            Reversed = Options.Direction == Direction.Backward || index % Directions == 1,
            Output = both,
            OutputColumn = both.Exists ? index % Directions * (OutputSize / Directions) : 0,
            StateDropout = Options.StateDropout,
            ZoneoutOutput = Options.ZoneoutOutput,
            ZoneoutCell = Options.ZoneoutCell,
            DropConnect = Options.DropConnect,
            GradientClip = Options.GradientClip,
        };
        (Tensor y, Tensor after) = RecurrentLayer<TCell>.Apply(tape, _layers[index].On(tape), x, initial.Exists ? initial.Part(index * one.Length, one) : default, pass);
        if (final.Exists)
        {
            CopyState.Apply(tape, after, final.Part(index * one.Length, one));
        }

        return y;
    }

    /// <summary>The state of an empty row stays what it was.</summary>
    private static void KeepEmpty(Tape tape, Tensor initial, Tensor final, int[] rows)
    {
        if (initial.Exists)
        {
            ScatterRows.Apply(tape, initial, rows, final);
            return;
        }

        foreach (int row in rows.Where(row => row >= 0))
        {
            final.Values.Slice(row * final.Shape.Last, final.Shape.Last).Clear();
        }
    }

    private Tensor Broadcast(Tape tape, Tensor state, int batch)
    {
        int[] map = new int[_layers.Length * TCell.Shape.States.Count * batch];
        for (int i = 0; i < map.Length; i++)
        {
            map[i] = i / batch;
        }

        return GatherRows.Apply(tape, state, map, StateShape(batch));
    }

    private void CheckState(Tensor state, Shape expected, string which)
    {
        if (state.Exists && state.Shape != expected)
        {
            throw new ArgumentException($"{TCell.Shape.Name} '{_name}': the {which} state is {state.Shape}, expected {expected}: [layers, states, batch, hidden]. Was it made for another batch, cell or model?", which);
        }
    }
}
