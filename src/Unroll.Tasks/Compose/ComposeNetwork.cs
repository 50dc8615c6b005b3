using Unroll.Autodiff;
using Unroll.Data.Music;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tasks.Recipes;
using Unroll.Tensors;
using DropoutOp = Unroll.Autodiff.Ops.Dropout;

namespace Unroll.Tasks.Compose;

/// <summary>
/// A recurrent network that reads a step of 88 keys and predicts the next: each key by itself, or in a chain from low to high (RNN-NADE,
/// Boulanger-Lewandowski, Bengio and Vincent 2012). Where pieces have a style, the first state is made of it.
/// </summary>
internal sealed class ComposeNetwork
{
    private const int StyleSize = 16;
    private readonly ComposeOptions _options;
    private readonly Embedding? _styles;
    private readonly StateBridge? _bridge;
    private readonly Linear _output;
    private readonly Linear? _context;

    /// <summary>Makes the layers; their parameters have no values yet.</summary>
    /// <param name="options">The options.</param>
    /// <param name="styles">How many styles there are; 0 or 1 for none to tell apart.</param>
    public ComposeNetwork(ComposeOptions options, int styles)
    {
        _options = options;
        Recurrent = RecurrentKinds.Create(options.Cell, Parameters, "rnn", ComposeBatch.InputSize, options.Hidden, options.Recurrent());
        _output = new Linear(Parameters, "output", Recurrent.OutputSize, PianoRoll.Keys);
        if (options.IsChain)
        {
            _context = new Linear(Parameters, "context", Recurrent.OutputSize, options.ChainHidden);
            Chain = new Nade(Parameters, "chain", PianoRoll.Keys, options.ChainHidden);
        }

        if (styles > 1)
        {
            _styles = new Embedding(Parameters, "style", styles, StyleSize);
            _bridge = new StateBridge(Parameters, "bridge", new Shape(1, 1, 1, StyleSize), Recurrent.StateShape(1));
        }
    }

    /// <summary>All parameters.</summary>
    public Parameters Parameters { get; } = new();

    /// <summary>The recurrent layers.</summary>
    public IRecurrent Recurrent { get; }

    /// <summary>How notes of a step depend on each other, where they do.</summary>
    public Nade? Chain { get; }

    /// <summary>Reads a batch.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="batch">The batch; not changed before the backward pass.</param>
    /// <returns>What each step gives for the keys.</returns>
    public NotePrediction Forward(Tape tape, ComposeBatch batch) => Predict(tape, Recurrent.Forward(tape, batch.Inputs, FirstState(tape, batch.Styles), lengths: batch.Lengths));

    /// <summary>What outputs of the recurrent layers give for the keys.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="h">[…, H].</param>
    public NotePrediction Predict(Tape tape, Tensor h)
    {
        h = DropoutOp.Apply(tape, h, _options.Dropout);
        return new NotePrediction(_output.Forward(tape, h), _context is null ? default : _context.Forward(tape, h));
    }

    /// <summary>The logits of notes that are known.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="prediction">What the steps before give.</param>
    /// <param name="notes">[…, 88].</param>
    /// <returns>[…, 88].</returns>
    public Tensor Logits(Tape tape, NotePrediction prediction, Tensor notes) => Chain is null ? prediction.Biases : Chain.Logits(tape, prediction.Biases, prediction.Context, notes);

    /// <summary>Chooses the notes of a step.</summary>
    /// <param name="prediction">What the steps before give.</param>
    /// <param name="row">Which row of it.</param>
    /// <param name="choose">Whether a key sounds, by its logit.</param>
    /// <param name="keys">88: whether each sounds.</param>
    public void Choose(NotePrediction prediction, int row, Func<float, bool> choose, Span<bool> keys)
    {
        ReadOnlySpan<float> biases = prediction.Biases.Values.Slice(row * PianoRoll.Keys, PianoRoll.Keys);
        if (Chain is not null)
        {
            Chain.Choose(biases, prediction.Context.Values.Slice(row * _options.ChainHidden, _options.ChainHidden), choose, keys);
            return;
        }

        for (int k = 0; k < keys.Length; k++)
        {
            keys[k] = choose(biases[k]);
        }
    }

    /// <summary>A network that runs step by step, from the beginning of a piece of a style.</summary>
    public Session Begin(int style, WorkerTeam team)
    {
        Session running = new(Recurrent, team: team);
        Tape tape = new();
        tape.Begin();
        if (FirstState(tape, [style]) is { Exists: true } state)
        {
            state.Values.CopyTo(running.State);
        }

        return running;
    }

    private Tensor FirstState(Tape tape, int[] styles) =>
        _styles is null ? default : _bridge!.Forward(tape, _styles.Forward(tape, styles, 1, styles.Length).Reshape(new Shape(1, 1, styles.Length, StyleSize)));
}

/// <summary>What the steps before give for the keys of a step.</summary>
/// <param name="Biases">[…, 88]: the logits, where notes are independent; else the biases of the chain.</param>
/// <param name="Context">[…, D]: where the hidden sums of the chain begin; absent where notes are independent.</param>
internal readonly record struct NotePrediction(Tensor Biases, Tensor Context);
