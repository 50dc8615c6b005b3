using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <content>
/// DropConnect on the recurrent matrix (Wan et al. 2013; Merity, Keskar and Socher 2018): W_hh ⊙ m in place of W_hh, with one m for the whole pass.
/// A shard of a batch has its own m.
/// </content>
public sealed partial class RecurrentLayer<TCell>
{
    private readonly PackedMatrix?[] _dropped = new PackedMatrix?[4];
    private Scratch _connections, _dConnections;

    private bool DropsConnections => _keep && _training && _pass.DropConnect > 0;

    private PackedMatrix? HhForward => DropsConnections ? _dropped[0] : _weights.HhForward;

    private PackedMatrix? HhBackward => DropsConnections ? _dropped[1] : _weights.HhBackward;

    private PackedMatrix? InnerForward => DropsConnections ? _dropped[2] : _weights.InnerForward;

    private PackedMatrix? InnerBackward => DropsConnections ? _dropped[3] : _weights.InnerBackward;

    /// <summary>Where the gradient of W_hh is added.</summary>
    private Span<float> HhGradient => DropsConnections ? _dConnections.Span : _weights.WeightHh.Gradient;

    private void TakeConnections(Tape tape)
    {
        if (!DropsConnections)
        {
            return;
        }

        ReadOnlySpan<float> w = _weights.WeightHh.Values;
        _connections = tape.Arena.TakeScratch(w.Length);
        _dConnections = tape.Arena.TakeScratch(w.Length);
        _dConnections.Span.Clear();
        Span<float> mask = _connections.Span, dropped = tape.Arena.TakeScratch(w.Length).Span;
        new DropoutMask(tape.NextRandom().Key, _pass.DropConnect).Fill(mask);
        TensorPrimitives.Multiply(w, mask, dropped);
        int shared = HhGates * Hidden * Output;
        Pack(0, _weights.HhForward, dropped[..shared], HhGates, transposed: true);
        Pack(1, _weights.HhBackward, dropped[..shared], HhGates, transposed: false);
        Pack(2, _weights.InnerForward, dropped[shared..], TCell.Shape.Separate, transposed: true);
        Pack(3, _weights.InnerBackward, dropped[shared..], TCell.Shape.Separate, transposed: false);
    }

    private void Pack(int slot, PackedMatrix? like, ReadOnlySpan<float> w, int gates, bool transposed)
    {
        if (like is null)
        {
            return;
        }

        // Kept from pass to pass, so that nothing is allocated in the steady state.
        PackedMatrix? matrix = _dropped[slot];
        if (matrix is null || matrix.K != like.K || matrix.N != like.N)
        {
            _dropped[slot] = matrix = new PackedMatrix(like.K, like.N);
        }

        if (transposed)
        {
            matrix.PackTransposed(w, gates);
        }
        else
        {
            matrix.Pack(w, gates);
        }
    }

    /// <summary>dW_hh += m ⊙ d(W_hh ⊙ m), once all threads have added their part.</summary>
    private void FinishConnections()
    {
        if (DropsConnections)
        {
            Span<float> gradient = _weights.WeightHh.Gradient;
            TensorPrimitives.MultiplyAdd(_dConnections.Span, _connections.Span, gradient, gradient);
        }
    }
}
