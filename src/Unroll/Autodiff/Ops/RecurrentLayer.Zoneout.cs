using System.Numerics;
using Unroll.Kernels;

namespace Unroll.Autodiff.Ops;

/// <content>
/// Zoneout (Krueger et al. 2017): s_t = k ⊙ s_{t−1} + (1 − k) ⊙ Step(…), where k is 1 with the given probability, drawn for every step, row and
/// unit; outside training k is the probability itself.
/// </content>
public sealed partial class RecurrentLayer<TCell>
{
    private bool _training;

    private bool HasZoneout => _pass.ZoneoutOutput > 0 || _pass.ZoneoutCell > 0;

    private bool ZonesOut => HasZoneout && _keep;

    private void ZoneOut(int t, int rows, int first, int last)
    {
        Span<float> keep = stackalloc float[PackedMatrix.PanelWidth];
        for (int s = 0; HasZoneout && s < StateCount; s++)
        {
            for (int row = 0; Zoneout(s) > 0 && row < rows; row++)
            {
                for (int u = first; u < last; u++)
                {
                    int at = (s * StateStride) + (row * Stride) + (u * PackedMatrix.PanelWidth);
                    Span<float> before = _states.Slice(at + BlockOf(Before(t)), PackedMatrix.PanelWidth), after = _states.Slice(at + BlockOf(After(t)), PackedMatrix.PanelWidth);
                    Keep(s, t, row, u, keep);
                    for (int i = 0; i < keep.Length; i += Vector<float>.Count)
                    {
                        // A unit that is kept has exactly its previous value.
                        Vector<float> k = new(keep[i..]), b = new(before[i..]), a = new(after[i..]);
                        Vector<float> blended = Vector.ConditionalSelect(Vector.Equals(k, Vector<float>.Zero), a, (k * b) + ((Vector<float>.One - k) * a));
                        Vector.ConditionalSelect(Vector.Equals(k, Vector<float>.One), b, blended).CopyTo(after[i..]);
                    }
                }
            }
        }
    }

    /// <summary>Sets the gradient of what has been kept aside, and leaves that of the equations' own next state.</summary>
    private void SetZonedAside(int t, int rows, int first, int last)
    {
        Span<float> keep = stackalloc float[PackedMatrix.PanelWidth];
        for (int s = 0; HasZoneout && s < StateCount; s++)
        {
            for (int row = 0; Zoneout(s) > 0 && row < rows; row++)
            {
                for (int u = first; u < last; u++)
                {
                    int at = (s * BlockOf(1)) + (row * Stride) + (u * PackedMatrix.PanelWidth);
                    Span<float> d = _dStates.Slice(at, PackedMatrix.PanelWidth), aside = _zoned.Slice(at, PackedMatrix.PanelWidth);
                    Keep(s, t, row, u, keep);
                    for (int i = 0; i < keep.Length; i += Vector<float>.Count)
                    {
                        Vector<float> k = new(keep[i..]), g = new(d[i..]);
                        (k * g).CopyTo(aside[i..]);
                        ((Vector<float>.One - k) * g).CopyTo(d[i..]);
                    }
                }
            }
        }
    }

    private void AddZonedAside(int rows, int first, int last)
    {
        for (int s = 0; HasZoneout && s < StateCount; s++)
        {
            for (int row = 0; Zoneout(s) > 0 && row < rows; row++)
            {
                int at = (s * BlockOf(1)) + (row * Stride) + (first * PackedMatrix.PanelWidth), length = (last - first) * PackedMatrix.PanelWidth;
                Span<float> d = _dStates.Slice(at, length);
                TensorPrimitives.Add(d, _zoned.Slice(at, length), d);
            }
        }
    }

    private float Zoneout(int s) => s == 0 ? _pass.ZoneoutOutput : _pass.ZoneoutCell;

    private void Keep(int s, int t, int row, int u, Span<float> keep)
    {
        float p = Zoneout(s);
        if (!_training)
        {
            keep.Fill(p);
            return;
        }

        uint threshold = (uint)Math.Round(p * 65536.0);
        ulong place = ((((ulong)(FirstTime + t) * (ulong)StateCount) + (ulong)s) * (ulong)_batch) + (ulong)row;
        place = (place * (ulong)Stride) + ((ulong)u * PackedMatrix.PanelWidth);
        for (int i = 0; i < keep.Length; i += 4)
        {
            ulong bits = CounterRandom.At(_zoneKey, place + (ulong)i);
            for (int j = i; j < i + 4; j++, bits >>= 16)
            {
                keep[j] = (bits & 0xFFFF) < threshold ? 1 : 0;
            }
        }
    }
}
