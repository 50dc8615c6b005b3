using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Cells;
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

    /// <summary>What the stack does beside the cell's equations.</summary>
    RecurrentOptions Options { get; }

    /// <summary>The numbers that come out a step: H, or P with a projection, or twice that of two directions side by side.</summary>
    int OutputSize { get; }

    /// <summary>The shape of the state of a batch: [L, S, B, H]; of two directions [2 L, S, B, H], as PyTorch has them.</summary>
    /// <param name="batch">B.</param>
    /// <returns>The shape.</returns>
    Shape StateShape(int batch);

    /// <summary>Writes the state that a sequence begins with when it is given none: zeros, or what was learned.</summary>
    /// <param name="state">As <see cref="StateShape"/>.</param>
    void WriteInitialState(Tensor state);

    /// <summary>Runs a batch of sequences through all layers.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[T, B, I].</param>
    /// <param name="initial">The state before the first step, as <see cref="StateShape"/>, or the default value for zeros, or for the learned one.</param>
    /// <param name="final">The state after each row's own last step, or the default value when it is not wanted. That of an empty row is its initial one.</param>
    /// <param name="lengths">How many steps each row has, 0 to T; empty when all have T. What stands behind a row's end is not looked at.</param>
    /// <returns>The outputs of the last layer [T, B, <see cref="OutputSize"/>], zero behind a row's end.</returns>
    Tensor Forward(Tape tape, Tensor x, Tensor initial = default, Tensor final = default, ReadOnlyMemory<int> lengths = default);
}
