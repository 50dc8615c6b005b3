using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.TestKit;

namespace Unroll.Tests.Losses;

/// <summary>An output layer with random weights, inputs and targets, for losses that contain the layer.</summary>
internal sealed class OutputProblem
{
    public const float Scale = 0.4f;

    private readonly Tape _tape = new();

    public OutputProblem(int rows, int inputs, int classes, bool bias, bool inputHasGradient = true)
    {
        (Rows, Inputs, Classes) = (rows, inputs, classes);
        Output = new Linear(Parameters, "out", inputs, classes, bias);
        Parameters.Allocate();
        Numbers.ToSingle(Numbers.Uniform(1, Output.Weight.Shape.Length)).CopyTo(Output.Weight.Values);
        Numbers.ToSingle(Numbers.Uniform(2, classes)).AsSpan(0, bias ? classes : 0).CopyTo(Output.Bias is { } b ? b.Values : default);
        Parameters.Prepare();
        X = Tensor.From(new Shape(rows, inputs), Numbers.ToSingle(Numbers.Uniform(3, rows * inputs)));
        if (inputHasGradient)
        {
            AlignedBuffer values = new(rows * inputs), gradient = new(rows * inputs);
            X.Values.CopyTo(values.Span);
            Numbers.ToSingle(GradientBefore).CopyTo(gradient.Span);
            X = new Tensor(X.Shape, values, 0, gradient, 0);
        }

        CounterRandom random = new(4);
        Targets = [.. Enumerable.Range(0, rows).Select(_ => random.NextInt32(classes))];
        Gradients = new AlignedBuffer(Parameters.Length);
    }

    public int Rows { get; }

    public int Inputs { get; }

    public int Classes { get; }

    public Parameters Parameters { get; } = new();

    public Linear Output { get; }

    public Tensor X { get; }

    public int[] Targets { get; }

    public AlignedBuffer Gradients { get; }

    /// <summary>What the gradient of x held before: a loss must add to it.</summary>
    public double[] GradientBefore => Numbers.Uniform(5, Rows * Inputs);

    public double[] InputGradient => [.. Numbers.ToDouble(X.Gradient).Zip(GradientBefore, (after, before) => after - before)];

    public double[] WeightGradient => Numbers.ToDouble(Gradients.Slice(Output.Weight.Start, Output.Weight.Shape.Length));

    public double[] BiasGradient => Output.Bias is { } b ? Numbers.ToDouble(Gradients.Slice(b.Start, Classes)) : [];

    /// <summary>Loss and gradients, with a certain stream of random numbers.</summary>
    public float Run(Func<Tape, Tensor> loss, ulong seed = 6)
    {
        Gradients.Span.Clear();
        _tape.Begin(Gradients, new CounterRandom(seed), training: true);
        Tensor value = loss(_tape);
        _tape.Backward(value);
        return value.Scalar;
    }

    /// <summary>scale Σ_n (ln Σ_{c ∈ classes} e^{x_c + k_c} − x_target) in double; all classes and no k give the cross-entropy itself.</summary>
    public double Reference(double[] x, double[] weight, double[] bias, IReadOnlyList<int> classes, Func<int, double> k)
    {
        double sum = 0;
        for (int i = 0; i < Rows; i++)
        {
            int row = i;
            double Logit(int c) => (bias.Length > 0 ? bias[c] : 0) + Numbers.Dot(x.AsSpan(row * Inputs, Inputs), weight.AsSpan(c * Inputs, Inputs));
            sum += Math.Log(classes.Sum(c => Math.Exp(Logit(c) + k(c)))) - Logit(Targets[i]);
        }

        return Scale * sum;
    }

    /// <summary>Checks all gradients of the last run with finite differences of <see cref="Reference"/>.</summary>
    public void AssertGradients(IReadOnlyList<int> classes, Func<int, double> k)
    {
        double[] x = Numbers.ToDouble(X.Values), weight = Numbers.ToDouble(Output.Weight.Values), bias = Output.Bias is { } b ? Numbers.ToDouble(b.Values) : [];
        double Loss() => Reference(x, weight, bias, classes, k);
        GradientCheck.AssertClose("x", InputGradient, GradientCheck.Numeric(_ => Loss(), x), 1e-4);
        GradientCheck.AssertClose("weight", WeightGradient, GradientCheck.Numeric(_ => Loss(), weight), 1e-4);
        GradientCheck.AssertClose("bias", BiasGradient, GradientCheck.Numeric(_ => Loss(), bias), 1e-4);
    }
}
