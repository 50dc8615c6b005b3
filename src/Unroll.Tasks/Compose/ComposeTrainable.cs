using Unroll.Autodiff;
using Unroll.Data.Music;
using Unroll.Kernels;
using Unroll.Losses;
using Unroll.Tasks.Items;
using Unroll.Tasks.Recipes;
using Unroll.Tensors;

namespace Unroll.Tasks.Compose;

/// <summary>A composer with its pieces. The loss is the sum over the keys and the mean over the steps of a batch.</summary>
internal sealed class ComposeTrainable : ItemTrainable
{
    private readonly ComposeNetwork _network;
    private readonly ComposeData _data;
    private readonly Composer _composer;
    private readonly Excerpt[] _excerpts;
    private readonly (int Down, int Up)[] _room;
    private CounterRandom _random;
    private float _scale;

    public ComposeTrainable(ComposeNetwork network, ComposeData data, Composer composer, Recipe recipe, WorkerTeam team)
        : this(network, data, Excerpt.Windows(data.Train.Rolls, recipe.Train.Window), composer, recipe, team)
    {
    }

    private ComposeTrainable(ComposeNetwork network, ComposeData data, Excerpt[] excerpts, Composer composer, Recipe recipe, WorkerTeam team)
        : base(network.Parameters, [.. excerpts.Select(e => e.Length)], recipe.Train, team)
    {
        (_network, _data, _composer, _excerpts) = (network, data, composer, excerpts);
        network.Recurrent.Recompute = recipe.Train.Recompute;
        _room = [.. data.Train.Rolls.Select(r => Room(r, data.Options.Transpose))];
    }

    /// <summary>Steps that an update learns from, on average.</summary>
    public double StepsOfBatch => (double)_data.Train.Steps / StepsPerEpoch;

    protected override void BeginBatch(int[] items, CounterRandom random)
    {
        _random = random;
        _scale = 1f / items.Sum(i => _excerpts[i].Counted);
    }

    protected override Tensor Loss(Tape tape, int shard, int[] items)
    {
        Excerpt[] excerpts = Array.ConvertAll(items, i => _excerpts[i]);
        ComposeBatch batch = ComposeBatch.Load(tape, _data.Train.Rolls, _data.Train.Styles, excerpts, Array.ConvertAll(items, Shift));
        Tensor logits = _network.Logits(tape, _network.Forward(tape, batch), batch.Notes);
        return SigmoidCrossEntropy.Apply(tape, logits, batch.Notes, _scale, batch.Weights);
    }

    protected override double ValidateWeights()
    {
        RollScore score = _composer.Score(_data.Valid, withNotes: false).Aggregate((a, b) => a + b);
        return score.Nats / score.Steps;
    }

    private int Shift(int item)
    {
        (int down, int up) = _room[_excerpts[item].Piece];
        CounterRandom random = _random.Fork((ulong)item);
        return random.NextInt32(down + up + 1) - down;
    }

    /// <summary>By how much a piece can be transposed and stay on the piano.</summary>
    private static (int Down, int Up) Room(PianoRoll piece, int most)
    {
        int[] all = [.. piece.Steps.SelectMany(s => s)];
        return all.Length == 0 ? (0, 0) : (Math.Min(most, all.Min() - PianoRoll.Lowest), Math.Min(most, PianoRoll.Highest - all.Max()));
    }
}
