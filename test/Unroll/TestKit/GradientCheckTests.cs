using Unroll.TestKit;
using Xunit;
using Xunit.Sdk;

namespace Unroll.Tests.TestKit;

/// <summary>The checker is itself checked.</summary>
public sealed class GradientCheckTests
{
    private static readonly double[] s_x = Numbers.Uniform(1, 12);

    public static TheoryData<double> Scales => [1, 1e-6, 1e6];

    [Theory]
    [MemberData(nameof(Scales))]
    public void A_right_rule_passes_at_one_part_in_ten_thousand_million(double scale) =>
        GradientCheck.AssertClose("right", Rule(scale), Numeric(scale), 1e-10);

    [Theory]
    [MemberData(nameof(Scales))]
    public void A_rule_that_is_wrong_by_a_thousandth_fails_at_the_tolerance_of_floats(double scale)
    {
        double[] wrong = [.. Rule(scale).Select(g => g * 1.001)];
        Assert.InRange(GradientCheck.Error(wrong, Numeric(scale)), 0.00099, 0.00101);
        FailException failure = Assert.Throws<FailException>(() => GradientCheck.AssertClose("sine", wrong, Numeric(scale), 1e-4));
        Assert.Contains("sine: element", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Scales))]
    public void One_element_that_is_off_by_a_thousandth_of_the_largest_fails(double scale)
    {
        for (int i = 0; i < s_x.Length; i++)
        {
            double[] wrong = Rule(scale);
            wrong[i] += 0.001 * wrong.Max(Math.Abs);
            Assert.True(GradientCheck.Error(wrong, Numeric(scale)) > 1e-4);
        }
    }

    [Fact]
    public void A_gradient_where_there_is_none_a_missing_one_and_NaN_fail()
    {
        Assert.True(GradientCheck.Error([0, 1e-3], [0, 0]) > 1e-4);
        Assert.Equal(1, GradientCheck.Error([0, 0], [1e-9, 0]));
        Assert.Equal(double.PositiveInfinity, GradientCheck.Error([double.NaN, 1], [1, 1]));
        Assert.Equal(double.PositiveInfinity, GradientCheck.Error([1, double.NaN], [1, 1]));
        Assert.Equal(0, GradientCheck.Error([0, 0], [0, 0]));
    }

    [Fact]
    public void The_argument_is_the_same_after_the_check_as_before()
    {
        double[] x = [.. s_x];
        GradientCheck.Numeric(Function, x);
        Assert.Equal(s_x, x);
    }

    private static double Function(double[] x) => x.Select((v, i) => Math.Sin((1 + i) * v) * Math.Exp(v)).Sum();

    private static double[] Rule(double scale) =>
        [.. s_x.Select((v, i) => scale * Math.Exp(v) * (Math.Sin((1 + i) * v) + ((1 + i) * Math.Cos((1 + i) * v))))];

    private static double[] Numeric(double scale) => GradientCheck.Numeric(x => scale * Function(x), [.. s_x], 2e-3);
}
