using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <content>
/// Layer normalisation of the pre-activations (Ba, Kiros and Hinton 2016): every plane of gates is normalised over the units of a row,
/// multiplied by a gain, and only then gets its bias: a_t = γ ⊙ norm(W_ih x_t + W_hh r_{t−1}) + b. Separate parts are normalised apart.
/// </content>
public sealed partial class RecurrentLayer<TCell>
{
    private Scratch _unnormalised, _gateScales;
    private LayerNorm.Sums[] _sums = [];

    private bool Normalised => _weights.Gain.Exists;

    private static int NormalisedPlanes => GateCount + TCell.Shape.Separate;

    /// <summary>The planes that are complete before the inner value; the others are products with it.</summary>
    private static int JointPlanes => HasInnerProduct ? GateCount : NormalisedPlanes;

    private void TakeNormalisation(Tape tape)
    {
        if (Normalised)
        {
            _unnormalised = Take(tape, (long)_segment * GateStep);
            _gateScales = tape.Arena.TakeScratch(2 * _segment * NormalisedPlanes * _batch);
            int sums = Members * NormalisedPlanes * _batch;
            _sums = _sums.Length < sums ? new LayerNorm.Sums[sums] : _sums;
        }
    }

    private void NormaliseGates(int t, int rows, int first, int last, int member, int from, int to)
    {
        if (!Normalised || from == to)
        {
            return;
        }

        Span<float> gates = _gates.Slice(t * GateStep, GateStep), before = _unnormalised.Slice(t * GateStep, GateStep);
        int planes = (to - from) * _batch * PackedMatrix.PanelWidth;
        for (int u = first; u < last; u++)
        {
            gates.Slice(PlaneAt(u, from, 0), planes).CopyTo(before[PlaneAt(u, from, 0)..]);
        }

        _team?.Barrier();
        for (int plane = from; plane < to; plane++)
        {
            LayerNorm norm = GateNorm(t, plane);
            for (int row = 0; row < rows; row++)
            {
                // Every thread works the statistics out for itself and writes the units that it owns.
                (float mean, float scale) = norm.Statistics(before[PlaneAt(0, plane, row)..], GateBlock);
                if (member == 0)
                {
                    norm.Keep(row, mean, scale);
                }

                for (int u = first; u < last; u++)
                {
                    int at = PlaneAt(u, plane, row);
                    norm.Apply(before.Slice(at, PackedMatrix.PanelWidth), gates[at..], u, mean, scale);
                    Span<float> y = gates.Slice(at, PackedMatrix.PanelWidth);
                    TensorPrimitives.Add(y, BiasOf(plane, u), y);
                }
            }
        }
    }

    /// <summary>From the gradient of the normalised gates to that of the sums.</summary>
    private void RetreatNormalisation(int t, int rows, int first, int last, int member, int from, int to)
    {
        if (!Normalised || from == to)
        {
            return;
        }

        Span<float> gates = _gates.Slice(t * GateStep, GateStep), before = _unnormalised.Slice(t * GateStep, GateStep);
        Span<LayerNorm.Sums> sums = _sums.AsSpan(member * NormalisedPlanes * _batch, NormalisedPlanes * _batch);
        _team?.Barrier();
        for (int plane = from; plane < to; plane++)
        {
            LayerNorm norm = GateNorm(t, plane);
            for (int row = 0; row < rows; row++)
            {
                (float mean, float scale) = norm.Kept(row);
                int at = PlaneAt(0, plane, row);
                sums[(plane * _batch) + row] = norm.GradientSums(before[at..], GateBlock, gates[at..], GateBlock, mean, scale);
            }
        }

        // All have read what is overwritten now.
        _team?.Barrier();
        for (int plane = from; plane < to; plane++)
        {
            LayerNorm norm = GateNorm(t, plane);
            for (int row = 0; row < rows; row++)
            {
                (float mean, float scale) = norm.Kept(row);
                for (int u = first; u < last; u++)
                {
                    Span<float> d = gates.Slice(PlaneAt(u, plane, row), PackedMatrix.PanelWidth);
                    AddBiasGradient(plane, u, d);
                    norm.Gradient(before.Slice(PlaneAt(u, plane, row), PackedMatrix.PanelWidth), d, d, u, mean, scale, sums[(plane * _batch) + row]);
                }
            }
        }
    }

    private LayerNorm GateNorm(int t, int plane) => new(
        _weights.Gain.Values.Slice(plane * Hidden, Hidden),
        default,
        _keep ? _weights.Gain.Gradient.Slice(plane * Hidden, Hidden) : default,
        default,
        _gateScales.Slice(2 * ((t * NormalisedPlanes) + plane) * _batch, 2 * _batch),
        Hidden);

    private ReadOnlySpan<float> BiasOf(int plane, int u)
    {
        int at = plane < GateCount ? (u * GateCount) + plane : (GateCount * Blocks) + (u * TCell.Shape.Separate) + plane - GateCount;
        return _weights.Biases.Span.Slice(at * PackedMatrix.PanelWidth, PackedMatrix.PanelWidth);
    }

    private void AddBiasGradient(int plane, int u, ReadOnlySpan<float> d)
    {
        int unit = u * PackedMatrix.PanelWidth, lanes = Math.Min(PackedMatrix.PanelWidth, Hidden - unit), gate = plane < GateCount ? plane : plane - TCell.Shape.Separate;
        if (plane < GateCount)
        {
            Add(_weights.BiasIh.Gradient.Slice((gate * Hidden) + unit, lanes), d);
        }

        if (TCell.Shape.Recurrent && (plane < Shared || plane >= GateCount))
        {
            Add(_weights.BiasHh.Gradient.Slice((gate * Hidden) + unit, lanes), d);
        }

        static void Add(Span<float> sum, ReadOnlySpan<float> d) => TensorPrimitives.Add(sum, d[..sum.Length], sum);
    }
}
