using Unroll.Kernels;
using Unroll.Tensors;
using Xunit;

namespace Unroll.Tests.Tensors;

public sealed class TensorTests
{
    [Fact]
    public void Shapes_know_their_axes_and_length()
    {
        Assert.Equal((0, 1, 1, "[]"), Describe(new Shape()));
        Assert.Equal((1, 5, 5, "[5]"), Describe(new Shape(5)));
        Assert.Equal((2, 10, 2, "[5, 2]"), Describe(new Shape(5, 2)));
        Assert.Equal((3, 30, 3, "[5, 2, 3]"), Describe(new Shape(5, 2, 3)));
        Assert.Equal((4, 120, 4, "[5, 2, 3, 4]"), Describe(new Shape(5, 2, 3, 4)));
        Assert.Equal(new Shape(5, 2, 9), new Shape(5, 2, 3).WithLast(9));
        Assert.NotEqual(new Shape(5), new Shape(5, 1));

        static (int, int, int, string) Describe(Shape s) => (s.Rank, s.Length, s.Last, s.ToString());
    }

    [Fact]
    public void Impossible_shapes_and_axes_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(2, 3)[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(2, 3)[-1]);
        Assert.Throws<OverflowException>(() => new Shape(1 << 20, 1 << 20).Length);
        Assert.Throws<InvalidOperationException>(() => new Shape().WithLast(2));
    }

    [Fact]
    public void Parts_and_reshaped_views_share_values_and_gradient()
    {
        Tensor x = new(new Shape(2, 3), new AlignedBuffer(6), 0, new AlignedBuffer(6), 0);
        x.Part(3, new Shape(3)).Values[1] = 7;
        x.Part(3, new Shape(3)).Gradient[1] = 8;
        x.Reshape(new Shape(6)).Values[0] = 9;
        Assert.Equal([9f, 0, 0, 0, 7, 0], x.Values.ToArray());
        Assert.Equal([0f, 0, 0, 0, 8, 0], x.Gradient.ToArray());
    }

    [Fact]
    public void Views_outside_and_missing_gradients_are_refused()
    {
        Tensor x = Tensor.From(new Shape(2, 3), [1, 2, 3, 4, 5, 6]);
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Part(4, new Shape(3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Part(-1, new Shape(3)));
        Assert.Throws<ArgumentException>(() => x.Reshape(new Shape(7)));
        Assert.Throws<ArgumentException>(() => Tensor.From(new Shape(2), [1]));
        Assert.Contains("keeps no gradient", Assert.Throws<InvalidOperationException>(() => x.Gradient.Length).Message, StringComparison.Ordinal);
        Assert.Contains("[2, 3] has 6 values", Assert.Throws<InvalidOperationException>(() => x.Scalar).Message, StringComparison.Ordinal);
        Assert.False(default(Tensor).Exists);
    }
}
