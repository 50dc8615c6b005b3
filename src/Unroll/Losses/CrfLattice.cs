using System.Runtime.InteropServices;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>
/// Sums over all tag sequences of one row, for <see cref="CrfLoss"/>; the memory serves one row after the other. In double, because scores of a
/// long row add up.
/// </summary>
/// <remarks>
/// Filter: α_t(j) = x_t[j] + ln Σ_i e^(α_t−1(i) + A[i, j]), ln Z = ln Σ_j e^(α_T(j) + b[j]).
/// Smooth: P(y_T = j) = e^(α_T(j) + b[j] − ln Z), P(y_t−1 = i, y_t = j) = P(y_t = j) e^(α_t−1(i) + A[i, j] − α_t(j) + x_t[j]), which equals
/// the forward-backward algorithm, needs no second recursion of sums, and has probabilities as its only terms.
/// </remarks>
internal readonly ref struct CrfLattice
{
    private readonly Span<double> _alpha, _transposed, _start, _end, _row, _gamma, _dTransposed, _dStart, _dEnd;
    private readonly ReadOnlySpan<float> _x;
    private readonly Span<float> _dx;
    private readonly int _batch, _tags;

    /// <summary>Takes its memory and lays out the scores.</summary>
    /// <param name="arena">Gives the memory.</param>
    /// <param name="emissions">x [T, B, K].</param>
    /// <param name="chain">A, a and b.</param>
    /// <param name="dx">Takes the marginals, the same shape, or nothing.</param>
    /// <param name="gradients">Whether those of A, a and b are wanted.</param>
    public CrfLattice(Arena arena, Tensor emissions, ChainScores chain, Tensor dx, bool gradients)
    {
        (int time, _batch, _tags) = (emissions.Shape[0], emissions.Shape[1], emissions.Shape[2]);
        _x = emissions.Values;
        _dx = dx.Exists ? dx.Values : default;
        _alpha = Doubles(arena, time * _tags);
        _row = Doubles(arena, _tags);
        _gamma = Doubles(arena, 2 * _tags);
        _transposed = Doubles(arena, _tags * _tags);
        _start = Doubles(arena, _tags);
        _end = Doubles(arena, _tags);
        ReadOnlySpan<float> a = chain.Transitions.Values;
        for (int i = 0; i < _tags; i++)
        {
            (_start[i], _end[i]) = (chain.Start.Values[i], chain.End.Values[i]);
            for (int j = 0; j < _tags; j++)
            {
                _transposed[(j * _tags) + i] = a[(i * _tags) + j];
            }
        }

        if (gradients)
        {
            _dTransposed = Doubles(arena, _tags * _tags);
            _dStart = Doubles(arena, _tags);
            _dEnd = Doubles(arena, _tags);
            _dTransposed.Clear();
            _dStart.Clear();
            _dEnd.Clear();
        }
    }

    /// <summary>ln Z of a row; α stays for <see cref="Smooth"/>.</summary>
    public double Filter(int row, int steps)
    {
        for (int t = 0; t < steps; t++)
        {
            ReadOnlySpan<float> x = Emissions(row, t);
            Span<double> alpha = Alpha(t);
            for (int j = 0; j < _tags; j++)
            {
                if (t > 0)
                {
                    TensorPrimitives.Add(Alpha(t - 1), Into(_transposed, j), _row);
                }

                alpha[j] = x[j] + (t == 0 ? _start[j] : LogSumExp(_row));
            }
        }

        TensorPrimitives.Add(Alpha(steps - 1), _end, _row);
        return LogSumExp(_row);
    }

    /// <summary>Writes <paramref name="share"/> P(y_t = j) of a row, and adds to the gradients of A, a and b if they are wanted.</summary>
    public void Smooth(int row, int steps, double log, float share)
    {
        Span<double> gamma = _gamma[.._tags], before = _gamma[_tags..];
        TensorPrimitives.Add(Alpha(steps - 1), _end, gamma);
        TensorPrimitives.Subtract(gamma, log, gamma);
        TensorPrimitives.Exp<double>(gamma, gamma);
        Accumulate(gamma, share, _dEnd);
        for (int t = steps - 1; t >= 0; t--)
        {
            Span<float> d = Gradient(row, t);
            for (int j = 0; j < _tags; j++)
            {
                d[j] = (float)(share * gamma[j]);
            }

            if (t == 0)
            {
                Accumulate(gamma, share, _dStart);
                return;
            }

            Retreat(row, t, gamma, before, share);
            Span<double> swap = gamma;
            gamma = before;
            before = swap;
        }
    }

    /// <summary>score(y) of a row.</summary>
    public double Score(int row, int steps, ReadOnlySpan<int> tags)
    {
        double sum = _start[tags[row]] + _end[tags[((steps - 1) * _batch) + row]];
        for (int t = 0; t < steps; t++)
        {
            int tag = tags[(t * _batch) + row];
            sum += Emissions(row, t)[tag] + (t > 0 ? _transposed[(tag * _tags) + tags[((t - 1) * _batch) + row]] : 0);
        }

        return sum;
    }

    /// <summary>Takes the tags that were right off the gradients.</summary>
    public void TakeOff(int row, int steps, ReadOnlySpan<int> tags, float share)
    {
        _dStart[tags[row]] -= share;
        _dEnd[tags[((steps - 1) * _batch) + row]] -= share;
        for (int t = 0; t < steps; t++)
        {
            int tag = tags[(t * _batch) + row];
            Gradient(row, t)[tag] -= share;
            if (t > 0)
            {
                _dTransposed[(tag * _tags) + tags[((t - 1) * _batch) + row]] -= share;
            }
        }
    }

    /// <summary>The gradients of A, a and b as floats that outlast the lattice.</summary>
    public (Scratch Transitions, Scratch Start, Scratch End) KeepGradients(Arena arena)
    {
        (Scratch transitions, Scratch start, Scratch end) = (arena.TakeScratch(_tags * _tags), arena.TakeScratch(_tags), arena.TakeScratch(_tags));
        for (int i = 0; i < _tags; i++)
        {
            (start.Span[i], end.Span[i]) = ((float)_dStart[i], (float)_dEnd[i]);
            for (int j = 0; j < _tags; j++)
            {
                transitions.Span[(i * _tags) + j] = (float)_dTransposed[(j * _tags) + i];
            }
        }

        return (transitions, start, end);
    }

    /// <summary>The marginals of a step from those of the one behind it: each tag gives its probability to where it came from, in proportion.</summary>
    private void Retreat(int row, int t, ReadOnlySpan<double> gamma, Span<double> before, float share)
    {
        ReadOnlySpan<float> x = Emissions(row, t);
        before.Clear();
        for (int j = 0; j < _tags; j++)
        {
            if (gamma[j] == 0)
            {
                continue;
            }

            TensorPrimitives.Add(Alpha(t - 1), Into(_transposed, j), _row);
            TensorPrimitives.Subtract(_row, Alpha(t)[j] - x[j], _row);
            TensorPrimitives.Exp<double>(_row, _row);
            TensorPrimitives.MultiplyAdd(_row, gamma[j], before, before);
            if (!_dTransposed.IsEmpty)
            {
                Span<double> d = Into(_dTransposed, j);
                TensorPrimitives.MultiplyAdd(_row, share * gamma[j], d, d);
            }
        }
    }

    private static void Accumulate(ReadOnlySpan<double> gamma, double share, Span<double> sum)
    {
        if (!sum.IsEmpty)
        {
            TensorPrimitives.MultiplyAdd(gamma, share, sum, sum);
        }
    }

    private static double LogSumExp(Span<double> x)
    {
        double max = TensorPrimitives.Max<double>(x);
        if (double.IsInfinity(max))
        {
            return max;
        }

        TensorPrimitives.Subtract(x, max, x);
        TensorPrimitives.Exp<double>(x, x);
        return max + Math.Log(TensorPrimitives.Sum<double>(x));
    }

    private Span<double> Alpha(int t) => _alpha.Slice(t * _tags, _tags);

    private Span<double> Into(Span<double> transposed, int j) => transposed.Slice(j * _tags, _tags);

    private ReadOnlySpan<float> Emissions(int row, int t) => _x.Slice(((t * _batch) + row) * _tags, _tags);

    private Span<float> Gradient(int row, int t) => _dx.Slice(((t * _batch) + row) * _tags, _tags);

    private static Span<double> Doubles(Arena arena, int count) => MemoryMarshal.Cast<float, double>(arena.TakeScratch(2 * count).Span);
}
