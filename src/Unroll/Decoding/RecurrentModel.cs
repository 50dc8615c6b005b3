using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Decoding;

/// <summary>An embedding, a recurrent stack and an output layer, as searches see them: a language model that continues some beginnings.</summary>
public sealed class RecurrentModel : IStepModel
{
    private readonly Embedding _embedding;
    private readonly IRecurrent _recurrent;
    private readonly Linear _output;
    private readonly Tensor _initial;
    private readonly StateRows _state;
    private readonly Tape _tape;
    private int[] _tokens = [];

    /// <summary>Takes over the states from which to go on.</summary>
    /// <param name="embedding">From tokens to inputs.</param>
    /// <param name="recurrent">The stack.</param>
    /// <param name="output">From outputs to logits.</param>
    /// <param name="initial">The states after the beginnings [L, S, B, H]; B is the number of sources.</param>
    /// <param name="team">The threads that share the units of a layer, or null.</param>
    public RecurrentModel(Embedding embedding, IRecurrent recurrent, Linear output, Tensor initial, WorkerTeam? team = null)
    {
        (_embedding, _recurrent, _output, _tape) = (embedding, recurrent, output, new Tape { Team = team });
        _initial = Tensor.From(initial.Shape, initial.Values);
        Shape shape = recurrent.StateShape(1);
        _state = new StateRows(shape[0], shape[1], shape[3]);
        Begin();
    }

    /// <inheritdoc/>
    public int VocabularySize => _output.Weight.Shape[0];

    /// <inheritdoc/>
    public int Sources => _initial.Shape[2];

    /// <inheritdoc/>
    public void Begin() => _state.Set(_initial);

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<int> parents, ReadOnlySpan<int> tokens, Span<float> logProbabilities)
    {
        _state.Select(parents);
        if (_tokens.Length < tokens.Length)
        {
            _tokens = new int[tokens.Length];
        }

        tokens.CopyTo(_tokens);
        _tape.Begin();
        Tensor x = _embedding.Forward(_tape, _tokens.AsMemory(0, tokens.Length), 1, tokens.Length), state = _state.Current;
        LogProbabilities.Normalize(_output.Forward(_tape, _recurrent.Forward(_tape, x, state, state)).Values, logProbabilities, VocabularySize);
    }
}
