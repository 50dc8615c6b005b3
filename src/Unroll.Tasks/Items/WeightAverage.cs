using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tasks.Items;

/// <summary>
/// A running mean of the weights over the last updates (Polyak and Juditsky 1992): w̄ ← d w̄ + (1 − d) w. It wanders less than the weights
/// themselves and predicts better on data that is new.
/// </summary>
internal sealed class WeightAverage
{
    private readonly Parameters _parameters;
    private readonly AlignedBuffer _mean, _kept;
    private readonly double _decay;

    /// <summary>Begins with the weights as they are.</summary>
    /// <param name="parameters">The weights, initialised.</param>
    /// <param name="decay">d in (0, 1); at the beginning less, so that the start is soon forgotten.</param>
    public WeightAverage(Parameters parameters, double decay)
    {
        _parameters = parameters;
        _decay = decay;
        _mean = new AlignedBuffer(parameters.Length);
        _kept = new AlignedBuffer(parameters.Length);
        parameters.Values.CopyTo(_mean.Span);
        State = new Tensor(new Shape(parameters.Length), _mean);
    }

    /// <summary>The mean, for checkpoints.</summary>
    public Tensor State { get; }

    /// <summary>Takes the weights after an update into the mean.</summary>
    /// <param name="step">Updates made, at least 1.</param>
    public void Add(long step)
    {
        float d = (float)Math.Min(_decay, (1.0 + step) / (10.0 + step));
        Span<float> mean = _mean.Span, weights = _parameters.Values;
        TensorPrimitives.Multiply(mean, d, mean);
        TensorPrimitives.MultiplyAdd(weights, 1 - d, mean, mean);
    }

    /// <summary>Puts the mean in the place of the weights while something is done.</summary>
    /// <param name="team">The threads that pack weights.</param>
    /// <param name="with">What to do.</param>
    public void Use(WorkerTeam team, Action with)
    {
        _parameters.Values.CopyTo(_kept.Span);
        _mean.Span.CopyTo(_parameters.Values);
        _parameters.Prepare(team);
        try
        {
            with();
        }
        finally
        {
            _kept.Span.CopyTo(_parameters.Values);
            _parameters.Prepare(team);
        }
    }
}
