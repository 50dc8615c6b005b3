using Unroll.Data.Music;
using Unroll.Kernels;
using Unroll.Tasks.Compose;
using Unroll.Tasks.Recipes;
using Xunit;

namespace Unroll.Tasks.Tests.Compose;

public sealed class ComposerTests : IDisposable
{
    private readonly WorkerTeam _team = new(1);

    public void Dispose() => _team.Dispose();

    [Theory]
    [InlineData("independent")]
    [InlineData("chain")]
    public void The_likelihood_of_a_piece_is_that_of_writing_its_notes_one_after_the_other(string output)
    {
        ComposeNetwork network = Network(output);
        PianoRoll piece = new([[60, 64], [], [21, 60, 108], [62]], "a"), longer = new([.. Enumerable.Repeat(new[] { 50 }, 9)], "b");
        RollScore[] scores = new Composer(network, _team).Score(new Pieces([piece, longer], new StyleSet([])));

        double nats = 0;
        int step = 0, key = 0;
        Autodiff.Tape tape = new();
        Layers.Session running = network.Begin(0, _team);
        foreach (int[] notes in piece.Steps)
        {
            float[] input = new float[ComposeBatch.InputSize];
            ComposeBatch.Write(step == 0 ? null : piece.Steps[step - 1], 0, input);
            float[] h = running.Step(input).ToArray();
            tape.Begin();
            key = PianoRoll.Lowest;
            network.Choose(network.Predict(tape, Tensors.Tensor.From(new Tensors.Shape(1, h.Length), h)), 0, logit =>
            {
                bool sounds = notes.Contains(key++);
                nats += Math.Log(1 + Math.Exp(sounds ? -logit : logit));
                return sounds;
            }, new bool[PianoRoll.Keys]);
            step++;
        }

        Assert.Equal(nats, scores[0].Nats, 1e-3);
        Assert.Equal((4, 9), (scores[0].Steps, scores[1].Steps));
    }

    [Fact]
    public void The_start_is_read_before_anything_is_written_and_the_same_numbers_write_the_same_notes()
    {
        Composer composer = new(Network("chain"), _team);
        int[][] Write(int[][] start, double temperature, ulong seed) => [.. composer.Write(0, start, temperature, new CounterRandom(seed)).Take(12)];
        Assert.Equal(Write([[60]], 1, 5), Write([[60]], 1, 5));
        Assert.NotEqual(Write([[60]], 1, 5), Write([[60]], 1, 6));
        Assert.NotEqual(Write([[60]], 1, 5), Write([[48, 52, 55]], 1, 5));
        Assert.Equal(Write([[60]], 0, 5), Write([[60]], 0, 6));
        Assert.All(Write([], 4, 1), step => Assert.Equal(step.Order().Distinct(), step));
    }

    private static ComposeNetwork Network(string output)
    {
        Recipe recipe = Recipe.Parse($$"""{ "task": "compose", "data": { "train": "a" }, "model": { "hidden": 8, "chainHidden": 6, "output": "{{output}}" } }""");
        ComposeNetwork network = new(new ComposeOptions(recipe.Values), 0);
        network.Parameters.Initialize(11);
        return network;
    }
}
