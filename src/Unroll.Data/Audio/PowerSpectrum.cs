namespace Unroll.Data.Audio;

/// <summary>|X(k)|² of real signals of one length, a power of two (Cooley and Tukey 1965; two real samples make one complex, Sorensen et al. 1987).</summary>
/// <remarks>A front end transforms a hundred short frames for every second of sound: tables made once count more than anything else.</remarks>
internal sealed class PowerSpectrum
{
    private readonly int _half;
    private readonly int[] _reversed;

    /// <summary>cos and sin of 2π k / size for k below size / 2.</summary>
    private readonly double[] _cos, _sin;

    /// <summary>Makes the tables.</summary>
    /// <param name="size">The length, a power of two of at least 4.</param>
    public PowerSpectrum(int size)
    {
        _half = size / 2;
        _cos = [.. Enumerable.Range(0, _half).Select(k => Math.Cos(2 * Math.PI * k / size))];
        _sin = [.. Enumerable.Range(0, _half).Select(k => Math.Sin(2 * Math.PI * k / size))];
        _reversed = new int[_half];
        for (int i = 1; i < _half; i++)
        {
            _reversed[i] = (_reversed[i >> 1] >> 1) | ((i & 1) * (_half >> 1));
        }
    }

    /// <summary>Computes a spectrum.</summary>
    /// <param name="signal">[size]; worked in.</param>
    /// <param name="work">[size]; worked in.</param>
    /// <param name="power">[size / 2 + 1]</param>
    public void Apply(ReadOnlySpan<double> signal, Span<double> work, Span<double> power)
    {
        Span<double> re = work[.._half], im = work.Slice(_half, _half);
        for (int i = 0; i < _half; i++)
        {
            (re[_reversed[i]], im[_reversed[i]]) = (signal[2 * i], signal[(2 * i) + 1]);
        }

        for (int length = 2; length <= _half; length *= 2)
        {
            Butterflies(re, im, length);
        }

        // Z = transform of even + i odd samples: X(k) = E(k) + e^(−2πik/size) O(k), where E and O are Z's even and odd parts.
        power[0] = (re[0] + im[0]) * (re[0] + im[0]);
        power[_half] = (re[0] - im[0]) * (re[0] - im[0]);
        for (int k = 1; k < _half; k++)
        {
            int m = _half - k;
            double evenRe = 0.5 * (re[k] + re[m]), evenIm = 0.5 * (im[k] - im[m]), oddRe = 0.5 * (im[k] + im[m]), oddIm = 0.5 * (re[m] - re[k]);
            double xRe = evenRe + (_cos[k] * oddRe) + (_sin[k] * oddIm), xIm = evenIm + (_cos[k] * oddIm) - (_sin[k] * oddRe);
            power[k] = (xRe * xRe) + (xIm * xIm);
        }
    }

    private void Butterflies(Span<double> re, Span<double> im, int length)
    {
        int half = length / 2, stride = 2 * _half / length;
        for (int start = 0; start < re.Length; start += length)
        {
            for (int j = 0; j < half; j++)
            {
                double c = _cos[j * stride], s = _sin[j * stride];
                int a = start + j, b = a + half;
                double xRe = (re[b] * c) + (im[b] * s), xIm = (im[b] * c) - (re[b] * s);
                (re[b], im[b]) = (re[a] - xRe, im[a] - xIm);
                (re[a], im[a]) = (re[a] + xRe, im[a] + xIm);
            }
        }
    }
}
