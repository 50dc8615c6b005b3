using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Decoding;

/// <summary>An <see cref="AttentionDecoder"/> over encoded sources, as searches see it.</summary>
public sealed class AttentionDecoderModel : IAttentiveStepModel
{
    private readonly AttentionDecoder _decoder;
    private readonly AttentionMemory _memory;
    private readonly Tensor _initial;
    private readonly StateRows _state, _attentional;
    private readonly Tape _tape;
    private int[] _sources = [], _reordered = [], _tokens = [];
    private float[] _weights = [];
    private int _rows;

    /// <summary>Takes over what the encoder made; the pass that made it may end.</summary>
    /// <param name="decoder">The decoder.</param>
    /// <param name="memory">The sources, prepared by <see cref="AttentionDecoder.Remember"/>.</param>
    /// <param name="initial">The first state [L, S, B, H], or the default value for zeros.</param>
    /// <param name="team">The threads that share the units of a layer, or null.</param>
    public AttentionDecoderModel(AttentionDecoder decoder, in AttentionMemory memory, Tensor initial = default, WorkerTeam? team = null)
    {
        (_decoder, _memory, _tape) = (decoder, memory.Keep(), new Tape { Team = team });
        Shape shape = decoder.StateShape(memory.Batch);
        _initial = initial.Exists ? Tensor.From(initial.Shape, initial.Values) : new Tensor(shape, new AlignedBuffer(shape.Length));
        _state = new StateRows(shape[0], shape[1], shape[3]);
        _attentional = new StateRows(1, 1, decoder.AttentionalSize);
        Begin();
    }

    /// <inheritdoc/>
    public int VocabularySize => _decoder.Options.Vocabulary;

    /// <inheritdoc/>
    public int Sources => _memory.Batch;

    /// <inheritdoc/>
    public int MemorySteps => _memory.Steps;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Weights => _weights.AsSpan(0, _rows * MemorySteps);

    /// <inheritdoc/>
    public int MemoryLength(int source) => _memory.Rows.LengthFor(source, MemorySteps);

    /// <inheritdoc/>
    public void Begin()
    {
        _state.Set(_initial);
        Shape zeros = new(1, 1, Sources, _decoder.AttentionalSize);
        _attentional.Set(new Tensor(zeros, new AlignedBuffer(zeros.Length)));
        _sources = [.. Enumerable.Range(0, Sources)];
        _rows = Sources;
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<int> parents, ReadOnlySpan<int> tokens, Span<float> logProbabilities)
    {
        _rows = parents.Length;
        Reserve(_rows);
        for (int i = 0; i < _rows; i++)
        {
            _reordered[i] = _sources[parents[i]];
        }

        (_sources, _reordered) = (_reordered, _sources);
        _state.Select(parents);
        _attentional.Select(parents);
        tokens.CopyTo(_tokens);
        _tape.Begin();
        Tensor state = _state.Current, before = _attentional.Current;
        DecoderStep step = _decoder.Step(
            _tape, _tokens.AsMemory(0, _rows), new DecoderState(state, before.Reshape(new Shape(1, _rows, _decoder.AttentionalSize))), _memory.ReadBy(_sources.AsMemory(0, _rows)), state);
        step.Attentional.Values.CopyTo(before.Values);
        if (step.Weights.Exists)
        {
            step.Weights.Values.CopyTo(_weights);
        }

        LogProbabilities.Normalize(_decoder.Logits(_tape, step.Attentional).Values, logProbabilities, VocabularySize);
    }

    private void Reserve(int rows)
    {
        if (_reordered.Length < rows)
        {
            _reordered = new int[rows];
        }

        if (_tokens.Length < rows)
        {
            _tokens = new int[rows];
        }

        if (_weights.Length < rows * MemorySteps)
        {
            _weights = new float[rows * MemorySteps];
        }
    }
}
