using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Cells;
using Unroll.Layers;
using Unroll.Tasks.Recipes;
using Unroll.Tensors;
using DropoutOp = Unroll.Autodiff.Ops.Dropout;
using Embedding = Unroll.Layers.Embedding;
using Linear = Unroll.Layers.Linear;

namespace Unroll.Tasks.Tag;

/// <summary>
/// Many to many of the same length: words as vectors beside what a bidirectional LSTM reads of their characters (Ling et al. 2015), or numbers;
/// recurrent layers in one or both directions; a linear layer onto the tags, and a conditional random field above it if asked for (Huang,
/// Xu and Yu 2015). Or, for contrast, a feed-forward network that sees each step alone.
/// </summary>
internal sealed class TagNetwork
{
    /// <summary>Words are many and seldom seen: a large random start would never be unlearned. Characters are few and seen all the time.</summary>
    private const double WordDeviation = 0.1;

    private readonly SequenceModelOptions _options;
    private readonly Embedding? _words, _characters;
    private readonly Recurrent<LstmCell>? _speller;
    private readonly Linear? _decoder;
    private readonly FeedForward? _feedForward;

    /// <summary>Makes the layers; their parameters have no values yet.</summary>
    public TagNetwork(SequenceModelOptions options, TagEncoding encoding)
    {
        _options = options;
        int input = encoding.Channels, tags = encoding.Labels.Count;
        if (encoding.Words is { } words)
        {
            input = options.Embedding;
            _words = new Embedding(Parameters, "encoder", words.Count, input, WordDeviation);
        }

        if (encoding.Characters is { } characters)
        {
            _characters = new Embedding(Parameters, "characters", characters.Count, options.CharacterEmbedding);
            _speller = new Recurrent<LstmCell>(Parameters, "speller", options.CharacterEmbedding, options.CharacterHidden, new RecurrentOptions { Direction = Direction.Bidirectional });
            input += _speller.OutputSize;
        }

        if (options.IsRecurrent)
        {
            Recurrent = RecurrentKinds.Create(options.Cell, Parameters, "rnn", input, options.Hidden, options.Recurrent());
            _decoder = new Linear(Parameters, "decoder", Recurrent.OutputSize, tags);
        }
        else
        {
            _feedForward = new FeedForward(Parameters, "network", [input, .. Enumerable.Repeat(options.Hidden, options.Layers), tags], options.Activation, options.Dropout);
        }

        Crf = options.Crf ? new CrfTransitions(Parameters, "crf", tags) : null;
    }

    /// <summary>All parameters.</summary>
    public Parameters Parameters { get; } = new();

    /// <summary>The recurrent layers, where there are some.</summary>
    public IRecurrent? Recurrent { get; }

    /// <summary>How tags follow each other, where that is learned.</summary>
    public CrfTransitions? Crf { get; }

    /// <summary>The table of word vectors, where sequences are sentences.</summary>
    public Parameter? Embeddings => _words?.Weight;

    /// <summary>Scores the tags of every step.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="batch">The batch; not changed before the backward pass.</param>
    /// <param name="series">[T, B, C], where sequences are series.</param>
    /// <returns>Logits [T, B, K]; of no meaning behind the end of a row.</returns>
    public Tensor Forward(Tape tape, TagBatch batch, Tensor series)
    {
        Tensor x = series;
        if (_words is not null)
        {
            x = _words.Forward(tape, batch.Words, batch.Time, batch.Rows);
            x = DropoutOp.Apply(tape, _speller is null ? x : Concat.Apply(tape, x, Spell(tape, batch)), _options.Dropout);
        }

        return _feedForward is not null
            ? _feedForward.Forward(tape, x)
            : _decoder!.Forward(tape, DropoutOp.Apply(tape, Recurrent!.Forward(tape, x, lengths: batch.Lengths), _options.Dropout));
    }

    /// <summary>Every different word is read once, and copied to the places where it stands: [T, B, 2 H].</summary>
    private Tensor Spell(Tape tape, TagBatch batch)
    {
        Shape places = new(batch.Time, batch.Rows, _speller!.OutputSize);
        if (batch.SpellingLengths.Length == 0)
        {
            Tensor nothing = tape.Result(places);
            nothing.Values.Clear();
            return nothing;
        }

        Tensor characters = _characters!.Forward(tape, batch.Characters, batch.LongestSpelling, batch.SpellingLengths.Length);
        Tensor read = _speller.Forward(tape, characters, lengths: batch.SpellingLengths);
        Tensor words = PoolOverTime.Apply(tape, read, TimePooling.Last, batch.SpellingLengths, _options.CharacterHidden);
        return GatherRows.Apply(tape, words, batch.Forms, places);
    }
}
