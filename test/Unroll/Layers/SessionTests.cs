using Unroll.Autodiff;
using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Storage;
using Unroll.Tensors;
using Unroll.TestKit;
using Unroll.Tests.Cells;
using Unroll.Tests.Training;
using Xunit;

namespace Unroll.Tests.Layers;

public sealed class TanhSessionTests : SessionTests<TanhCell>;

public sealed class LstmSessionTests : SessionTests<LstmCell>;

public sealed class PeepholeLstmSessionTests : SessionTests<PeepholeLstmCell>;

public sealed class LayerNormLstmSessionTests : SessionTests<LayerNormLstmCell>;

public sealed class SLstmSessionTests : SessionTests<SLstmCell>;

public sealed class GruSessionTests : SessionTests<GruCell>;

public sealed class ResetBeforeGruSessionTests : SessionTests<ResetBeforeGruCell>;

public sealed class MinGruSessionTests : SessionTests<MinGruCell>;

public sealed class SruSessionTests : SessionTests<SruCell>;

public sealed class WidestSessionTests : SessionTests<WidestCell>;

/// <summary>What must hold for a running stack of every cell with every option that runs forward.</summary>
[Collection("Alone")]
public abstract class SessionTests<TCell>
    where TCell : struct, ICell<TCell>
{
    private const int Inputs = 3, Hidden = 21, Time = 6, Batch = 3;

    private static readonly (string Name, RecurrentOptions Options)[] s_options =
    [
        ("one layer", new()),
        ("two layers, residual", new() { Layers = 2, Residual = true }),
        ("layer normalisation", new() { Layers = 2, LayerNorm = true }),
        ("projection", new() { Layers = 2, Projection = 5 }),
        ("learned initial state", new() { Layers = 2, LearnedInitialState = true }),
        ("zoneout and dropout, which do nothing in prediction but take the mean", new() { Layers = 2, Dropout = 0.5f, InputDropout = 0.5f, ZoneoutOutput = 0.25f }),
    ];

    private static IEnumerable<(string Name, Recurrent<TCell> Layers)> Stacks()
    {
        foreach ((string name, RecurrentOptions options) in s_options)
        {
            Recurrent<TCell>? layers = null;
            try
            {
                layers = new StackRun<TCell>(Inputs, Hidden, options).Layers;
            }
            catch (ArgumentException e)
            {
                // A cell that cannot be projected says so.
                Assert.Contains(nameof(RecurrentOptions.Projection), e.Message, StringComparison.Ordinal);
            }

            if (layers is not null)
            {
                yield return (name, layers);
            }
        }
    }

    private static float[] Steps { get; } = Numbers.ToSingle(Numbers.Uniform(1, Time * Batch * Inputs));

    private static ReadOnlySpan<float> X(int t) => Steps.AsSpan(t * Batch * Inputs, Batch * Inputs);

    [Fact]
    public void Stepping_gives_the_bits_of_the_whole_sequence_on_one_thread_and_on_several()
    {
        using WorkerTeam team = new(2);
        foreach ((string name, Recurrent<TCell> layers) in Stacks())
        {
            Tape tape = new();
            tape.Begin();
            Shape state = layers.StateShape(Batch);
            Tensor final = Tensor.From(state, new float[state.Length]);
            Tensor y = layers.Forward(tape, Tensor.From(new Shape(Time, Batch, Inputs), Steps), final: final);
            foreach (WorkerTeam? threads in new[] { null, team })
            {
                Session running = new(layers, Batch, threads);
                int width = Batch * layers.OutputSize;
                for (int t = 0; t < Time; t++)
                {
                    Assert.True(Numbers.SameBits(y.Values.Slice(t * width, width), running.Step(X(t))), $"{name}: step {t}");
                }

                Assert.True(Numbers.SameBits(final.Values, running.State), $"{name}: final state");
            }
        }
    }

    [Fact]
    public void After_a_reset_it_is_as_new()
    {
        foreach ((string name, Recurrent<TCell> layers) in Stacks())
        {
            Session running = new(layers, Batch);
            float[] state = running.State.ToArray(), first = running.Step(X(0)).ToArray();
            Assert.False(Numbers.SameBits(first, running.Step(X(1))), name);
            running.Reset();
            Assert.True(Numbers.SameBits(state, running.State), name);
            Assert.True(Numbers.SameBits(first, running.Step(X(0))), name);
        }
    }

    [Fact]
    public void A_fork_goes_on_from_the_same_place_and_neither_disturbs_the_other()
    {
        foreach ((string name, Recurrent<TCell> layers) in Stacks())
        {
            Session running = new(layers, Batch);
            running.Step(X(0));
            Session fork = running.Fork(), untouched = running.Fork();
            float[] expected = running.Step(X(1)).ToArray();
            fork.Step(X(2));
            fork.Step(X(3));
            Assert.True(Numbers.SameBits(expected, untouched.Step(X(1))), name);
            Assert.True(Numbers.SameBits(running.State, untouched.State), name);
            Assert.False(Numbers.SameBits(running.State, fork.State), name);
        }
    }

    [Fact]
    public void Reordered_sequences_go_on_from_where_those_that_they_took_were()
    {
        int[] rows = [2, 0, 2];
        foreach ((string name, Recurrent<TCell> layers) in Stacks())
        {
            // The plain way: each sequence alone, in a running of its own.
            Session[] alone = [.. Enumerable.Range(0, Batch).Select(_ => new Session(layers))];
            Session running = new(layers, Batch);
            running.Step(X(0));
            for (int row = 0; row < Batch; row++)
            {
                alone[row].Step(Row(0, row));
            }

            running.Reorder(rows);
            float[] y = running.Step(X(1)).ToArray();
            for (int i = 0; i < Batch; i++)
            {
                Session taken = alone[rows[i]].Fork();
                Assert.True(Numbers.SameBits(taken.Step(Row(1, i)), y.AsSpan(i * layers.OutputSize, layers.OutputSize)), $"{name}: sequence {i}");
            }
        }

        static ReadOnlySpan<float> Row(int t, int row) => X(t).Slice(row * Inputs, Inputs);
    }

    [Fact]
    public void A_saved_session_goes_on_with_the_same_bits()
    {
        using TemporaryFolder folder = new();
        foreach ((string name, Recurrent<TCell> layers) in Stacks())
        {
            Session running = new(layers, Batch), loaded = new(layers, Batch);
            running.Step(X(0));
            SessionFile.Write(folder.File("state.safetensors"), running);
            SessionFile.Read(folder.File("state.safetensors"), loaded);
            Assert.True(Numbers.SameBits(running.State, loaded.State), name);
            Assert.True(Numbers.SameBits(running.Step(X(1)), loaded.Step(X(1))), name);
        }
    }

    [Fact]
    public void A_step_allocates_no_managed_memory_once_the_first_are_done()
    {
        foreach ((string name, Recurrent<TCell> layers) in Stacks())
        {
            Session running = new(layers, Batch);

            // Code that is not yet compiled for good boxes numbers now and then; in the steady state there is nothing, round after round.
            int rounds = 0, clean = 0;
            for (; clean < 3 && rounds < 200; rounds++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 50; i++)
                {
                    running.Step(X(i % Time));
                }

                clean = GC.GetAllocatedBytesForCurrentThread() == before ? clean + 1 : 0;
            }

            Assert.True(clean == 3, $"{name}: there is an allocation in the last three of {rounds} rounds of 50 steps");
        }
    }
}

/// <summary>What a running refuses.</summary>
public sealed class SessionErrorsTests
{
    [Theory]
    [InlineData(Direction.Bidirectional)]
    [InlineData(Direction.Backward)]
    public void A_stack_that_reads_from_the_end_is_refused(Direction direction)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => new Session(Layers<LstmCell>(new() { Direction = direction })));
        Assert.StartsWith($"lstm: a stack that is {direction} reads its sequence from the end, so it cannot run step by step. Train one that runs forward.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_of_another_size_is_refused()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => new Session(Layers<LstmCell>(), batch: 2).Step(new float[3]));
        Assert.StartsWith("lstm: a step of 2 sequences takes 6 numbers, [batch 2, inputs 3], got 3.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_of_no_sequences_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new Session(Layers<LstmCell>(), batch: 0));

    [Fact]
    public void An_order_of_the_wrong_count_or_with_a_sequence_that_is_not_there_is_refused_and_changes_nothing()
    {
        Session running = new(Layers<LstmCell>(), batch: 2);
        running.Step([1, 2, 3, 4, 5, 6]);
        float[] before = running.State.ToArray();
        ArgumentException count = Assert.Throws<ArgumentException>(() => running.Reorder([0]));
        Assert.StartsWith("lstm: got 1 row to reorder 2 sequences by, expected one for each: the sequence that it goes on from.", count.Message, StringComparison.Ordinal);
        foreach (int row in (int[])[-1, 2])
        {
            ArgumentException there = Assert.Throws<ArgumentOutOfRangeException>(() => running.Reorder([0, row]));
            Assert.StartsWith($"lstm: there is no sequence {row} among 2, expected 0 to 1.", there.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, running.State.ToArray());
    }

    private static Recurrent<TCell> Layers<TCell>(RecurrentOptions? options = null)
        where TCell : struct, ICell<TCell> => new StackRun<TCell>(3, 5, options ?? new()).Layers;
}
