using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tasks.Bench;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Bench;

/// <summary>That the benchmark measures whole work: gradients are there, for any shards and cell.</summary>
public sealed class LayerTrainingTests
{
    private static readonly LayerShape s_shape = new(5, 3, 7, 17);

    [Fact]
    public void A_step_leaves_gradients_of_input_weights_and_biases_that_do_not_grow_from_step_to_step()
    {
        using WorkerTeam team = new(2);
        LayerTraining<LstmCell> training = new(s_shape, shards: 2, team);
        training.Step();
        float[] gradient = training.Gradient.ToArray(), dx = [.. training.InputGradient(0), .. training.InputGradient(1)];
        training.Step();
        Assert.True(Numbers.SameBits(gradient, training.Gradient));
        Assert.True(Numbers.SameBits(dx, [.. training.InputGradient(0), .. training.InputGradient(1)]));
        Assert.DoesNotContain(0f, dx);
        Assert.True(gradient.Count(g => g != 0) >= 4 * 17 * (7 + 17 + 2), "some parameter has no gradient");
        Assert.True(training.ArenaBytes > 0);
    }

    [Fact]
    public void The_cell_of_equations_is_a_gru()
    {
        using WorkerTeam team = new(1);
        LayerTraining<GruCell> gru = new(s_shape, shards: 1, team);
        LayerTraining<EquationsCell> equations = new(s_shape, shards: 1, team);
        gru.Step();
        equations.Step();
        double largest = 0;
        for (int i = 0; i < gru.Gradient.Length; i++)
            largest = Math.Max(largest, Math.Abs(gru.Gradient[i] - equations.Gradient[i]));
        Assert.InRange(largest, 0, 1e-4);
    }

    [Fact]
    public void Lengths_and_options_reach_the_layer()
    {
        using WorkerTeam team = new(2);
        LayerTraining<LstmCell> plain = new(s_shape, shards: 2, team), cut = new(s_shape, shards: 2, team, lengths: [3, 3, 3, 3, 1]);
        LayerTraining<LstmCell> both = new(s_shape, shards: 2, team, options: new RecurrentOptions { Direction = Direction.Bidirectional });
        Assert.All([plain, cut, both], t => Assert.True(double.IsFinite(t.Step())));
        Assert.True(Numbers.SameBits(plain.InputGradient(0), cut.InputGradient(0)));
        Assert.Equal(2 * 7, cut.InputGradient(1)[^(2 * 3 * 7)..].ToArray().Where((_, i) => i % (3 * 7) >= 2 * 7).Count(g => g == 0));
        Assert.Equal(2 * plain.Parameters.Length, both.Parameters.Length);
    }

    [Fact]
    public void A_step_of_the_character_model_begins_at_the_loss_of_guessing_and_learns_its_few_characters_by_heart()
    {
        using WorkerTeam team = new(2);
        CharacterTraining training = new(dropout: 0, shards: 2, team);
        double first = training.Step(), last = first;
        Assert.InRange(first, Math.Log(CharacterTraining.Vocabulary) - 0.5, Math.Log(CharacterTraining.Vocabulary) + 0.5);
        for (int i = 0; i < 30; i++)
            last = training.Step();
        Assert.True(last < first - 0.05, $"the loss went from {first} to {last}");
    }

    [Fact]
    public void A_streamed_step_carries_its_state_on_and_a_sequence_begins_anew()
    {
        using WorkerTeam team = new(1);
        Streaming<LstmCell> step = new(new LayerShape(1, 1, 8, 8), team), sequence = new(new LayerShape(1, 10, 8, 8), team);
        step.Run();
        sequence.Run();
        float[] stepState = step.State.ToArray(), sequenceState = sequence.State.ToArray();
        step.Run();
        sequence.Run();
        Assert.False(Numbers.SameBits(stepState, step.State));
        Assert.True(Numbers.SameBits(sequenceState, sequence.State));
    }

    [Theory]
    [InlineData(WeightPrecision.Single)]
    [InlineData(WeightPrecision.Int8)]
    public void Threads_that_share_the_units_of_a_stream_change_no_bit(WeightPrecision precision)
    {
        float[]? expected = null;
        foreach (int threads in (int[])[1, 2, 3])
        {
            using WorkerTeam team = new(threads);
            Streaming<GruCell> sequence = new(new LayerShape(1, 20, 40, 70), team, precision);
            sequence.Run();
            float[] state = sequence.State.ToArray();
            expected ??= state;
            Assert.True(Numbers.SameBits(expected, state));
        }
    }
}
