using System.Text.Json;
using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Losses;
using Unroll.Tensors;
using Unroll.TestKit;
using Unroll.Tests.Fixtures;
using Xunit;

namespace Unroll.Tests.Losses;

/// <summary>Values and gradients that PyTorch has for the same losses, stored by <c>pytorch_losses.py</c>.</summary>
public sealed class PyTorchLossTests
{
    private static readonly JsonElement s_all = PyTorchFixture.ReadJson("losses").GetProperty("cases");

    public static TheoryData<int, string> Cases
    {
        get
        {
            TheoryData<int, string> cases = [];
            for (int i = 0; i < s_all.GetArrayLength(); i++)
            {
                cases.Add(i, s_all[i].GetProperty("loss").GetString()! + s_all[i].GetProperty("options").GetRawText());
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Value_and_gradient_are_those_of_PyTorch(int number, string name)
    {
        JsonElement fixture = s_all[number];
        double[] values = PyTorchFixture.ReadData(fixture.GetProperty("inputs").GetProperty("x"), isInput: true);
        AlignedBuffer buffer = new(values.Length), gradient = new(values.Length);
        Numbers.ToSingle(values).CopyTo(buffer.Span);
        int[] axes = [.. fixture.GetProperty("inputs").GetProperty("x").GetProperty("shape").EnumerateArray().Select(a => a.GetInt32())];
        Tensor x = new(ShapeOf(axes), buffer, 0, gradient);

        Tape tape = new();
        tape.Begin(new AlignedBuffer(1), new CounterRandom(1), training: true);
        Tensor loss = Apply(tape, x, fixture);
        tape.Backward(loss);

        double value = fixture.GetProperty("value").GetDouble();
        Assert.Equal(value, loss.Scalar, 2e-6 * (1 + Math.Abs(value)));
        GradientCheck.AssertClose(name, x.Gradient, PyTorchFixture.ReadData(fixture.GetProperty("gradient"), isInput: false), 1e-5);
    }

    private static Tensor Apply(Tape tape, Tensor x, JsonElement fixture)
    {
        JsonElement inputs = fixture.GetProperty("inputs"), options = fixture.GetProperty("options");
        switch (fixture.GetProperty("loss").GetString())
        {
            case "softmax":
                CrossEntropyOptions with = new(ClassWeights: Floats("classWeights"), LabelSmoothing: options.GetProperty("labelSmoothing").GetSingle());
                return SoftmaxCrossEntropy.Apply(tape, x, Integers("targets"), with.MeanScale(Integers("targets")), with);
            case "sigmoid":
                return SigmoidCrossEntropy.Apply(tape, x, Tensor.From(x.Shape, Floats("target")), 1f / x.Shape.Length, Floats("weights"), Floats("positive"));
            case "squared":
                return MeanSquaredError.Apply(tape, x, Target(), Scale());
            case "absolute":
                return MeanAbsoluteError.Apply(tape, x, Target(), Scale());
            case "huber":
                return HuberLoss.Apply(tape, x, Target(), Scale(), delta: options.GetProperty("delta").GetDouble());
            case "gaussian":
                return GaussianLikelihood.Apply(tape, x, Target(), Scale(), floor: options.GetProperty("floor").GetDouble());
            case "student":
                return StudentTLikelihood.Apply(tape, x, Target(), Scale(), floor: options.GetProperty("floor").GetDouble());
            case "counts":
                return NegativeBinomialLikelihood.Apply(tape, x, Target(), Scale(), floor: options.GetProperty("floor").GetDouble());
            case "ctc":
                CtcTargets targets = new(Integers("labels"), Integers("labelLengths"), Integers("inputLengths"));
                CtcReduction reduction = options.GetProperty("reduction").GetString() == "sum" ? CtcReduction.Sum : CtcReduction.Mean;
                return CtcLoss.Apply(tape, x, targets, options.GetProperty("blank").GetInt32(), 1, reduction);
            default:
                throw new InvalidOperationException("There is a case of a loss that this test does not know.");
        }

        float[] Floats(string name) => inputs.TryGetProperty(name, out JsonElement array) ? Numbers.ToSingle(PyTorchFixture.ReadData(array, isInput: true)) : [];
        int[] Integers(string name) => [.. inputs.GetProperty(name).GetProperty("data").EnumerateArray().Select(v => v.GetInt32())];
        Tensor Target() => Tensor.From(new Shape(Floats("target").Length), Floats("target"));
        float Scale() => 1f / Floats("target").Length;
    }

    private static Shape ShapeOf(int[] axes) => axes.Length switch { 1 => new(axes[0]), 2 => new(axes[0], axes[1]), _ => new(axes[0], axes[1], axes[2]) };
}
