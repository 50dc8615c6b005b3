using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Optimizers;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Losses;

public sealed class CrfLossTests
{
    private const int Time = 5, Batch = 3, Tags = 3;

    private static readonly int[] s_lengths = [5, 0, 3];

    [Fact]
    public void Marginals_are_the_share_of_all_sequences_that_have_a_tag_at_a_step()
    {
        double[][] x = Inputs();
        Tape tape = new();
        tape.Begin();
        ReadOnlySpan<float> marginals = CrfLoss.Marginals(tape, Emissions(x), Chain(x), s_lengths).Values;
        for (int b = 0; b < Batch; b++)
        {
            int row = b;
            (int[] Path, double Weight)[] paths = [.. LossReference.Paths(Tags, s_lengths[b]).Where(p => p.Length > 0).Select(p => (p, Math.Exp(LossReference.Score(x, Batch, Tags, row, p))))];
            for (int t = 0; t < Time; t++)
            {
                for (int j = 0; j < Tags; j++)
                {
                    double expected = t < s_lengths[b] ? paths.Where(p => p.Path[t] == j).Sum(p => p.Weight) / paths.Sum(p => p.Weight) : 0;
                    Assert.Equal(expected, marginals[(((t * Batch) + b) * Tags) + j], 1e-6);
                }
            }
        }
    }

    [Fact]
    public void A_forbidden_transition_of_minus_infinity_has_no_probability_and_leaves_numbers()
    {
        double[][] x = Inputs();
        x[1][1] = double.NegativeInfinity;
        int[] y = [0, 0, 0, 2, 0, 2, 1, 0, 1, 1, 0, 0, 0, 0, 0];
        LossRun run = new(
            (t, v) => CrfLoss.Apply(t, v[0], new ChainScores(v[1], v[2], v[3]), y, s_lengths, 1),
            [(new Shape(Time, Batch, Tags), Numbers.ToSingle(x[0])), (new Shape(Tags, Tags), Numbers.ToSingle(x[1])), (new Shape(Tags), Numbers.ToSingle(x[2])), (new Shape(Tags), Numbers.ToSingle(x[3]))]);
        Assert.Equal(LossReference.Crf(x, Batch, Tags, y, s_lengths, []), run.Loss, 1e-5);
        Assert.Equal(0, run.Gradients[1][1]);
        Assert.All(run.Gradients, g => Assert.All(g, v => Assert.True(float.IsFinite(v))));
    }

    [Fact]
    public void A_few_steps_of_training_make_the_tags_likely()
    {
        Parameters parameters = new();
        CrfTransitions crf = new(parameters, "crf", Tags);
        parameters.Initialize(1);
        Assert.Equal(["crf.transitions", "crf.start_transitions", "crf.end_transitions"], parameters.All.Select(p => p.Name));
        int[] cycle = [.. Enumerable.Range(0, Time * Batch).Select(i => i / Batch % Tags)];
        Tensor nothing = Tensor.From(new Shape(Time, Batch, Tags), new float[Time * Batch * Tags]);
        AlignedBuffer gradients = new(parameters.Length);
        Adam adam = new();
        adam.Initialize(parameters.Length);
        Tape tape = new();
        float first = Step(), last = 0;
        for (int i = 0; i < 100; i++)
        {
            last = Step();
        }

        Assert.True(first > 4, $"it begins at {first}");
        Assert.True(last < 0.05, $"it ends at {last}");

        float Step()
        {
            gradients.Span.Clear();
            tape.Begin(gradients, new CounterRandom(2), training: true);
            Tensor loss = CrfLoss.Apply(tape, nothing, crf.On(tape), cycle, new[] { 5, 5, 5 }, 1f / Batch);
            tape.Backward(loss);
            adam.BeginStep();
            adam.Update(parameters.Values, gradients.Span, 0, parameters.Length, 0.1f);
            return loss.Scalar;
        }
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        double[][] x = Inputs();
        int[] y = new int[Time * Batch];
        ChainScores wrong = Chain(x) with { End = Tensor.From(new Shape(2), [0, 0]) };
        AssertMessage("start [3] and end [2], expected [3, 3], [3] and [3]", t => CrfLoss.Apply(t, Emissions(x), wrong, y, s_lengths, 1));
        AssertMessage("got 2 lengths", t => CrfLoss.Apply(t, Emissions(x), Chain(x), y, new[] { 1, 2 }, 1));
        AssertMessage("row 2 has length 6, expected 0 to 5", t => CrfLoss.Apply(t, Emissions(x), Chain(x), y, new[] { 1, 2, 6 }, 1));
        AssertMessage("row 0 has length -1", t => CrfLoss.Apply(t, Emissions(x), Chain(x), y, new[] { -1, 2, 5 }, 1));
        AssertMessage("got 14 tags", t => CrfLoss.Apply(t, Emissions(x), Chain(x), y.AsMemory(1), s_lengths, 1));
        AssertMessage("the emissions are [45], expected [time, batch, tags]", t => CrfLoss.Apply(t, Emissions(x).Reshape(new Shape(45)), Chain(x), y, s_lengths, 1));
        y[6] = 3;
        AssertMessage("the tag of row 0 at step 2 is 3, expected 0 to 2", t => CrfLoss.Apply(t, Emissions(x), Chain(x), y, s_lengths, 1));

        static void AssertMessage(string part, Action<Tape> act)
        {
            Tape tape = new();
            tape.Begin();
            Assert.Contains(part, Assert.ThrowsAny<Exception>(() => act(tape)).Message, StringComparison.Ordinal);
        }
    }

    private static double[][] Inputs() => [Numbers.Uniform(1, Time * Batch * Tags, 2), Numbers.Uniform(2, Tags * Tags, 2), Numbers.Uniform(3, Tags), Numbers.Uniform(4, Tags)];

    private static Tensor Emissions(double[][] x) => Tensor.From(new Shape(Time, Batch, Tags), Numbers.ToSingle(x[0]));

    private static ChainScores Chain(double[][] x) =>
        new(Tensor.From(new Shape(Tags, Tags), Numbers.ToSingle(x[1])), Tensor.From(new Shape(Tags), Numbers.ToSingle(x[2])), Tensor.From(new Shape(Tags), Numbers.ToSingle(x[3])));
}
