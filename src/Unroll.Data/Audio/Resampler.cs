using System.Numerics.Tensors;
using MathNet.Numerics;

namespace Unroll.Data.Audio;

/// <summary>Another rate for a sound, by interpolation with a windowed sinc (Smith and Gossett 1984).</summary>
/// <remarks>
/// y(m) = Σ_k x(k) h(m in/out − k), with h(t) = c sinc(c t) w(t), the Kaiser window w of β = 10 over 48 zero crossings on either side, and the
/// cut-off c = 0.92 min(1, out/in) of half the input rate: what lies above half the lower rate is damped by at least 80 dB, what lies
/// below 0.85 of it is kept within 0.1 %. Before and after the sound there is silence.
/// </remarks>
public static class Resampler
{
    private const int ZeroCrossings = 48;
    private const double Beta = 10;
    private const double MostOfRate = 0.92;

    /// <summary>Computes a sound at another rate.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="from">Their rate, above 0.</param>
    /// <param name="to">The rate that is wanted, above 0.</param>
    /// <returns>⌈samples · to / from⌉ samples; the first is at the same time as the first given.</returns>
    public static float[] Resample(ReadOnlySpan<float> samples, int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, 1);
        int divisor = (int)Euclid.GreatestCommonDivisor(from, to);
        int up = to / divisor, down = from / divisor;
        double cutOff = CutOff(from, to);
        int half = Half(from, to);
        // Output m lies at m down / up: only the up different remainders need a kernel, and of those only the ones that occur.
        double[]?[] kernels = new double[up][];
        double[] input = new double[samples.Length];
        TensorPrimitives.ConvertChecked(samples, input.AsSpan());
        float[] output = new float[checked((int)((((long)samples.Length * up) + down - 1) / down))];
        for (int m = 0; m < output.Length; m++)
        {
            long position = (long)m * down;
            int center = (int)(position / up), phase = (int)(position % up);
            double[] kernel = kernels[phase] ??= Kernel((double)phase / up, cutOff, half);
            output[m] = At(input, center - half + 1, kernel);
        }

        return output;
    }

    /// <summary>c: what is kept, as a share of half the input rate.</summary>
    internal static double CutOff(int from, int to) => MostOfRate * Math.Min(1, (double)to / from);

    /// <summary>How many samples on either side an output sample is made of.</summary>
    internal static int Half(int from, int to) => (int)Math.Ceiling(ZeroCrossings / CutOff(from, to));

    /// <summary>One sample of the output.</summary>
    /// <param name="samples">The input; before and after it there is silence.</param>
    /// <param name="first">The sample that the kernel begins at.</param>
    /// <param name="kernel">The weights.</param>
    internal static float At(ReadOnlySpan<double> samples, int first, double[] kernel)
    {
        int from = Math.Max(0, -first), to = Math.Min(kernel.Length, samples.Length - first);
        return from < to ? (float)TensorPrimitives.Dot(samples.Slice(first + from, to - from), kernel.AsSpan(from, to - from)) : 0;
    }

    /// <summary>The weights of the samples −half + 1 … half around a place <paramref name="fraction"/> after sample 0. Their sum is 1.</summary>
    internal static double[] Kernel(double fraction, double cutOff, int half)
    {
        double[] kernel = new double[2 * half];
        double sum = 0;
        for (int k = 0; k < kernel.Length; k++)
        {
            double t = fraction - (k - half + 1);
            double place = t / half;
            double window = Math.Abs(place) < 1 ? SpecialFunctions.BesselI0(Beta * Math.Sqrt(1 - (place * place))) : 0;
            double x = Math.PI * cutOff * t;
            kernel[k] = window * (Math.Abs(x) < 1e-12 ? 1 : Math.Sin(x) / x);
            sum += kernel[k];
        }

        for (int k = 0; k < kernel.Length; k++)
        {
            kernel[k] /= sum;
        }

        return kernel;
    }
}
