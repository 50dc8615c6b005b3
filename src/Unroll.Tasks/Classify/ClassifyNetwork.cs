using Unroll.Autodiff;
using Unroll.Layers;
using Unroll.Tasks.Items;
using Unroll.Tasks.Recipes;
using Unroll.Tensors;
using DropoutOp = Unroll.Autodiff.Ops.Dropout;

namespace Unroll.Tasks.Classify;

/// <summary>
/// Many to one: embedding or numbers, recurrent layers in one or both directions, pooling over time, and a linear layer onto the labels.
/// Or, for contrast, a feed-forward network that sees all numbers of an item at once, or the mean of its token vectors.
/// </summary>
internal sealed class ClassifyNetwork
{
    private const double WordDeviation = 0.1;
    private readonly SequenceModelOptions _options;
    private readonly ItemEncoding _encoding;
    private readonly Embedding? _encoder;
    private readonly IRecurrent? _recurrent;
    private readonly Pooling? _pool;
    private readonly Linear? _decoder;
    private readonly FeedForward? _feedForward;
    private readonly ReservoirFeatures? _reservoir;

    /// <summary>Makes the layers; their parameters have no values yet.</summary>
    /// <exception cref="DataException">A feed-forward network is asked for series of different lengths.</exception>
    public ClassifyNetwork(SequenceModelOptions options, ItemEncoding encoding, ReservoirFeatures? reservoir = null)
    {
        (_options, _encoding, _reservoir) = (options, encoding, reservoir);
        int input = encoding.Channels, labels = encoding.Labels.Count;
        if (reservoir is not null)
        {
            _decoder = new Linear(Parameters, "readout", reservoir.Size, labels);
            return;
        }

        if (encoding.Vocabulary is { } vocabulary)
        {
            input = options.Embedding;

            // Words are many and seldom seen: a large random start would never be unlearned. Characters are few and seen all the time.
            _encoder = new Embedding(Parameters, "encoder", vocabulary.Count, input, vocabulary.Kind == "char" ? 1 : WordDeviation);
        }

        if (!options.IsRecurrent)
        {
            if (_encoder is null && encoding.Length == 0)
            {
                throw new DataException("model.network is \"feed-forward\", but the series of the training data have different lengths, expected all equally long, because a feed-forward network has a weight for each number. Set \"network\": \"recurrent\".");
            }

            _pool = _encoder is null ? null : new Pooling(Parameters, "pool", PoolingKind.Mean, input, input);
            int width = _encoder is null ? encoding.Length * encoding.Channels : input;
            _feedForward = new FeedForward(Parameters, "network", [width, .. Enumerable.Repeat(options.Hidden, options.Layers), labels], options.Activation, options.Dropout);
            return;
        }

        _recurrent = RecurrentKinds.Create(options.Cell, Parameters, "rnn", input, options.Hidden, options.Recurrent());
        _pool = new Pooling(Parameters, "pool", options.Pooling, _recurrent.OutputSize, options.Direction == Direction.Bidirectional ? options.Hidden : _recurrent.OutputSize);
        _decoder = new Linear(Parameters, "decoder", _recurrent.OutputSize, labels);
    }

    /// <summary>All parameters.</summary>
    public Parameters Parameters { get; } = new();

    /// <summary>Whether the answers are those of ridge regression: estimates of probabilities, and not their logarithms.</summary>
    public bool IsReservoir => _reservoir is not null;

    /// <summary>The linear layer onto the labels of a recurrent network or a reservoir.</summary>
    public Linear Readout => _decoder!;

    /// <summary>The recurrent layers, where there are some.</summary>
    public IRecurrent? Recurrent => _recurrent;

    /// <summary>The table of token vectors, where items are texts.</summary>
    public Parameter? Embeddings => _encoder?.Weight;

    /// <summary>Scores the labels of a batch.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="batch">The batch; not changed before the backward pass.</param>
    /// <param name="series">[T, B, C], where items are series.</param>
    /// <returns>Logits [B, K].</returns>
    public Tensor Forward(Tape tape, ItemBatch batch, Tensor series)
    {
        if (_reservoir is not null)
        {
            return _decoder!.Forward(tape, States(tape, batch, series));
        }

        Tensor x = _encoder is null ? series : DropoutOp.Apply(tape, _encoder.Forward(tape, batch.Ids, batch.Time, batch.Rows), _options.Dropout);
        if (_feedForward is not null)
        {
            return _feedForward.Forward(tape, _pool?.Forward(tape, x, batch.Lengths) ?? Flatten(tape, x));
        }

        Tensor h = _recurrent!.Forward(tape, x, lengths: batch.Lengths);
        return _decoder!.Forward(tape, DropoutOp.Apply(tape, _pool!.Forward(tape, h, batch.Lengths), _options.Dropout));
    }

    /// <summary>What the reservoirs make of every row, [B, F].</summary>
    private Tensor States(Tape tape, ItemBatch batch, Tensor series)
    {
        int channels = series.Shape.Last;
        Tensor states = tape.Arena.Take(new Shape(batch.Rows, _reservoir!.Size), gradient: false);
        double[] features = new double[_reservoir.Size];
        for (int b = 0; b < batch.Rows; b++)
        {
            double[] item = new double[batch.Lengths.Span[b] * channels];
            for (int i = 0; i < item.Length; i++)
            {
                item[i] = series.Values[((((i / channels) * batch.Rows) + b) * channels) + (i % channels)];
            }

            _reservoir.Of(item, features);
            for (int i = 0; i < features.Length; i++)
            {
                states.Values[(b * features.Length) + i] = (float)features[i];
            }
        }

        return states;
    }

    /// <summary>[T, B, C] to [B, T · C]: all numbers of an item in one row.</summary>
    private Tensor Flatten(Tape tape, Tensor x)
    {
        int time = x.Shape[0], rows = x.Shape[1], channels = x.Shape[2];
        if (time != _encoding.Length)
        {
            throw new DataException($"The series has {time} steps, expected {_encoding.Length} as those of training, because a feed-forward network has a weight for each number. Give series of that length, or train a recurrent network.");
        }

        Tensor flat = tape.Arena.Take(new Shape(rows, time * channels), gradient: false);
        for (int t = 0; t < time; t++)
        {
            for (int b = 0; b < rows; b++)
            {
                x.Values.Slice(((t * rows) + b) * channels, channels).CopyTo(flat.Values.Slice(((b * time) + t) * channels, channels));
            }
        }

        return flat;
    }
}
