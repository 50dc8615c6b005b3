using Unroll.Losses.Distributions;
using Xunit;

namespace Unroll.Tests.Losses.Distributions;

/// <summary>Against values of mpmath with 50 digits.</summary>
public sealed class SpecialFunctionsTests
{
    [Theory]
    [InlineData(1e-4, 9.2102826586339622584)]
    [InlineData(0.1, 2.2527126517342059599)]
    [InlineData(0.5, 0.57236494292470008707)]
    [InlineData(0.9, 0.066376239734742971189)]
    [InlineData(1, 0.0)]
    [InlineData(1.5, -0.12078223763524522235)]
    [InlineData(2, 0.0)]
    [InlineData(2.5, 0.28468287047291915963)]
    [InlineData(7.25, 7.0521854507385394449)]
    [InlineData(11.9, 17.258477450595521147)]
    [InlineData(12, 17.502307845873885839)]
    [InlineData(33.3, 82.603723581654952928)]
    [InlineData(1000, 5905.2204232091812118)]
    [InlineData(10001.5, 82113.533044499091594)]
    [InlineData(1e8, 1742068066.1038347093)]
    public void The_logarithm_of_gamma_has_its_stated_accuracy(double x, double expected) =>
        Assert.Equal(expected, SpecialFunctions.LogGamma(x), 1e-14 * Math.Max(1, Math.Abs(expected)));

    [Theory]
    [InlineData(1e-4, -10000.577051183514335)]
    [InlineData(0.1, -10.423754940411076795)]
    [InlineData(0.5, -1.9635100260214234794)]
    [InlineData(1, -0.57721566490153286061)]
    [InlineData(1.4616321449683623, -3.9928730412463043992e-17)]
    [InlineData(2, 0.42278433509846713939)]
    [InlineData(7.25, 1.9104535268837360284)]
    [InlineData(11.9, 2.4339335368825374548)]
    [InlineData(12, 2.4426616799758120167)]
    [InlineData(33.3, 3.4904672385202428639)]
    [InlineData(1000, 6.9072551956488120521)]
    [InlineData(10001.5, 9.2104403673930993895)]
    [InlineData(1e8, 18.420680738952365464)]
    public void The_digamma_function_has_its_stated_accuracy(double x, double expected) =>
        Assert.Equal(expected, SpecialFunctions.Digamma(x), 1e-14 * Math.Max(1, Math.Abs(expected)));

    [Theory]
    [InlineData(-1e4, 0)]
    [InlineData(-40, 4.248354255291589e-18)]
    [InlineData(0, 0.6931471805599453)]
    [InlineData(3, 3.048587351573742)]
    [InlineData(1e4, 1e4)]
    public void Softplus_keeps_its_digits_far_below_zero_and_does_not_overflow(double x, double expected) =>
        Assert.Equal(expected, SpecialFunctions.Softplus(x), 4e-16 * Math.Max(Math.Abs(expected), 1e-17));

    [Theory]
    [InlineData(0.3, 2, 3, 0.3483)]
    [InlineData(0.9, 0.5, 0.5, 0.79516723530086654835)]
    [InlineData(0.001, 1.0005, 0.5, 0.00049830446521255836446)]
    [InlineData(0.5, 10, 10, 0.5)]
    [InlineData(0.99, 100, 1, 0.36603234127322950493)]
    [InlineData(0.02, 3, 200, 0.77065317626139079329)]
    [InlineData(0.7, 0.0001, 5, 0.99999993499396365483)]
    [InlineData(0.25, 1000, 3000, 0.50242798089209897593)]
    [InlineData(0.1, 10000, 90001, 0.50154191290067762639)]
    [InlineData(0, 2, 3, 0)]
    [InlineData(1, 2, 3, 1)]
    public void The_incomplete_beta_function_has_its_stated_accuracy(double x, double a, double b, double expected) =>
        Assert.Equal(expected, IncompleteBeta.Regularised(x, 1 - x, a, b), 1e-13 + (1e-15 * (a + b)));

    [Theory]
    [InlineData(-37, 5.7255712225245768227e-300)]
    [InlineData(-10, 7.619853024160526066e-24)]
    [InlineData(-5.5, 1.8989562465887719384e-8)]
    [InlineData(-3, 0.0013498980316300945267)]
    [InlineData(-2.9999, 0.0013503412829549239701)]
    [InlineData(-1, 0.15865525393145705141)]
    [InlineData(-0.25, 0.40129367431707627576)]
    [InlineData(0, 0.5)]
    [InlineData(0.5, 0.69146246127401310364)]
    [InlineData(1.96, 0.97500210485177956586)]
    [InlineData(6, 0.99999999901341235496)]
    public void The_normal_distribution_has_twelve_digits_in_its_lower_tail_too_and_its_quantile_undoes_it(double z, double expected)
    {
        Assert.Equal(1, NormalFunctions.Cdf(z) / expected, 1e-12);
        if (z < 3)
        {
            Assert.Equal(z, NormalFunctions.Quantile(expected), 1e-12 * Math.Max(1, Math.Abs(z)));
        }
    }
}
