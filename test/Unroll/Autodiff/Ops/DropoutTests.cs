using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Kernels;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Autodiff.Ops;

public sealed class DropoutTests
{
    private const int Length = 100_003;

    public static TheoryData<float> Probabilities => [0.05f, 0.2f, 0.5f, 0.9f];

    [Theory]
    [MemberData(nameof(Probabilities))]
    public void The_share_of_dropped_elements_is_p_and_the_expectation_is_kept(float p)
    {
        float[] mask = Mask(p, seed: 1);
        double five = 5 * Math.Sqrt(p * (1 - p) / Length);
        Assert.InRange(mask.Count(m => m == 0) / (double)Length, p - five, p + five);
        Assert.InRange(mask.Average(), 1 - (five / (1 - p)), 1 + (five / (1 - p)));
        Assert.All(mask.Where(m => m != 0), m => Assert.Equal(1 / (1 - p), m, 1e-3f));
    }

    [Theory]
    [MemberData(nameof(Probabilities))]
    public void Neighbours_are_dropped_independently(float p)
    {
        float[] mask = Mask(p, seed: 2);
        for (int distance = 1; distance <= 8; distance++)
        {
            double both = Enumerable.Range(0, Length - distance).Count(i => mask[i] == 0 && mask[i + distance] == 0) / (double)(Length - distance);
            Assert.InRange(both, (p * p) - 0.01, (p * p) + 0.01);
        }
    }

    [Theory]
    [MemberData(nameof(Probabilities))]
    public void The_way_back_uses_the_mask_of_the_way_forward_and_adds(float p)
    {
        double[] values = Numbers.UniformAwayFromZero(3, Length, 0.1);
        Tensor x = OpCase.OnTensor(values, new Shape(Length), hasGradient: true);
        Tape tape = Begin(seed: 4, training: true);
        Tensor y = Dropout.Apply(tape, x, p), z = Dropout.Apply(tape, x, p);
        float[] dy = Numbers.ToSingle(Numbers.Uniform(5, Length)), dz = Numbers.ToSingle(Numbers.Uniform(6, Length));
        dy.CopyTo(y.Gradient);
        dz.CopyTo(z.Gradient);
        tape.RunBackward();

        double[] before = OpCase.GradientBefore(Length), expected = new double[Length];
        for (int i = 0; i < Length; i++)
        {
            expected[i] = before[i] + (y.Values[i] / values[i] * dy[i]) + (z.Values[i] / values[i] * dz[i]);
        }

        GradientCheck.AssertClose("dropout", x.Gradient, expected, 1e-5);
        Assert.False(Numbers.SameBits(y.Values, z.Values), "two uses had one mask");
    }

    [Fact]
    public void Outside_training_and_with_probability_zero_nothing_happens()
    {
        Tensor x = OpCase.OnTensor(Numbers.Uniform(7, 50), new Shape(50), hasGradient: true);
        Tensor evaluated = Dropout.Apply(Begin(seed: 8, training: false), x, 0.5f), none = Dropout.Apply(Begin(seed: 8, training: true), x, 0);
        Assert.True(Numbers.SameBits(x.Values, evaluated.Values));
        Assert.True(Numbers.SameBits(x.Values, none.Values));
    }

    [Fact]
    public void The_same_seed_gives_the_same_mask_and_another_seed_another()
    {
        Assert.Equal(Mask(0.5f, seed: 9), Mask(0.5f, seed: 9));
        Assert.NotEqual(Mask(0.5f, seed: 9), Mask(0.5f, seed: 10));
    }

    [Fact]
    public void An_input_without_gradient_is_left_alone()
    {
        Tape tape = Begin(seed: 11, training: true);
        Tensor y = Dropout.Apply(tape, Tensor.From(new Shape(3), [1, 2, 3]), 0.5f);
        y.Gradient.Fill(1);
        tape.RunBackward();
        Assert.Single(tape.Ops);
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1f)]
    [InlineData(float.NaN)]
    public void A_probability_outside_its_range_is_refused(float p)
    {
        Tensor x = Tensor.From(new Shape(3), [1, 2, 3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Dropout.Apply(Begin(seed: 12, training: true), x, p));
    }

    private static float[] Mask(float p, ulong seed)
    {
        float[] ones = new float[Length];
        ones.AsSpan().Fill(1);
        return Dropout.Apply(Begin(seed, training: true), Tensor.From(new Shape(Length), ones), p).Values.ToArray();
    }

    private static Tape Begin(ulong seed, bool training)
    {
        Tape tape = new();
        tape.Begin(new AlignedBuffer(1), new CounterRandom(seed), training);
        return tape;
    }
}
