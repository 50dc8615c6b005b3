using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.LongMemory;
using Unroll.Tensors;
using Xunit;

namespace Unroll.Tests.Training;

/// <summary>What bench/Unroll.LongMemory measures over minutes, in seconds.</summary>
public sealed class LongMemoryTests
{
    private static readonly AddingProblem s_short = new(20), s_long = new(100);

    [Fact]
    public void An_lstm_learns_the_adding_problem()
    {
        Network network = new(s_short, new Start("lstm", "lstm"), hidden: 16, seed: 1);
        Outcome outcome = TrainingRun.Run(s_short, network, new TrainingPlan(800, 0.01, 1) { Falls = true });
        Assert.InRange(outcome.Loss, 0, 0.02);
    }

    [Fact]
    public void The_held_out_sequences_of_the_adding_problem_cannot_be_answered_by_chance()
    {
        foreach (int part in new[] { 0, 1 })
        {
            float[] sums = [.. s_short.HeldOut(part).SelectMany(b => b.Numbers.Values.ToArray())];
            double mean = sums.Average(), variance = sums.Average(s => (s - mean) * (s - mean));
            Assert.InRange(variance, 0.15, 0.185);
        }
    }

    [Fact]
    public void The_state_gradient_of_a_tanh_network_vanishes_and_that_of_an_lstm_with_forget_bias_1_much_less()
    {
        double uniform = FirstOverLast(new Start("rnn", "rnn") { UniformRecurrent = true }), orthogonal = FirstOverLast(new Start("rnn", "rnn"));
        double open = FirstOverLast(new Start("lstm", "lstm") { ForgetBias = 1 }), half = FirstOverLast(new Start("lstm", "lstm") { ForgetBias = 0 });
        Assert.InRange(uniform, 0, 1e-12);
        Assert.InRange(orthogonal, 0, 1e-2);
        Assert.True(open > 1e6 * half, $"forget bias 1: {open:G3}, forget bias 0: {half:G3}");
        Assert.True(open > 1e6 * uniform, $"forget bias 1: {open:G3}, tanh network: {uniform:G3}");
    }

    [Theory]
    [InlineData("rnn")]
    [InlineData("lstm")]
    [InlineData("gru")]
    public void The_state_gradient_is_that_of_the_initial_state_of_the_rest_of_the_sequence(string cell)
    {
        const int Cut = 8;
        Network network = new(s_short, new Start(cell, cell), hidden: 16, seed: 3);
        Batch batch = Drawn(s_short, rows: 4);
        Tensor[] states = StateGradient.States(s_short, network, batch);

        Shape rest = new(s_short.Time - Cut, batch.Rows, s_short.Inputs);
        Shape shape = network.Layer.StateShape(batch.Rows), last = new(batch.Rows, network.Layer.HiddenSize);
        Tensor initial = new(shape, new AlignedBuffer(shape.Length), 0, new AlignedBuffer(shape.Length));
        states[Cut].Values.CopyTo(initial.Values);
        Tape tape = new();
        tape.Begin(new AlignedBuffer(network.Parameters.Length), new CounterRandom(1), training: true);
        Tensor h = network.Layer.Forward(tape, batch.X.Part(Cut * batch.Rows * s_short.Inputs, rest), initial);
        tape.Backward(s_short.Loss(tape, network.Read(tape, h.Part((rest[0] - 1) * last.Length, last)), batch, 1));

        float[] expected = initial.Gradient.ToArray(), got = states[Cut].Gradient.ToArray();
        Assert.Contains(expected, g => Math.Abs(g) > 1e-5f);
        Assert.All(expected.Zip(got), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void Copy_memory_asks_for_the_first_ten_symbols_after_the_signal()
    {
        CopyMemory problem = new(delay: 30);
        Batch batch = Drawn(problem, rows: 3);
        for (int row = 0; row < batch.Rows; row++)
        {
            int[] seen = [.. Enumerable.Range(0, problem.Time).Select(t => batch.X.Values.Slice(((t * batch.Rows) + row) * problem.Inputs, problem.Inputs).IndexOf(1f))];
            int[] asked = [.. Enumerable.Range(0, problem.Time).Select(t => batch.Classes[(t * batch.Rows) + row])];
            Assert.All(seen[..10], symbol => Assert.InRange(symbol, 0, 7));
            Assert.Equal(9, seen[39]);
            Assert.Single(seen, 9);
            Assert.All(asked[..40], symbol => Assert.Equal(8, symbol));
            Assert.Equal(seen[..10], asked[40..]);
        }
    }

    private static Batch Drawn(IProblem problem, int rows)
    {
        Batch batch = problem.Make(rows);
        problem.Draw(new CounterRandom(5), batch);
        return batch;
    }

    /// <summary>|∂L/∂s| before the first step over that after the last.</summary>
    private static double FirstOverLast(Start start)
    {
        double[] norms = StateGradient.Norms(s_long, new Network(s_long, start, hidden: 32, seed: 1), Drawn(s_long, rows: 16));
        return GradientCurve.Ratio(norms, 0);
    }
}
