using MathNet.Numerics;

namespace Unroll.Data.Audio;

/// <summary>Another rate for a sound that is still going on: the same samples, bit for bit, as <see cref="Resampler"/> makes of all of it.</summary>
internal sealed class ResamplerStream
{
    private readonly int _up, _down, _half;
    private readonly double _cutOff;
    private readonly double[]?[] _kernels;
    private readonly List<double> _input = [];
    private long _dropped, _made;

    /// <summary>Begins a sound.</summary>
    /// <param name="from">Its rate, above 0.</param>
    /// <param name="to">The rate that is wanted, above 0.</param>
    public ResamplerStream(int from, int to)
    {
        int divisor = (int)Euclid.GreatestCommonDivisor(from, to);
        (_up, _down) = (to / divisor, from / divisor);
        (_cutOff, _half) = (Resampler.CutOff(from, to), Resampler.Half(from, to));
        _kernels = new double[]?[_up];
    }

    /// <summary>Takes samples and gives those that nothing still to come can change.</summary>
    public float[] Push(ReadOnlySpan<float> samples)
    {
        foreach (float sample in samples)
        {
            _input.Add(sample);
        }

        long received = _dropped + _input.Count;

        // Output m needs the input up to ⌊m down / up⌋ + half.
        long count = ((received - _half) * _up + _down - 1) / _down;
        return Make(Math.Max(_made, count));
    }

    /// <summary>The rest, at the end of the sound.</summary>
    public float[] Finish() => Make((((_dropped + _input.Count) * _up) + _down - 1) / _down);

    private float[] Make(long until)
    {
        float[] output = new float[until - _made];
        ReadOnlySpan<double> input = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_input);
        for (int i = 0; i < output.Length; i++, _made++)
        {
            long position = _made * _down;
            int phase = (int)(position % _up);
            double[] kernel = _kernels[phase] ??= Resampler.Kernel((double)phase / _up, _cutOff, _half);
            output[i] = Resampler.At(input, (int)((position / _up) - _half + 1 - _dropped), kernel);
        }

        // Before the sound there is silence, so that what is dropped must be what no kernel reaches any more.
        long first = (_made * _down / _up) - _half + 1;
        int done = (int)Math.Clamp(first - _dropped, 0, _input.Count);
        _input.RemoveRange(0, done);
        _dropped += done;
        return output;
    }
}
