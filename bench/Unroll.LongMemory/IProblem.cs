using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.LongMemory;

/// <summary>Sequences, and what a network should say of them.</summary>
/// <param name="X">[T, B, I].</param>
/// <param name="Numbers">[B, 1], where numbers are asked for.</param>
/// <param name="Classes">One a prediction, where classes are asked for.</param>
internal sealed record Batch(Tensor X, Tensor Numbers, int[] Classes)
{
    /// <summary>B.</summary>
    public int Rows => X.Shape[1];
}

/// <summary>A task that a network solves only if it remembers.</summary>
internal interface IProblem
{
    /// <summary>T.</summary>
    int Time { get; }

    /// <summary>I.</summary>
    int Inputs { get; }

    /// <summary>Numbers that a prediction has.</summary>
    int Outputs { get; }

    /// <summary>Whether every step is asked for, and not the last alone.</summary>
    bool EveryStep { get; }

    /// <summary>Room for sequences.</summary>
    /// <param name="rows">B.</param>
    /// <returns>A batch, to be filled by <see cref="Draw"/>.</returns>
    Batch Make(int rows) => new(Tensor.From(new Shape(Time, rows, Inputs), new float[Time * rows * Inputs]), Tensor.From(new Shape(rows, 1), new float[rows]), new int[rows * (EveryStep ? Time : 1)]);

    /// <summary>Draws sequences to train on.</summary>
    /// <param name="random">Which.</param>
    /// <param name="batch">Filled.</param>
    void Draw(CounterRandom random, Batch batch);

    /// <summary>Sequences that are never trained on.</summary>
    /// <param name="part">0 to stop by, 1 to report.</param>
    /// <returns>Batches.</returns>
    IReadOnlyList<Batch> HeldOut(int part);

    /// <summary>The loss.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="y">The predictions.</param>
    /// <param name="batch">What is right.</param>
    /// <param name="share">The batch's share of all that is averaged over.</param>
    /// <returns>A single number.</returns>
    Tensor Loss(Tape tape, Tensor y, Batch batch, float share);

    /// <summary>The share of right answers.</summary>
    /// <param name="y">The predictions.</param>
    /// <param name="batch">What is right.</param>
    /// <returns>0 to 1.</returns>
    double Accuracy(Tensor y, Batch batch);
}
