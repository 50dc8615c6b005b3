using Unroll.Autodiff;
using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tasks.Bench;

/// <summary>Forward passes of one recurrent layer at batch 1, without gradients: a whole sequence, or a step with the state carried on.</summary>
/// <typeparam name="TCell">The cell.</typeparam>
internal sealed class Streaming<TCell>
    where TCell : struct, ICell<TCell>
{
    private readonly Tape _tape = new();
    private readonly Recurrent<TCell> _layer;
    private readonly Tensor _x, _state;
    private readonly bool _carried;

    /// <summary>Makes the layer and its input.</summary>
    /// <param name="shape">T = 1 carries the state from pass to pass; a longer sequence begins from zeros.</param>
    /// <param name="team">The threads that share the units.</param>
    /// <param name="precision">How the weights are kept.</param>
    public Streaming(LayerShape shape, WorkerTeam team, WeightPrecision precision = default)
    {
        _tape.Team = team;
        Parameters parameters = new() { Precision = precision };
        _layer = new Recurrent<TCell>(parameters, "rnn", shape.Input, shape.Hidden);
        parameters.Initialize(1);
        CounterRandom random = new(2);
        float[] x = new float[shape.Time * shape.Batch * shape.Input];
        foreach (ref float value in x.AsSpan())
        {
            value = (2 * random.NextSingle()) - 1;
        }

        _x = Tensor.From(new Shape(shape.Time, shape.Batch, shape.Input), x);
        Shape state = _layer.StateShape(shape.Batch);
        _state = new Tensor(state, new AlignedBuffer(state.Length));
        _carried = shape.Time == 1;
    }

    /// <summary>The state after the last pass.</summary>
    public ReadOnlySpan<float> State => _state.Values;

    /// <summary>One pass.</summary>
    public void Run()
    {
        _tape.Begin();
        _layer.Forward(_tape, _x, _carried ? _state : default, _state);
    }
}
