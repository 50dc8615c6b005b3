using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Cells;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>The sizes and choices of an <see cref="AttentionDecoder"/>.</summary>
/// <param name="Vocabulary">V, the number of tokens.</param>
/// <param name="EmbeddingSize">E.</param>
/// <param name="HiddenSize">H.</param>
/// <param name="MemorySize">M, the width of what is attended to.</param>
public sealed record AttentionDecoderOptions(int Vocabulary, int EmbeddingSize, int HiddenSize, int MemorySize)
{
    /// <summary>L.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>How the hidden state is compared with the memory; null for a decoder that sees the source through its first state only (Sutskever et al. 2014).</summary>
    public AttentionKind? Attention { get; init; } = AttentionKind.General;

    /// <summary>A, the width of the attentional vector; 0 for H.</summary>
    public int AttentionalSize { get; init; }

    /// <summary>Whether the attentional vector goes into the next input, so that the decoder knows where it has looked.</summary>
    public bool InputFeeding { get; init; } = true;

    /// <summary>Probability of dropping an output between layers or an element of the attentional vector, in [0, 1).</summary>
    public float Dropout { get; init; }

    /// <summary>Probability of dropping a number of an embedding, in [0, 1).</summary>
    public float EmbeddingDropout { get; init; }

    /// <summary>Probability of dropping an input of a layer, the same ones at every step, in [0, 1); not with input feeding.</summary>
    public float InputDropout { get; init; }

    /// <summary>Probability of dropping a unit from the recurrent product, the same ones at every step, in [0, 1); not with input feeding.</summary>
    public float StateDropout { get; init; }

    /// <summary>Whether the output layer reuses the embedding table (Press and Wolf 2017); A must be E.</summary>
    public bool TieWeights { get; init; }

    /// <summary>What the recurrent layers do beside the equations.</summary>
    internal RecurrentOptions Stack => new() { Layers = Layers, Dropout = Dropout, InputDropout = InputDropout, StateDropout = StateDropout };
}

/// <summary>
/// A recurrent decoder with attention (Luong, Pham and Manning 2015), step by step:
/// h_t = RNN([E y_{t−1}; h̃_{t−1}]), c_t = attention(h_t), h̃_t = tanh(W_c [c_t; h_t]), logits_t = W_o h̃_t + b_o.
/// </summary>
/// <remarks>
/// Without input feeding h̃_{t−1} is not part of the input, and with the true tokens as inputs all steps are computed at once: the bits are
/// the same. Parameters below the name: <c>embedding.weight</c>, <c>rnn.…</c>, <c>attention.…</c>, <c>combine.weight</c> [A, M + H],
/// <c>output.weight</c> [V, A], <c>output.bias</c>. Without attention h̃_t = tanh(W_c h_t).
/// </remarks>
public sealed partial class AttentionDecoder
{
    private readonly string _name;
    private readonly AttentionDecoderOptions _options;
    private readonly Embedding _embedding;
    private readonly IRecurrent _recurrent;
    private readonly Attention? _attention;
    private readonly Linear _combine, _output;
    private readonly int _attentionalSize;

    private AttentionDecoder(Parameters parameters, string name, AttentionDecoderOptions options, Embedding? embedding, Func<string, int, IRecurrent> recurrent)
    {
        if (options.InputFeeding && options is { InputDropout: > 0 } or { StateDropout: > 0 })
        {
            throw new ArgumentException($"Decoder '{name}': with input feeding the layers run a step at a time, and dropout that is the same at every step cannot be kept. Set InputFeeding to false, or InputDropout and StateDropout to 0.", nameof(options));
        }

        if (embedding is not null && embedding.Weight.Shape != new Shape(options.Vocabulary, options.EmbeddingSize))
        {
            throw new ArgumentException($"Decoder '{name}': the shared embedding is {embedding.Weight.Shape}, expected [{options.Vocabulary}, {options.EmbeddingSize}], the size of the vocabulary and of an embedding.", nameof(embedding));
        }

        (_name, _options) = (name, options);
        _attentionalSize = options.AttentionalSize == 0 ? options.HiddenSize : options.AttentionalSize;
        _embedding = embedding ?? new Embedding(parameters, $"{name}.embedding", options.Vocabulary, options.EmbeddingSize);
        _recurrent = recurrent($"{name}.rnn", options.EmbeddingSize + (options.InputFeeding ? _attentionalSize : 0));
        _attention = options.Attention is { } kind ? new Attention(parameters, $"{name}.attention", kind, options.HiddenSize, options.MemorySize) : null;
        _combine = new Linear(parameters, $"{name}.combine", options.HiddenSize + (_attention is null ? 0 : options.MemorySize), _attentionalSize, bias: false);
        _output = new Linear(parameters, $"{name}.output", _attentionalSize, options.Vocabulary, tied: options.TieWeights ? _embedding.Weight : null);
    }

    /// <summary>The sizes and choices.</summary>
    public AttentionDecoderOptions Options => _options;

    /// <summary>A: the width of the attentional vector.</summary>
    public int AttentionalSize => _attentionalSize;

    /// <summary>Makes a decoder of a cell given by its type, such as <see cref="LstmCell"/> or one's own.</summary>
    /// <typeparam name="TCell">The cell.</typeparam>
    /// <param name="parameters">Where the parameters are added.</param>
    /// <param name="name">The name of the decoder.</param>
    /// <param name="options">Sizes and choices.</param>
    /// <param name="embedding">A table that others use too, such as the encoder's, or null for one's own.</param>
    /// <returns>The decoder.</returns>
    public static AttentionDecoder Create<TCell>(Parameters parameters, string name, AttentionDecoderOptions options, Embedding? embedding = null)
        where TCell : struct, ICell<TCell> =>
        new(parameters, name, options, embedding, (stack, inputs) => new Recurrent<TCell>(parameters, stack, inputs, options.HiddenSize, options.Stack));

    /// <summary>Makes a decoder of a cell given by its name, as in a recipe.</summary>
    /// <param name="cell">One of <see cref="RecurrentKinds.Names"/>.</param>
    /// <param name="parameters">Where the parameters are added.</param>
    /// <param name="name">The name of the decoder.</param>
    /// <param name="options">Sizes and choices.</param>
    /// <param name="embedding">A table that others use too, such as the encoder's, or null for one's own.</param>
    /// <returns>The decoder.</returns>
    /// <exception cref="DataException">There is no such cell.</exception>
    public static AttentionDecoder Create(string cell, Parameters parameters, string name, AttentionDecoderOptions options, Embedding? embedding = null) =>
        new(parameters, name, options, embedding, (stack, inputs) => RecurrentKinds.Create(cell, parameters, stack, inputs, options.HiddenSize, options.Stack));

    /// <summary>The shape of the recurrent state of a batch: [L, S, B, H].</summary>
    /// <param name="batch">B.</param>
    /// <returns>The shape.</returns>
    public Shape StateShape(int batch) => _recurrent.StateShape(batch);

    /// <summary>Prepares a memory, once for all steps; see <see cref="Attention.Remember"/>.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="memory">[S, B, M], such as the outputs of an encoder.</param>
    /// <param name="lengths">Steps of each row; empty when all are full.</param>
    /// <returns>The memory.</returns>
    public AttentionMemory Remember(Tape tape, Tensor memory, ReadOnlyMemory<int> lengths = default) =>
        _attention?.Remember(tape, memory, lengths) ?? new AttentionMemory(memory, memory, new MemoryRows(lengths));

    /// <summary>Decodes one step.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="tokens">The token before, for each of N rows; not changed before the backward pass.</param>
    /// <param name="state">Where the step before left off.</param>
    /// <param name="memory">What is attended to.</param>
    /// <param name="final">Where the recurrent state after the step is written, [L, S, N, H].</param>
    /// <returns>The attentional vector [1, N, A], which is also part of the next state, and the weights [1, N, S], none without attention.</returns>
    public DecoderStep Step(Tape tape, ReadOnlyMemory<int> tokens, DecoderState state, in AttentionMemory memory, Tensor final)
    {
        int rows = tokens.Length;
        Tensor x = Embed(tape, tokens, 1, rows);
        if (_options.InputFeeding)
        {
            x = Concat.Apply(tape, x, state.Attentional.Exists ? state.Attentional : Zeros(tape, rows));
        }

        return Look(tape, _recurrent.Forward(tape, x, state.Recurrent, final), memory);
    }

    /// <summary>The output layer, for losses that make logits and gradients in one.</summary>
    public Linear Output => _output;

    /// <summary>The recurrent layers.</summary>
    public IRecurrent Recurrent => _recurrent;

    /// <summary>The logits of attentional vectors.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="attentional">h̃ [T, N, A].</param>
    /// <returns>[T, N, V].</returns>
    public Tensor Logits(Tape tape, Tensor attentional) => _output.Forward(tape, attentional);

    private Tensor Embed(Tape tape, ReadOnlyMemory<int> tokens, int time, int rows) =>
        Dropout.Apply(tape, _embedding.Forward(tape, tokens, time, rows), _options.EmbeddingDropout);

    private DecoderStep Look(Tape tape, Tensor h, in AttentionMemory memory)
    {
        (Tensor both, Tensor weights) = Read(tape, h, memory);
        return new DecoderStep(Combine(tape, both), weights);
    }

    /// <summary>[c; h] and the weights, or h alone.</summary>
    private (Tensor Both, Tensor Weights) Read(Tape tape, Tensor h, in AttentionMemory memory)
    {
        if (_attention is null)
        {
            return (h, default);
        }

        Attended attended = _attention.Attend(tape, h, memory);
        return (Concat.Apply(tape, attended.Context, h), attended.Weights);
    }

    /// <summary>h̃ = tanh(W_c [c; h]).</summary>
    private Tensor Combine(Tape tape, Tensor both) => Dropout.Apply(tape, Tanh.Apply(tape, _combine.Forward(tape, both)), _options.Dropout);

    private Tensor Zeros(Tape tape, int rows)
    {
        Tensor zeros = tape.Arena.Take(new Shape(1, rows, _attentionalSize), gradient: false);
        zeros.Values.Clear();
        return zeros;
    }
}

/// <summary>Where a decoder is.</summary>
/// <param name="Recurrent">[L, S, N, H], or the default value for zeros.</param>
/// <param name="Attentional">h̃ of the step before [1, N, A], or the default value for zeros.</param>
public readonly record struct DecoderState(Tensor Recurrent, Tensor Attentional = default);

/// <summary>What one step of a decoder gave.</summary>
/// <param name="Attentional">h̃ [T, N, A].</param>
/// <param name="Weights">The weights of attention [T, N, S]; none without attention.</param>
public readonly record struct DecoderStep(Tensor Attentional, Tensor Weights);
