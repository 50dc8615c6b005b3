using System.Runtime.InteropServices;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>
/// The places that the time steps of one row can be at, for <see cref="CtcLoss"/>: l' is the labels with blanks around them, and a step
/// stays, goes on by one place, or skips a blank between two different labels. The memory serves one row after the other.
/// </summary>
internal readonly ref struct CtcLattice
{
    private readonly Span<double> _alpha, _norm, _gamma;
    private readonly Span<float> _softmax, _dx;
    private readonly ReadOnlySpan<float> _x;
    private readonly int _batch, _classes, _blank;

    /// <summary>Takes its memory.</summary>
    /// <param name="arena">Gives the memory.</param>
    /// <param name="logits">x [T, B, V].</param>
    /// <param name="dx">Takes the gradient, the same shape, or nothing.</param>
    /// <param name="blank">The class that stands for no label.</param>
    /// <param name="mostLabels">The labels of the longest row.</param>
    public CtcLattice(Arena arena, Tensor logits, Tensor dx, int blank, int mostLabels)
    {
        int time = logits.Shape[0], places = (2 * mostLabels) + 1;
        (_batch, _classes, _blank) = (logits.Shape[1], logits.Shape[2], blank);
        _x = logits.Values;
        _dx = dx.Exists ? dx.Values : default;
        _alpha = Doubles(arena, time * places);
        _norm = Doubles(arena, time);
        _gamma = Doubles(arena, 2 * places);
        _softmax = arena.TakeScratch(_classes).Span;
    }

    /// <summary>−ln P of one row; writes its gradient times <paramref name="share"/> if there is room for it.</summary>
    public double Run(int row, int steps, ReadOnlySpan<int> labels, float share)
    {
        int places = (2 * labels.Length) + 1;
        for (int t = 0; t < steps; t++)
        {
            _norm[t] = Normalise(Logits(row, t), _softmax);
            if (!_dx.IsEmpty)
            {
                TensorPrimitives.Multiply(_softmax, share, Gradient(row, t));
            }

            Advance(row, t, labels);
        }

        ReadOnlySpan<double> last = Alpha(steps - 1, places);
        double log = places == 1 ? last[0] : LogAdd(last[^1], last[^2], double.NegativeInfinity);
        for (int t = 0; !_dx.IsEmpty && double.IsNegativeInfinity(log) && t < steps; t++)
        {
            Gradient(row, t).Clear();
        }

        if (!_dx.IsEmpty && !double.IsNegativeInfinity(log))
        {
            Smooth(row, steps, labels, log, share);
        }

        return -log;
    }

    /// <summary>α of a step from the one before; the first step is at the first blank or the first label.</summary>
    private void Advance(int row, int t, ReadOnlySpan<int> labels)
    {
        int places = (2 * labels.Length) + 1;
        ReadOnlySpan<float> logit = Logits(row, t);
        ReadOnlySpan<double> before = t > 0 ? Alpha(t - 1, places) : default;
        Span<double> alpha = Alpha(t, places);
        for (int s = 0; s < places; s++)
        {
            double from = t == 0
                ? s <= 1 ? 0 : double.NegativeInfinity
                : LogAdd(before[s], s > 0 ? before[s - 1] : double.NegativeInfinity, MaySkip(labels, s) ? before[s - 2] : double.NegativeInfinity);
            alpha[s] = from + logit[Symbol(labels, s)] - _norm[t];
        }
    }

    /// <summary>γ of all steps, from the last to the first, taken off the gradient.</summary>
    private void Smooth(int row, int steps, ReadOnlySpan<int> labels, double log, float share)
    {
        int places = (2 * labels.Length) + 1;
        Span<double> gamma = _gamma[..places], before = _gamma.Slice(places, places);
        ReadOnlySpan<double> last = Alpha(steps - 1, places);
        for (int s = 0; s < places; s++)
        {
            gamma[s] = s >= places - 2 ? Math.Exp(last[s] - log) : 0;
        }

        for (int t = steps - 1; t >= 0; t--)
        {
            Span<float> d = Gradient(row, t);
            for (int s = 0; s < places; s++)
            {
                d[Symbol(labels, s)] -= (float)(share * gamma[s]);
            }

            if (t > 0)
            {
                Retreat(row, t, labels, gamma, before);
                Span<double> swap = gamma;
                gamma = before;
                before = swap;
            }
        }
    }

    /// <summary>γ of a step from the one behind it: each place gives its probability to where it came from, in proportion.</summary>
    private void Retreat(int row, int t, ReadOnlySpan<int> labels, ReadOnlySpan<double> gamma, Span<double> gammaBefore)
    {
        ReadOnlySpan<float> logit = Logits(row, t);
        ReadOnlySpan<double> alpha = Alpha(t, gamma.Length), before = Alpha(t - 1, gamma.Length);
        gammaBefore.Clear();
        for (int s = 0; s < gamma.Length; s++)
        {
            if (gamma[s] == 0)
            {
                continue;
            }

            double sum = alpha[s] - logit[Symbol(labels, s)] + _norm[t];
            gammaBefore[s] += gamma[s] * Math.Exp(before[s] - sum);
            if (s > 0)
            {
                gammaBefore[s - 1] += gamma[s] * Math.Exp(before[s - 1] - sum);
            }

            if (MaySkip(labels, s))
            {
                gammaBefore[s - 2] += gamma[s] * Math.Exp(before[s - 2] - sum);
            }
        }
    }

    private ReadOnlySpan<float> Logits(int row, int t) => _x.Slice(((t * _batch) + row) * _classes, _classes);

    private Span<float> Gradient(int row, int t) => _dx.Slice(((t * _batch) + row) * _classes, _classes);

    private Span<double> Alpha(int t, int places) => _alpha.Slice(t * places, places);

    /// <summary>l'_s: blanks at even places, labels at odd ones.</summary>
    private int Symbol(ReadOnlySpan<int> labels, int s) => (s & 1) == 0 ? _blank : labels[s >> 1];

    /// <summary>A label may follow the label before without a blank, unless both are equal.</summary>
    private static bool MaySkip(ReadOnlySpan<int> labels, int s) => (s & 1) == 1 && s > 1 && labels[s >> 1] != labels[(s >> 1) - 1];

    /// <summary>Softmax of a row; returns ln Σ e^x in double, so that large logits keep their differences.</summary>
    private static double Normalise(ReadOnlySpan<float> x, Span<float> softmax)
    {
        float max = TensorPrimitives.Max(x);
        TensorPrimitives.Subtract(x, max, softmax);
        TensorPrimitives.Exp<float>(softmax, softmax);
        float total = TensorPrimitives.Sum<float>(softmax);
        TensorPrimitives.Multiply(softmax, 1 / total, softmax);
        return max + Math.Log(total);
    }

    private static double LogAdd(double a, double b, double c)
    {
        double max = Math.Max(a, Math.Max(b, c));
        return double.IsNegativeInfinity(max) ? max : max + Math.Log(Math.Exp(a - max) + Math.Exp(b - max) + Math.Exp(c - max));
    }

    private static Span<double> Doubles(Arena arena, int count) => MemoryMarshal.Cast<float, double>(arena.TakeScratch(2 * count).Span);
}
