using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.LongMemory;

/// <summary>
/// How much of the gradient arrives at each step: the norm of ∂L/∂s_t for t = 0 … T, where L is the loss at the last step and s_t the state of a batch
/// after t steps, h and c together for an LSTM (Bengio, Simard and Frasconi 1994; Pascanu, Mikolov and Bengio 2013).
/// </summary>
internal static class StateGradient
{
    /// <summary>Runs the sequence a step at a time, so that every state is a tensor that keeps its gradient.</summary>
    /// <param name="problem">A problem that asks for the last step.</param>
    /// <param name="network">The network; it is not changed.</param>
    /// <param name="batch">The sequences.</param>
    /// <returns>T + 1 norms, of the state before the first step first.</returns>
    public static double[] Norms(IProblem problem, Network network, Batch batch) =>
        [.. States(problem, network, batch).Select(s => Norm(s.Gradient))];

    /// <summary>The states s_0 … s_T [1, S, B, H] with their gradients.</summary>
    public static Tensor[] States(IProblem problem, Network network, Batch batch)
    {
        int time = problem.Time, rows = batch.Rows, hidden = network.Layer.HiddenSize;
        Tape tape = new();
        tape.Begin(new AlignedBuffer(network.Parameters.Length), new CounterRandom(1), training: true);
        Tensor[] states = new Tensor[time + 1];
        for (int t = 0; t <= time; t++)
        {
            Shape shape = network.Layer.StateShape(rows);
            states[t] = new Tensor(shape, new AlignedBuffer(shape.Length), 0, new AlignedBuffer(shape.Length));
        }

        Shape step = new(1, rows, problem.Inputs);
        for (int t = 0; t < time; t++)
        {
            network.Layer.Forward(tape, batch.X.Part(t * step.Length, step), states[t], states[t + 1]);
        }

        // The readout reads h as part of the last state, so that the gradient of that state is whole.
        Tensor last = states[time].Part(0, new Shape(rows, hidden));
        tape.Backward(problem.Loss(tape, network.Read(tape, last), batch, 1));
        return states;
    }

    /// <summary>In double: squares of vanished gradients are too small for a float.</summary>
    private static double Norm(ReadOnlySpan<float> gradient)
    {
        double squares = 0;
        foreach (float g in gradient)
        {
            squares += (double)g * g;
        }

        return Math.Sqrt(squares);
    }
}
