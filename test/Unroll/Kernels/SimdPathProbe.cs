using System.Globalization;
using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Tensors;
using Unroll.TestKit;

namespace Unroll.Tests.Kernels;

/// <summary>
/// The entry point of this assembly. A code path is chosen when a process starts, so the tests of the paths start one process for each;
/// it prints the path and what small networks compute on it, forward and backward.
/// </summary>
public static class SimdPathProbe
{
    private const int Time = 7, Batch = 5, Inputs = 6, Hidden = 19, Classes = 11;

    public static void Main()
    {
        Console.WriteLine(Simd.Path);
        foreach (string cell in RecurrentKinds.Names)
        {
            foreach (float number in Run(cell))
            {
                Console.WriteLine(number.ToString("R", CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>Loss, probabilities, outputs, gradients of all parameters.</summary>
    private static List<float> Run(string cell)
    {
        Parameters parameters = new();
        IRecurrent recurrent = RecurrentKinds.Create(cell, parameters, "rnn", Inputs, Hidden, new RecurrentOptions { Layers = 2, Dropout = 0.2f });
        Unroll.Layers.Linear readout = new(parameters, "out", Hidden, Classes);
        parameters.Initialize(seed: 3);
        AlignedBuffer gradients = new(parameters.Length);
        Tape tape = new();
        tape.Begin(gradients, new CounterRandom(4), training: true);
        CounterRandom random = new(5);
        int[] targets = [.. Enumerable.Range(0, Time * Batch).Select(_ => random.NextInt32(Classes))];
        Tensor x = Tensor.From(new Shape(Time, Batch, Inputs), Numbers.ToSingle(Numbers.Uniform(6, Time * Batch * Inputs)));
        Tensor y = Tanh.Apply(tape, recurrent.Forward(tape, x));
        Tensor loss = SoftmaxCrossEntropy.Apply(tape, readout.Forward(tape, y), targets, 1f);
        tape.Backward(loss);
        return [loss.Scalar, .. y.Values, .. gradients.Span];
    }
}
