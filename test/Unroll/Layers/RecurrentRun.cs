using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.TestKit;

namespace Unroll.Tests.Layers;

/// <summary>
/// One pass of the float engine, forward and backward, under PyTorch's names: <c>y, final, grad.weight_ih_l0, ..., grad.x, grad.initial</c>.
/// The loss is Σ y ⊙ dOutput + Σ final ⊙ dFinal.
/// </summary>
internal sealed class RecurrentRun<TCell>
    where TCell : struct, ICell<TCell>
{
    private readonly Parameters _parameters = new();
    private readonly Recurrent<TCell> _layers;
    private readonly Tape _tape = new();

    public RecurrentRun(int inputs, int hidden, int layers, Recompute recompute = default, WorkerTeam? team = null)
    {
        _layers = new Recurrent<TCell>(_parameters, "rnn", inputs, hidden, layers) { Recompute = recompute };
        _tape.Team = team;
        _parameters.Initialize(seed: 1);
    }

    /// <summary>The floats that the pass has taken or holds ready.</summary>
    public long Capacity => _tape.Arena.Capacity;

    /// <summary>Sets the parameters, by PyTorch's names.</summary>
    public void Load(IReadOnlyDictionary<string, double[]> weights)
    {
        foreach (Parameter parameter in _parameters.All)
        {
            Numbers.ToSingle(weights[parameter.Name["rnn.".Length..]]).CopyTo(parameter.Values);
        }

        _parameters.Prepare();
    }

    /// <summary>Runs forward and backward.</summary>
    public Dictionary<string, float[]> Run(double[] x, int time, int batch, double[]? initial, double[] dOutput, double[] dFinal)
    {
        AlignedBuffer gradients = new(_parameters.Length);
        _tape.Begin(gradients, default, training: true);
        Tensor input = WithGradient(x, new Shape(time, batch, _layers.InputSize));
        Shape state = _layers.StateShape(batch);
        Tensor start = initial is null ? default : WithGradient(initial, state), final = WithGradient(new double[state.Length], state);
        Tensor y = _layers.Forward(_tape, input, start, final);
        Numbers.ToSingle(dOutput).CopyTo(y.Gradient);
        Numbers.ToSingle(dFinal).CopyTo(final.Gradient);
        Dictionary<string, float[]> results = new(StringComparer.Ordinal) { ["y"] = y.Values.ToArray(), ["final"] = final.Values.ToArray() };
        _tape.RunBackward();

        foreach (Parameter parameter in _parameters.All)
        {
            results["grad." + parameter.Name["rnn.".Length..]] = gradients.Slice(parameter.Start, parameter.Shape.Length).ToArray();
        }

        results["grad.x"] = input.Gradient.ToArray();
        if (initial is not null)
        {
            results["grad.initial"] = start.Gradient.ToArray();
        }

        return results;
    }

    private static Tensor WithGradient(double[] values, Shape shape)
    {
        AlignedBuffer buffer = new(values.Length);
        Numbers.ToSingle(values).CopyTo(buffer.Span);
        return new Tensor(shape, buffer, 0, new AlignedBuffer(values.Length), 0);
    }
}
