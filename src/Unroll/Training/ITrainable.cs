using Unroll.Autodiff;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>A model with data to learn from: what the <see cref="Trainer"/> needs of a task.</summary>
public interface ITrainable
{
    /// <summary>The parameters, initialised.</summary>
    Parameters Parameters { get; }

    /// <summary>Into how many parts each batch is cut.</summary>
    int Shards { get; }

    /// <summary>Chooses the batch of a step; a pure function of the step and of what <see cref="State"/> holds.</summary>
    /// <param name="step">0 is the first.</param>
    void BeginStep(long step);

    /// <summary>The loss of one shard of the batch; the loss of the batch is the sum over the shards.</summary>
    /// <param name="tape">The shard's tape, begun.</param>
    /// <param name="shard">Which shard.</param>
    /// <returns>A single number.</returns>
    Tensor Loss(Tape tape, int shard);

    /// <summary>The loss on the validation data, whose fall is what training is for.</summary>
    /// <returns>Any number; lower is better.</returns>
    double Validate();

    /// <summary>Numbers that the task carries from step to step, such as the states of truncated backpropagation, by name.</summary>
    IReadOnlyList<(string Name, Tensor Value)> State { get; }
}
