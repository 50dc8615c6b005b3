using Unroll.Autodiff;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Tensors;
using Unroll.Tasks.Recipes;
using DropoutOp = Unroll.Autodiff.Ops.Dropout;

namespace Unroll.Tasks.LanguageModel;

/// <summary>
/// Embedding, recurrent layers, and a linear layer onto the vocabulary: the recurrent language model of Mikolov et al. (2010), with
/// dropout on the non-recurrent connections (Zaremba, Sutskever and Vinyals 2014).
/// </summary>
public sealed class LanguageModelNetwork
{
    private readonly Embedding _encoder;
    private readonly Linear _decoder;
    private readonly float _dropout;

    /// <summary>Makes the layers; their parameters have no values yet.</summary>
    /// <param name="options">The sizes.</param>
    /// <param name="vocabularySize">V.</param>
    public LanguageModelNetwork(ModelOptions options, int vocabularySize)
    {
        _dropout = (float)options.Dropout;
        _encoder = new Embedding(Parameters, "encoder", vocabularySize, options.Embedding, options.TieWeights ? 0.1 : 1);
        Recurrent = RecurrentKinds.Create(options.Cell, Parameters, "rnn", options.Embedding, options.Hidden, new RecurrentOptions { Layers = options.Layers, Dropout = _dropout });
        _decoder = new Linear(Parameters, "decoder", options.Hidden, vocabularySize, tied: options.TieWeights ? _encoder.Weight : null);
    }

    /// <summary>All parameters.</summary>
    public Parameters Parameters { get; } = new();

    /// <summary>The recurrent layers.</summary>
    public IRecurrent Recurrent { get; }

    /// <summary>Predicts the token after each token.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="ids">T · B tokens, time by time.</param>
    /// <param name="time">T.</param>
    /// <param name="batch">B.</param>
    /// <param name="initial">The state before the first token, or the default value for zeros.</param>
    /// <param name="final">Gets the state after the last token; may be the same memory as <paramref name="initial"/>.</param>
    /// <returns>Logits [T, B, V].</returns>
    public Tensor Forward(Tape tape, ReadOnlyMemory<int> ids, int time, int batch, Tensor initial = default, Tensor final = default)
        => _decoder.Forward(tape, Hidden(tape, ids, time, batch, initial, final));

    /// <summary>The loss of a batch: −Σ ln p(target), scaled.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="ids">T · B tokens, time by time.</param>
    /// <param name="targets">T · B tokens: the one after each.</param>
    /// <param name="time">T.</param>
    /// <param name="batch">B.</param>
    /// <param name="scale">What each token's loss is multiplied by.</param>
    /// <param name="initial">The state before the first token.</param>
    /// <param name="final">Gets the state after the last token.</param>
    /// <param name="sample">How many tokens the softmax sums over beside the right ones; 0 = all.</param>
    /// <returns>A single number.</returns>
    public Tensor Loss(Tape tape, ReadOnlyMemory<int> ids, ReadOnlyMemory<int> targets, int time, int batch, float scale, Tensor initial, Tensor final, int sample)
    {
        Tensor h = Hidden(tape, ids, time, batch, initial, final);
        int frequent = sample / 2, drawn = sample - frequent;
        return sample > 0 && sample + targets.Length <= _decoder.Weight.Shape[0]
            ? SampledCrossEntropy.Apply(tape, h, _decoder, targets, scale, frequent, drawn)
            : ProjectedCrossEntropy.Apply(tape, h, _decoder, targets, scale);
    }

    private Tensor Hidden(Tape tape, ReadOnlyMemory<int> ids, int time, int batch, Tensor initial, Tensor final)
    {
        Tensor x = DropoutOp.Apply(tape, _encoder.Forward(tape, ids, time, batch), _dropout);
        Tensor h = Recurrent.Forward(tape, x, initial, final);
        return DropoutOp.Apply(tape, h, _dropout);
    }
}
