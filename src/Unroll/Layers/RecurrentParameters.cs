using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>The parameters of one direction of one recurrent layer, with PyTorch's names, and the copies that the kernels read.</summary>
internal sealed class RecurrentParameters
{
    private readonly string _name;
    private readonly int _hidden;
    private readonly Parameter _weightIh, _biasIh;
    private readonly Parameter? _weightHh, _biasHh, _weightHr, _gain, _innerNorm;
    private readonly int[] _unitStarts;
    private readonly PackedMatrix _ihForward, _ihBackward;
    private readonly PackedMatrix? _hhForward, _hhBackward, _innerForward, _innerBackward, _hrForward, _hrBackward;
    private readonly AlignedBuffer _biases, _unitCopies;
    private readonly Int8Weight _int8Ih;
    private readonly Int8Weight? _int8Shared, _int8Separate;

    public RecurrentParameters(Parameters parameters, CellShape cell, string name, string suffix, int inputs, int hidden, RecurrentOptions options)
    {
        int gates = cell.Gates.Count, shared = gates - cell.Separate, planes = gates + cell.Separate;
        int output = options.Projection > 0 ? options.Projection : hidden;
        Parameter Add(string weight, Shape shape, Initializer initializer) => parameters.Add($"{name}.{weight}_{suffix}", shape, initializer);
        PackedMatrix Pack(Parameter w, int first, int count, bool transposed) =>
            parameters.AddCopy(new PackedWeight(w, first * hidden, count * hidden, count, transposed, dealt: true)).Matrix;

        (_name, _hidden) = ($"{name}.{suffix}", hidden);
        _weightIh = Add("weight_ih", new Shape(gates * hidden, inputs), Initializers.GlorotUniformPerGate(gates));
        if (cell.Recurrent)
        {
            Initializer initializer = output == hidden ? Initializers.OrthogonalPerGate : Initializers.GlorotUniformPerGate(gates);
            _weightHh = Add("weight_hh", new Shape(gates * hidden, output), initializer);
        }

        _biasIh = Add("bias_ih", new Shape(gates * hidden), Initializers.Blocks(cell.Biases));
        _biasHh = cell.Recurrent ? Add("bias_hh", new Shape(gates * hidden), Initializers.Zero) : null;
        _weightHr = options.Projection > 0 ? Add("weight_hr", new Shape(output, hidden), Initializers.GlorotUniform) : null;
        Parameter[] units = [.. cell.Weights.Select(w => Add(w.Name, new Shape(hidden), Initializers.Between(w.Low, w.High)))];
        _unitStarts = [.. units.Select(u => u.Start)];
        _gain = options.LayerNorm || cell.Normalised ? Add("norm", new Shape(planes, hidden), Initializers.Blocks([1])) : null;
        _innerNorm = cell.Inner == InnerKind.Normalised ? Add("inner_norm", new Shape(2, hidden), Initializers.Blocks([1, 0])) : null;

        _ihForward = Pack(_weightIh, 0, gates, transposed: true);
        _ihBackward = Pack(_weightIh, 0, gates, transposed: false);
        if (_weightHh is not null)
        {
            bool apart = cell.Inner == InnerKind.Product;
            int joint = apart ? shared : gates;
            _hhForward = joint > 0 ? Pack(_weightHh, 0, joint, transposed: true) : null;
            _hhBackward = joint > 0 ? Pack(_weightHh, 0, joint, transposed: false) : null;
            _innerForward = apart ? Pack(_weightHh, shared, cell.Separate, transposed: true) : null;
            _innerBackward = apart ? Pack(_weightHh, shared, cell.Separate, transposed: false) : null;

            // The recurrent parts of separate gates are written elsewhere than those of the others.
            _int8Shared = shared > 0 ? parameters.AddCopy(new Int8Weight(_weightHh, 0, shared, hidden)) : null;
            _int8Separate = cell.Separate > 0 ? parameters.AddCopy(new Int8Weight(_weightHh, shared * hidden, cell.Separate, hidden)) : null;
        }

        if (_weightHr is not null)
        {
            _hrForward = parameters.AddCopy(new PackedWeight(_weightHr, 1, transposed: true, dealt: false)).Matrix;
            _hrBackward = parameters.AddCopy(new PackedWeight(_weightHr, 1, transposed: false, dealt: false)).Matrix;
        }

        _biases = parameters.AddCopy(new PackedBiases(_biasIh, _biasHh, cell)).Values;
        _unitCopies = parameters.AddCopy(new PackedUnits(units, hidden)).Values;
        _int8Ih = parameters.AddCopy(new Int8Weight(_weightIh, 0, gates, hidden));
    }

    public RecurrentWeights On(Tape tape) => new(_name, _hidden)
    {
        WeightIh = _weightIh.On(tape),
        WeightHh = On(_weightHh, tape),
        BiasIh = _biasIh.On(tape),
        BiasHh = On(_biasHh, tape),
        WeightHr = On(_weightHr, tape),
        Gain = On(_gain, tape),
        InnerNorm = On(_innerNorm, tape),
        UnitStarts = _unitStarts,
        IhForward = _ihForward,
        IhBackward = _ihBackward,
        HhForward = _hhForward,
        HhBackward = _hhBackward,
        InnerForward = _innerForward,
        InnerBackward = _innerBackward,
        HrForward = _hrForward,
        HrBackward = _hrBackward,
        Biases = _biases,
        Units = _unitCopies,
        Int8Ih = _int8Ih.Matrix,
        Int8Shared = _int8Shared?.Matrix,
        Int8Separate = _int8Separate?.Matrix,
    };

    private static Tensor On(Parameter? parameter, Tape tape) => parameter is null ? default : parameter.On(tape);
}
