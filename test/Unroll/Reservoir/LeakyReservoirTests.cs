using System.Numerics;
using Unroll.Kernels;
using Unroll.Reservoir;
using Xunit;

namespace Unroll.Tests.Reservoir;

public sealed class LeakyReservoirTests
{
    private static readonly ReservoirOptions s_options = new() { Units = 37, Links = 4, LeakRate = 0.3, BiasScaling = 0.4, InputScaling = 0.7, FeedbackScaling = 0.5, Seed = 5 };

    [Fact]
    public void A_step_is_the_equation_of_leaky_integrators_in_double() => StepsEqualTheEquation<double>(s_options, 2, 1, 1e-14);

    [Fact]
    public void A_step_is_the_equation_of_leaky_integrators_in_float() => StepsEqualTheEquation<float>(s_options, 2, 1, 1e-6);

    [Fact]
    public void A_unit_may_see_some_inputs_only()
    {
        StepsEqualTheEquation<double>(s_options with { InputLinks = 3 }, 20, 0, 1e-14);
        EllpackMatrix<double> links = Wiring.InputLinks(s_options with { InputLinks = 3 }, 20);
        Assert.Equal(3, links.Links);
        Assert.All(Enumerable.Range(0, 37), i => Assert.Equal(3, new HashSet<int> { links.Indices[i], links.Indices[37 + i], links.Indices[74 + i] }.Count));
    }

    [Fact]
    public void One_seed_gives_the_same_weights_and_another_seed_others()
    {
        double[] a = Final(s_options), b = Final(s_options), other = Final(s_options with { Seed = 6 });
        Assert.Equal(a, b);
        Assert.NotEqual(a, other);
    }

    [Fact]
    public void Noise_is_bounded_repeatable_and_there_only_where_it_is_asked_for()
    {
        LeakyReservoir<double> reservoir = new(s_options with { Noise = 1e-3 }, 1);
        double[] x = new double[37], quiet = new double[37], noisy = new double[37], again = new double[37], later = new double[37];
        reservoir.Step([0.5], x, quiet);
        reservoir.Step([0.5], x, noisy, noiseStep: 7);
        reservoir.Step([0.5], x, again, noiseStep: 7);
        reservoir.Step([0.5], x, later, noiseStep: 8);
        Assert.Equal(noisy, again);
        Assert.NotEqual(noisy, later);
        double most = quiet.Zip(noisy, (q, n) => Math.Abs(q - n)).Max();
        Assert.InRange(most, 1e-5, 1e-3 * 0.3);
    }

    [Fact]
    public void A_gain_multiplies_all_that_a_unit_hears()
    {
        LeakyReservoir<double> reservoir = new(s_options with { LeakRate = 1 }, 2);
        double[] x = Kernels.EllpackMatrixTests.Vector<double>(3, 37), heard = new double[37], next = new double[37];
        double[] gain = [.. Enumerable.Range(0, 37).Select(i => 0.5 + (0.1 * i))], bias = Kernels.EllpackMatrixTests.Vector<double>(4, 37);
        reservoir.Hear([0.3, -0.8], x, heard);
        reservoir.WithGain(gain, bias).Step([0.3, -0.8], x, next);
        Assert.All(Enumerable.Range(0, 37), i => Assert.Equal(Math.Tanh((gain[i] * heard[i]) + bias[i]), next[i], 1e-14));
    }

    private static double[] Final(ReservoirOptions options)
    {
        LeakyReservoir<double> reservoir = new(options, 1);
        double[] states = SequenceStates.Of<double>(reservoir, Kernels.EllpackMatrixTests.Vector<double>(1, 20));
        return states[^37..];
    }

    private static void StepsEqualTheEquation<T>(ReservoirOptions options, int inputs, int feedback, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LeakyReservoir<T> reservoir = new(options, inputs, feedback);
        EllpackMatrix<double> w = Wiring.Recurrent(options), sparse = options.InputLinks is null ? new(inputs, [.. new (int, double)[37][].Select(_ => Array.Empty<(int, double)>())]) : Wiring.InputLinks(options, inputs);
        double[] columns = options.InputLinks is null ? Wiring.InputColumns(options, inputs, feedback) : [], bias = Wiring.Bias(options), x = new double[37];
        T[] actual = new T[37], next = new T[37];
        for (int t = 0; t < 30; t++)
        {
            double[] u = Kernels.EllpackMatrixTests.Vector<double>((ulong)t, inputs + feedback), sum = [.. bias];
            w.Reference(x, sum);
            sparse.Reference(u.AsSpan(0, inputs), sum);
            for (int i = 0; i < columns.Length; i++)
            {
                sum[i % 37] += columns[i] * u[i / 37];
            }

            x = [.. x.Select((v, i) => ((1 - options.LeakRate) * v) + (options.LeakRate * Math.Tanh(sum[i])))];
            reservoir.Step(Array.ConvertAll(u, T.CreateChecked), actual, next);
            (actual, next) = (next, actual);
            Assert.All(Enumerable.Range(0, 37), i => Assert.Equal(x[i], double.CreateChecked(actual[i]), tolerance));
        }
    }
}
