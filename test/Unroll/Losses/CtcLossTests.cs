using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Losses;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Losses;

/// <summary>Values that other programs' tests hold, and what is refused.</summary>
public sealed class CtcLossTests
{
    [Fact]
    public void The_values_of_Keras()
    {
        // keras/src/ops/nn_test.py, test_ctc_loss: logits [batch, time, classes], blank 0.
        float[][] rows = [[0.4f, 0.8f, 0.4f, 0.2f, 0.8f, 0.3f, 0.9f, 0.4f, 0.5f], [0.4f, 0.8f, 0.4f, 0.2f, 0.3f, 0.3f, 0.4f, 0.3f, 0.2f]];
        float[] x = [.. Enumerable.Range(0, 3).SelectMany(t => rows.SelectMany(r => r[(3 * t)..((3 * t) + 3)]))];
        CtcTargets targets = new(new[] { 1, 2, 1, 1, 2 }, new[] { 3, 2 }, new[] { 3, 2 });
        Assert.Equal(3.4411672, Loss(x, new(3, 2, 3), targets, 0, [1, 0]), 1e-6);
        Assert.Equal(1.91680186, Loss(x, new(3, 2, 3), targets, 0, [0, 1]), 1e-6);
    }

    [Fact]
    public void The_score_of_the_small_test_of_warp_ctc()
    {
        // warp-ctc tests/test_cpu.cpp, small_test: two steps and two labels leave one path.
        float[] x = [0.1f, 0.6f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.6f, 0.1f, 0.1f];
        double probability = Math.Exp(0.6) / ((4 * Math.Exp(0.1)) + Math.Exp(0.6));
        Assert.Equal(probability * probability, Math.Exp(-Loss(x, new(2, 1, 5), new(new[] { 1, 2 }, new[] { 2 }, new[] { 2 }), 0, [])), 1e-6);
    }

    [Fact]
    public void The_scores_and_the_sixty_gradients_of_warp_ctc()
    {
        // warp-ctc tests/test_cpu.cpp, options_test: [time, batch, classes] = [5, 2, 6] probabilities, blank 5; the gradients are TensorFlow's.
        float[] p =
        [
            0.633766f, 0.221185f, 0.0917319f, 0.0129757f, 0.0142857f, 0.0260553f, 0.30176f, 0.28562f, 0.0831517f, 0.0862751f, 0.0816851f, 0.161508f,
            0.111121f, 0.588392f, 0.278779f, 0.0055756f, 0.00569609f, 0.010436f, 0.24082f, 0.397533f, 0.0557226f, 0.0546814f, 0.0557528f, 0.19549f,
            0.0357786f, 0.633813f, 0.321418f, 0.00249248f, 0.00272882f, 0.0037688f, 0.230246f, 0.450868f, 0.0389607f, 0.038309f, 0.0391602f, 0.202456f,
            0.0663296f, 0.643849f, 0.280111f, 0.00283995f, 0.0035545f, 0.00331533f, 0.280884f, 0.429522f, 0.0326593f, 0.0339046f, 0.0326856f, 0.190345f,
            0.458235f, 0.396634f, 0.123377f, 0.00648837f, 0.00903441f, 0.00623107f, 0.423286f, 0.315517f, 0.0338439f, 0.0393744f, 0.0339315f, 0.154046f,
        ];
        double[] gradients =
        [
            -0.366234, 0.221185, 0.0917319, 0.0129757, 0.0142857, 0.0260553, -0.69824, 0.28562, 0.0831517, 0.0862751, 0.0816851, 0.161508,
            0.111121, -0.411608, 0.278779, 0.0055756, 0.00569609, 0.010436, 0.24082, -0.602467, 0.0557226, 0.0546814, 0.0557528, 0.19549,
            0.0357786, 0.633813, -0.678582, 0.00249248, 0.00272882, 0.0037688, 0.230246, 0.450868, 0.0389607, 0.038309, 0.0391602, -0.797544,
            0.0663296, -0.356151, 0.280111, 0.00283995, 0.0035545, 0.00331533, 0.280884, -0.570478, 0.0326593, 0.0339046, 0.0326856, 0.190345,
            -0.541765, 0.396634, 0.123377, 0.00648837, 0.00903441, 0.00623107, -0.576714, 0.315517, 0.0338439, 0.0393744, 0.0339315, 0.154046,
        ];
        float[] x = [.. p.Select(v => MathF.Log(v))];
        CtcTargets targets = new(new[] { 0, 1, 2, 1, 0, 0, 1, 1, 0 }, new[] { 5, 4 }, new[] { 5, 5 });
        Assert.Equal(-Math.Log(p[0] * p[13] * p[26] * (double)p[37] * p[48]), Loss(x, new(5, 2, 6), targets, 5, [1, 0]), 1e-4);
        Assert.Equal(5.42262, Loss(x, new(5, 2, 6), targets, 5, [0, 1]), 1e-4);
        LossRun run = new((t, v) => CtcLoss.Apply(t, v[0], targets, 5, 1, CtcReduction.Sum), (new Shape(5, 2, 6), x));
        Assert.All(gradients.Zip(run.Gradients[0]), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void A_row_without_labels_is_all_blanks_and_one_without_steps_costs_nothing()
    {
        float[] x = Numbers.ToSingle(Numbers.Uniform(1, 12));
        CtcTargets none = new(Array.Empty<int>(), new[] { 0, 0 }, new[] { 3, 0 });
        double blanks = Enumerable.Range(0, 3).Sum(t => Math.Log(Math.Exp(x[4 * t]) + Math.Exp(x[(4 * t) + 1])) - x[4 * t]);
        Assert.Equal(blanks, Loss(x, new(3, 2, 2), none, 0, []), 1e-5);
    }

    [Fact]
    public void Labels_that_do_not_fit_their_steps_are_named_with_their_row_unless_it_is_left_out()
    {
        CtcTargets targets = new(new[] { 1, 1, 2, 2 }, new[] { 1, 3 }, new[] { 4, 3 });
        float[] x = Numbers.ToSingle(Numbers.Uniform(2, 24));
        string message = Assert.Throws<DataException>(() => Loss(x, new(4, 2, 3), targets, 0, [])).Message;
        Assert.Contains("row 1 has 3 time steps for 3 labels, expected at least 4", message, StringComparison.Ordinal);
        Assert.True(float.IsFinite(Loss(x, new(4, 2, 3), targets, 0, [1, 0])));
        Assert.Equal(4, CtcTargets.LeastSteps([1, 2, 2]));
        Assert.Equal(0, CtcTargets.LeastSteps([]));
    }

    [Fact]
    public void Whatever_else_does_not_fit_is_named()
    {
        float[] x = new float[24];
        Shape s = new(4, 2, 3);
        AssertMessage("the blank is class 3, expected 0 to 2", s, new(new[] { 1 }, new[] { 1, 0 }, new[] { 4, 4 }), 3);
        AssertMessage("got 1 label lengths and 2 input lengths for a batch of 2", s, new(new[] { 1 }, new[] { 1 }, new[] { 4, 4 }), 0);
        AssertMessage("row 1 has 2 labels from place 1 on, but there are 2", s, new(new[] { 1, 2 }, new[] { 1, 2 }, new[] { 4, 4 }), 0);
        AssertMessage("row 0 has -1 labels", s, new(new[] { 1 }, new[] { -1, 1 }, new[] { 4, 4 }), 0);
        AssertMessage("row 1 has 5 time steps, expected 0 to 4", s, new(new[] { 1 }, new[] { 1, 0 }, new[] { 4, 5 }), 0);
        AssertMessage("got 3 labels, but the label lengths add up to 2", s, new(new[] { 1, 2, 1 }, new[] { 1, 1 }, new[] { 4, 4 }), 0);
        AssertMessage("label 0 of row 1 is 3, expected 0 to 2", s, new(new[] { 1, 3 }, new[] { 1, 1 }, new[] { 4, 4 }), 0);
        AssertMessage("label 0 of row 1 is 0, expected", s, new(new[] { 1, 0 }, new[] { 1, 1 }, new[] { 4, 4 }), 0);
        AssertMessage("the logits are [8, 3], expected [time, batch, classes]", new(8, 3), new(new[] { 1 }, new[] { 1 }, new[] { 4 }), 0);

        void AssertMessage(string part, Shape shape, CtcTargets targets, int blank) =>
            Assert.Contains(part, Assert.ThrowsAny<Exception>(() => Loss(x, shape, targets, blank, [])).Message, StringComparison.Ordinal);
    }

    private static float Loss(float[] x, Shape shape, CtcTargets targets, int blank, float[] weights)
    {
        Tape tape = new();
        tape.Begin();
        return CtcLoss.Apply(tape, Tensor.From(shape, x), targets, blank, 1, CtcReduction.Sum, weights).Scalar;
    }
}
