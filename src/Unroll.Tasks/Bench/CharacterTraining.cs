using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Optimizers;
using Unroll.Tasks.LanguageModel;
using Unroll.Tasks.Recipes;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Tasks.Bench;

/// <summary>
/// Whole training steps of a character model with the sizes of recipes/tiny-shakespeare.jsonc: embedding, recurrent layer with the state
/// carried on, softmax cross-entropy over 65 characters, clipping and Adam. Random characters stand for the text.
/// </summary>
internal sealed class CharacterTraining
{
    public const int Vocabulary = 65;

    /// <summary>B, T, and the sizes of the recurrent layer.</summary>
    public static readonly LayerShape Shape = new(32, 64, 64, 256);

    private readonly LanguageModelNetwork _network;
    private readonly TrainingStep _step;
    private readonly Adam _adam = new();
    private readonly ShardLoss _loss;
    private readonly TrainingStep.PieceUpdate _update;
    private readonly Shard[] _shards;
    private ulong _number;

    public CharacterTraining(double dropout, int shards, WorkerTeam team)
    {
        _network = new LanguageModelNetwork(Recipe.Parse(RecipeText(dropout)).Model, Vocabulary);
        _network.Parameters.Initialize(1);
        _step = new TrainingStep(_network.Parameters, shards, team);
        _adam.Initialize(_network.Parameters.Length);
        _loss = Loss;
        _update = Update;
        _shards = new Shard[shards];
        CounterRandom random = new(2);
        for (int i = 0; i < shards; i++)
        {
            int rows = (Shape.Batch * (i + 1) / shards) - (Shape.Batch * i / shards);
            Shape state = _network.Recurrent.StateShape(rows);
            _shards[i] = new Shard(rows, Draw(rows, ref random), Draw(rows, ref random), new Tensor(state, new AlignedBuffer(state.Length)));
        }
    }

    /// <summary>One update.</summary>
    /// <returns>The mean loss before it, in nats a character.</returns>
    public double Step()
    {
        double loss = _step.Run(new CounterRandom(3).Fork(_number++), _loss);
        _step.ClipNorm(1);
        _adam.BeginStep();
        _step.Update(_update);
        return loss;
    }

    private static string RecipeText(double dropout) => $$"""
        {
          "task": "language-model",
          "data": { "train": "{{DataKeys.SdkDocs}}" },
          "model": { "cell": "lstm", "layers": 1, "hidden": {{Shape.Hidden}}, "embedding": {{Shape.Input}}, "dropout": {{dropout}} }
        }
        """;

    private static int[] Draw(int rows, ref CounterRandom random)
    {
        int[] ids = new int[Shape.Time * rows];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = random.NextInt32(Vocabulary);
        }

        return ids;
    }

    private Tensor Loss(Tape tape, int shard)
    {
        Shard s = _shards[shard];
        return _network.Loss(tape, s.Inputs, s.Targets, Shape.Time, s.Rows, 1f / (Shape.Time * Shape.Batch), s.State, s.State, sample: 0);
    }

    private void Update(int start, int length) => _adam.Update(_network.Parameters.Values, _step.Gradient, start, length, 0.002f);

    private sealed record Shard(int Rows, int[] Inputs, int[] Targets, Tensor State);
}
