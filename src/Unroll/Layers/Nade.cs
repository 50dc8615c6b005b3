using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// Labels that depend on each other, one after the other: a neural autoregressive distribution estimator (Larochelle and Murray 2011) whose biases
/// come from elsewhere, such as from a recurrent layer (Boulanger-Lewandowski, Bengio and Vincent 2012). Parameters <c>visible</c> V [K, D] and
/// <c>hidden</c> W [K, D].
/// </summary>
public sealed class Nade
{
    private readonly int _labels, _units;

    /// <summary>Makes the layer and its parameters.</summary>
    /// <param name="parameters">Where the parameters are added.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="labels">K.</param>
    /// <param name="units">D.</param>
    public Nade(Parameters parameters, string name, int labels, int units)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(labels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(units);
        (_labels, _units) = (labels, units);
        Visible = parameters.Add($"{name}.visible", new Shape(labels, units), Initializers.GlorotUniform);
        Hidden = parameters.Add($"{name}.hidden", new Shape(labels, units), Initializers.GlorotUniform);
    }

    /// <summary>V [K, D].</summary>
    public Parameter Visible { get; }

    /// <summary>W [K, D].</summary>
    public Parameter Hidden { get; }

    /// <summary>The logits of labels that are known, each given those before it.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="biases">[…, K].</param>
    /// <param name="context">[…, D]: where the hidden sums begin.</param>
    /// <param name="labels">[…, K], each 0 or 1.</param>
    /// <returns>[…, K].</returns>
    public Tensor Logits(Tape tape, Tensor biases, Tensor context, Tensor labels) => NadeLogits.Apply(tape, biases, context, Visible.On(tape), Hidden.On(tape), labels);

    /// <summary>Chooses the labels of a row, one after the other.</summary>
    /// <param name="biases">K numbers.</param>
    /// <param name="context">D numbers.</param>
    /// <param name="choose">Whether a label is present, by its logit given those before it.</param>
    /// <param name="labels">K: whether each is present.</param>
    public void Choose(ReadOnlySpan<float> biases, ReadOnlySpan<float> context, Func<float, bool> choose, Span<bool> labels)
    {
        ArgumentNullException.ThrowIfNull(choose);
        if (biases.Length != _labels || labels.Length != _labels || context.Length != _units)
        {
            throw new ArgumentException($"NADE: got {biases.Length} biases, {context.Length} numbers of context and room for {labels.Length} labels, expected {_labels}, {_units} and {_labels}.");
        }

        float[] sum = context.ToArray(), active = new float[_units];
        TensorPrimitives.Sigmoid<float>(sum, active);
        for (int k = 0; k < _labels; k++)
        {
            labels[k] = choose(biases[k] + TensorPrimitives.Dot<float>(Visible.Values.Slice(k * _units, _units), active));
            if (labels[k])
            {
                TensorPrimitives.Add(sum, Hidden.Values.Slice(k * _units, _units), sum);
                TensorPrimitives.Sigmoid<float>(sum, active);
            }
        }
    }
}
