using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>A stack of recurrent layers whose kind is known only at run time, as in a recipe.</summary>
public interface IRecurrent
{
    /// <summary>The cell's gates and states.</summary>
    CellShape Cell { get; }

    /// <summary>I.</summary>
    int InputSize { get; }

    /// <summary>H.</summary>
    int HiddenSize { get; }

    /// <summary>L.</summary>
    int Layers { get; }

    /// <summary>How much a pass keeps for the way back; changes neither values nor gradients.</summary>
    Recompute Recompute { get; set; }

    /// <summary>The memory that a training pass takes for the layers: gates, states, outputs and their gradients.</summary>
    /// <param name="time">T.</param>
    /// <param name="batch">B, of a shard.</param>
    /// <returns>Bytes, but for a few kilobytes a layer.</returns>
    long TrainingBytes(int time, int batch);

    /// <summary>The shape of the state of a batch: [L, S, B, H].</summary>
    /// <param name="batch">B.</param>
    /// <returns>The shape.</returns>
    Shape StateShape(int batch);

    /// <summary>Runs a batch of sequences through all layers.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[T, B, I].</param>
    /// <param name="initial">[L, S, B, H], or the default value for zeros.</param>
    /// <param name="final">[L, S, B, H], the state after the last step, or the default value when it is not wanted.</param>
    /// <returns>The outputs of the last layer [T, B, H].</returns>
    Tensor Forward(Tape tape, Tensor x, Tensor initial = default, Tensor final = default);
}

/// <summary>
/// A stack of recurrent layers of one cell, with PyTorch's parameter names and shapes: <c>weight_ih_l0</c> [gates · H, I],
/// <c>weight_hh_l0</c> [gates · H, H], <c>bias_ih_l0</c> and <c>bias_hh_l0</c> [gates · H].
/// </summary>
/// <remarks>
/// W_ih starts Glorot uniform and W_hh orthogonal, gate by gate; b_hh at zero; b_ih at zero but for gates that the cell says, which is
/// the forget gate of an LSTM at 1, so that it remembers before it has learned what to forget (Jozefowicz, Zaremba and Sutskever 2015).
/// </remarks>
/// <typeparam name="TCell">The cell.</typeparam>
public sealed class Recurrent<TCell> : IRecurrent
    where TCell : struct, ICell<TCell>
{
    private readonly Layer[] _layers;
    private readonly float _dropout;

    /// <summary>Makes the layers and their parameters.</summary>
    /// <param name="parameters">Where the parameters are added.</param>
    /// <param name="name">The name of the stack.</param>
    /// <param name="inputSize">I.</param>
    /// <param name="hiddenSize">H.</param>
    /// <param name="layers">L, at least 1.</param>
    /// <param name="dropout">Probability of dropping an output between two layers, in [0, 1).</param>
    public Recurrent(Parameters parameters, string name, int inputSize, int hiddenSize, int layers = 1, float dropout = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hiddenSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(layers);
        InputSize = inputSize;
        HiddenSize = hiddenSize;
        _dropout = dropout;
        _layers = new Layer[layers];
        for (int i = 0; i < layers; i++)
        {
            _layers[i] = new Layer(parameters, name, i, i == 0 ? inputSize : hiddenSize, hiddenSize);
        }
    }

    /// <inheritdoc/>
    public CellShape Cell => TCell.Shape;

    /// <inheritdoc/>
    public int InputSize { get; }

    /// <inheritdoc/>
    public int HiddenSize { get; }

    /// <inheritdoc/>
    public int Layers => _layers.Length;

    /// <inheritdoc/>
    public Recompute Recompute { get; set; }

    /// <inheritdoc/>
    public long TrainingBytes(int time, int batch) => Layers * RecurrentLayer<TCell>.TrainingBytes(time, batch, HiddenSize, Recompute.ForEachOf(Layers));

    /// <inheritdoc/>
    public Shape StateShape(int batch) => new(Layers, TCell.Shape.States.Count, batch, HiddenSize);

    /// <inheritdoc/>
    public Tensor Forward(Tape tape, Tensor x, Tensor initial = default, Tensor final = default)
    {
        if (x.Shape.Rank != 3)
        {
            throw new ArgumentException($"{TCell.Shape.Name}: input is {x.Shape}, expected [time, batch, {InputSize}].", nameof(x));
        }

        Shape whole = StateShape(x.Shape[1]), one = new(whole[1], whole[2], whole[3]);
        CheckState(initial, whole, nameof(initial));
        CheckState(final, whole, nameof(final));
        for (int i = 0; i < _layers.Length; i++)
        {
            if (i > 0)
            {
                x = Dropout.Apply(tape, x, _dropout);
            }

            Tensor before = initial.Exists ? initial.Part(i * one.Length, one) : default;
            (x, Tensor after) = RecurrentLayer<TCell>.Apply(tape, _layers[i].On(tape), x, before, Recompute.ForEachOf(Layers));
            if (final.Exists)
            {
                CopyState.Apply(tape, after, final.Part(i * one.Length, one));
            }
        }

        return x;
    }

    private static void CheckState(Tensor state, Shape expected, string name)
    {
        if (state.Exists && state.Shape != expected)
        {
            throw new ArgumentException($"{TCell.Shape.Name}: the {name} state is {state.Shape}, expected {expected}: [layers, states, batch, hidden]. Was it made for another batch or model?", name);
        }
    }

    private sealed class Layer
    {
        private readonly string _name;
        private readonly Parameter _weightIh, _weightHh, _biasIh, _biasHh;
        private readonly PackedMatrix _ihForward, _hhForward, _ihBackward, _hhBackward;
        private readonly AlignedBuffer _biases;
        private readonly Int8Weight _int8Ih;
        private readonly Int8Weight? _int8Shared, _int8Separate;

        public Layer(Parameters parameters, string name, int index, int inputs, int hidden)
        {
            CellShape cell = TCell.Shape;
            int gates = cell.Gates.Count;
            _name = $"{name}.l{index}";
            _weightIh = parameters.Add($"{name}.weight_ih_l{index}", new Shape(gates * hidden, inputs), Initializers.GlorotUniformPerGate(gates));
            _weightHh = parameters.Add($"{name}.weight_hh_l{index}", new Shape(gates * hidden, hidden), Initializers.OrthogonalPerGate);
            _biasIh = parameters.Add($"{name}.bias_ih_l{index}", new Shape(gates * hidden), Initializers.Blocks(cell.Biases));
            _biasHh = parameters.Add($"{name}.bias_hh_l{index}", new Shape(gates * hidden), Initializers.Zero);
            _ihForward = parameters.AddCopy(new PackedWeight(_weightIh, gates, transposed: true, dealt: true)).Matrix;
            _hhForward = parameters.AddCopy(new PackedWeight(_weightHh, gates, transposed: true, dealt: true)).Matrix;
            _ihBackward = parameters.AddCopy(new PackedWeight(_weightIh, gates, transposed: false, dealt: true)).Matrix;
            _hhBackward = parameters.AddCopy(new PackedWeight(_weightHh, gates, transposed: false, dealt: true)).Matrix;
            _biases = parameters.AddCopy(new PackedBiases(_biasIh, _biasHh, cell)).Values;

            // The recurrent parts of separate gates are written elsewhere than those of the others.
            int shared = gates - cell.Separate;
            _int8Ih = parameters.AddCopy(new Int8Weight(_weightIh, 0, gates, hidden));
            _int8Shared = shared > 0 ? parameters.AddCopy(new Int8Weight(_weightHh, 0, shared, hidden)) : null;
            _int8Separate = cell.Separate > 0 ? parameters.AddCopy(new Int8Weight(_weightHh, shared * hidden, cell.Separate, hidden)) : null;
        }

        public RecurrentWeights On(Tape tape) => new(_name, _weightIh.On(tape), _weightHh.On(tape), _biasIh.On(tape), _biasHh.On(tape))
        {
            IhForward = _ihForward,
            HhForward = _hhForward,
            IhBackward = _ihBackward,
            HhBackward = _hhBackward,
            Biases = _biases,
            Int8Ih = _int8Ih.Matrix,
            Int8Shared = _int8Shared?.Matrix,
            Int8Separate = _int8Separate?.Matrix,
        };
    }
}
