using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>What stands between two layers of a <see cref="FeedForward"/> network.</summary>
public enum FeedForwardActivation
{
    /// <summary>max(a, 0).</summary>
    Relu,

    /// <summary>σ(a).</summary>
    Sigmoid,

    /// <summary>tanh(a).</summary>
    Tanh,
}

/// <summary>
/// Linear layers with an activation between them: y = W_n f(… f(W_1 x + b_1) …) + b_n. The contrast to recurrence: an output depends on
/// the input of the same time step alone.
/// </summary>
/// <remarks>The output is linear: softmax and sigmoid belong to the loss, which computes them together with their logarithm.</remarks>
public sealed class FeedForward
{
    private readonly Linear[] _layers;
    private readonly FeedForwardActivation _activation;
    private readonly float _dropout;

    /// <summary>Makes the layers and their parameters <c>0.weight</c>, <c>0.bias</c>, <c>1.weight</c> … below <paramref name="name"/>.</summary>
    /// <param name="parameters">Where the parameters are added.</param>
    /// <param name="name">The name of the network.</param>
    /// <param name="sizes">The size of the input, of each hidden layer and of the output: at least two.</param>
    /// <param name="activation">What follows each layer but the last.</param>
    /// <param name="dropout">Probability of dropping a hidden unit, in [0, 1).</param>
    /// <exception cref="ArgumentException">There are fewer than two sizes.</exception>
    public FeedForward(Parameters parameters, string name, IReadOnlyList<int> sizes, FeedForwardActivation activation = FeedForwardActivation.Relu, float dropout = 0)
    {
        if (sizes.Count < 2)
        {
            throw new ArgumentException($"Feed-forward network '{name}': got {sizes.Count} sizes, expected at least the input's and the output's.", nameof(sizes));
        }

        _activation = activation;
        _dropout = dropout;
        _layers = new Linear[sizes.Count - 1];
        for (int i = 0; i < _layers.Length; i++)
        {
            _layers[i] = new Linear(parameters, $"{name}.{i}", sizes[i], sizes[i + 1]);
        }
    }

    /// <summary>Runs all layers on every row.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[…, I].</param>
    /// <returns>[…, O].</returns>
    public Tensor Forward(Tape tape, Tensor x)
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            x = i == 0 ? x : Dropout.Apply(tape, Activate(tape, x), _dropout);
            x = _layers[i].Forward(tape, x);
        }

        return x;
    }

    private Tensor Activate(Tape tape, Tensor x) => _activation switch
    {
        FeedForwardActivation.Relu => Relu.Apply(tape, x),
        FeedForwardActivation.Sigmoid => Sigmoid.Apply(tape, x),
        _ => Tanh.Apply(tape, x),
    };
}
