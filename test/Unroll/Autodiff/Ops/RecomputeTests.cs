using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.TestKit;
using Unroll.Tests.Cells;
using Unroll.Tests.Layers;
using Xunit;

namespace Unroll.Tests.Autodiff.Ops;

public sealed class RecomputeLstmTests : RecomputeTests<LstmCell>;

public sealed class RecomputeGruTests : RecomputeTests<GruCell>;

public sealed class RecomputeSeparateTests : RecomputeTests<SeparateCell>;

/// <summary>A layer that computes segments again does what the layer does that keeps everything, bit by bit.</summary>
public abstract class RecomputeTests<TCell>
    where TCell : struct, ICell<TCell>
{
    private const int Inputs = 5, Layers = 2;

    /// <summary>T, B, H and a segment that is cut at a whole block, or rounded up to one; T is no multiple of it.</summary>
    public static TheoryData<int, int, int, int> Sizes => new()
    {
        { 100, 8, 16, 32 }, { 65, 8, 19, 1 }, { 97, 9, 32, 56 }, { 7, 130, 33, 2 }, { 5, 300, 16, 1 }, { 600, 1, 5, 256 }, { 601, 1, 16, 1 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Outputs_states_and_all_gradients_have_the_same_bits_as_when_everything_is_kept(int time, int batch, int hidden, int segment) =>
        AssertSame(Run(time, batch, hidden, Recompute.Off), Run(time, batch, hidden, Recompute.Every(segment)));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void And_when_threads_share_the_units(int threads)
    {
        using WorkerTeam team = new(threads);
        AssertSame(Run(100, 8, 70, Recompute.Off), Run(100, 8, 70, Recompute.Every(32), team));
    }

    [Fact]
    public void And_with_the_segment_chosen_by_the_layer_or_by_a_budget()
    {
        Dictionary<string, float[]> all = Run(100, 8, 16, Recompute.Off);
        AssertSame(all, Run(100, 8, 16, Recompute.Auto));
        int states = TCell.Shape.States.Count;
        RecurrentMemory memory = new(TCell.Shape.PreActivations, states, 100, 8, 16);
        AssertSame(all, Run(100, 8, 16, Recompute.Within(Layers * memory.Bytes(32))));
    }

    [Fact]
    public void A_pass_without_gradients_has_the_same_bits_too()
    {
        Parameters parameters = new();
        Recurrent<TCell> layers = new(parameters, "rnn", Inputs, 19, Layers);
        parameters.Initialize(seed: 1);
        Tensor x = Tensor.From(new Shape(100, 8, Inputs), Numbers.ToSingle(Numbers.Uniform(1, 100 * 8 * Inputs)));
        Tape kept = new(), again = new();
        kept.Begin();
        float[] expected = layers.Forward(kept, x).Values.ToArray();
        layers.Recompute = Recompute.Every(32);
        again.Begin();
        Assert.True(Numbers.SameBits(expected, layers.Forward(again, x).Values));
    }

    [Fact]
    public void The_state_may_be_written_over_by_the_state_after_the_last_step()
    {
        Assert.True(Numbers.SameBits(Gradient(Recompute.Off), Gradient(Recompute.Every(32))));

        static float[] Gradient(Recompute recompute)
        {
            Parameters parameters = new();
            Recurrent<TCell> layers = new(parameters, "rnn", Inputs, 16, Layers) { Recompute = recompute };
            parameters.Initialize(seed: 1);
            AlignedBuffer gradient = new(parameters.Length);
            Tape tape = new();
            tape.Begin(gradient, default, training: true);
            Shape shape = layers.StateShape(8);
            Tensor carried = Tensor.From(shape, Numbers.ToSingle(Numbers.Uniform(2, shape.Length)));
            Tensor x = Tensor.From(new Shape(70, 8, Inputs), Numbers.ToSingle(Numbers.Uniform(1, 70 * 8 * Inputs)));
            Tensor y = layers.Forward(tape, x, carried, carried);
            y.Gradient.Fill(1);
            tape.RunBackward();
            return gradient.Span.ToArray();
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(99)]
    public void A_value_that_is_not_finite_is_found_at_the_same_place(int step)
    {
        Assert.Equal(Where(Recompute.Off, step, inGradient: false), Where(Recompute.Every(32), step, inGradient: false));
        Assert.Equal(Where(Recompute.Off, step, inGradient: true), Where(Recompute.Every(32), step, inGradient: true));
        Assert.Contains($"time step {step} of 100", Where(Recompute.Every(32), step, inGradient: false), StringComparison.Ordinal);
        Assert.Contains($"time step {step} of 100", Where(Recompute.Every(32), step, inGradient: true), StringComparison.Ordinal);

        static string? Where(Recompute recompute, int step, bool inGradient)
        {
            Parameters parameters = new();
            Recurrent<TCell> layer = new(parameters, "rnn", Inputs, 16) { Recompute = recompute };
            parameters.Initialize(seed: 1);
            Tape tape = new();
            tape.Begin(new AlignedBuffer(parameters.Length), default, training: true);
            Tensor x = Tensor.From(new Shape(100, 8, Inputs), Numbers.ToSingle(Numbers.Uniform(1, 100 * 8 * Inputs)));
            if (!inGradient)
            {
                x.Values[step * 8 * Inputs] = float.NaN;
            }

            Tensor y = layer.Forward(tape, x);
            y.Gradient[((step * 8) + 2) * 16] = float.NaN;
            if (inGradient)
            {
                tape.RunBackward();
            }

            return tape.Ops[0].FindNonFinite(inGradient);
        }
    }

    [Fact]
    public void The_arena_holds_what_the_layer_says_that_it_takes()
    {
        foreach ((Recompute recompute, Direction direction) in new[] { Recompute.Off, Recompute.Auto, Recompute.Every(200) }.SelectMany(static r => Enum.GetValues<Direction>().Select(d => (r, d))))
        {
            Parameters parameters = new();
            Recurrent<TCell> layer = new(parameters, "rnn", 1, 64, new RecurrentOptions { Direction = direction }) { Recompute = recompute };
            parameters.Initialize(seed: 1);
            foreach (int time in new[] { 1000, 4000 })
            {
                Tape tape = new();
                tape.Begin(new AlignedBuffer(parameters.Length), default, training: true);
                Tensor x = Tensor.From(new Shape(time, 8, 1), new float[time * 8]);
                layer.Forward(tape, x);
                long bytes = layer.TrainingBytes(time, 8);

                // Beside it, the first pass leaves the ends of blocks of a megabyte unused.
                Assert.InRange(sizeof(float) * tape.Arena.Capacity, bytes, (long)(1.1 * bytes) + (3 << 20));
            }
        }
    }

    private static void AssertSame(Dictionary<string, float[]> expected, Dictionary<string, float[]> actual)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        foreach ((string name, float[] values) in expected)
        {
            Assert.True(Numbers.SameBits(values, actual[name]), $"{name} differs");
            Assert.Contains(values, v => v != 0);
        }
    }

    private static Dictionary<string, float[]> Run(int time, int batch, int hidden, Recompute recompute, WorkerTeam? team = null)
    {
        int state = Layers * TCell.Shape.States.Count * batch * hidden;
        RecurrentRun<TCell> run = new(Inputs, hidden, Layers, recompute, team);
        double[] x = Numbers.Uniform(1, time * batch * Inputs), initial = Numbers.Uniform(2, state);
        return run.Run(x, time, batch, initial, Numbers.Uniform(3, time * batch * hidden), Numbers.Uniform(4, state));
    }
}

/// <summary>Where numbers break that have grown for longer than a segment.</summary>
public sealed class RecomputeGrowthTests
{
    [Fact]
    public void A_state_that_overflows_in_the_last_segment_is_found_there()
    {
        string? kept = Where(Recompute.Off), again = Where(Recompute.Every(32));
        Assert.Contains("time step 130 of 140", kept, StringComparison.Ordinal);
        Assert.Equal(kept, again);

        static string? Where(Recompute recompute)
        {
            // h doubles at every step, from 1/8 to 2^128 at step 130: more than a float can hold.
            Parameters parameters = new();
            Recurrent<ReluCell> layer = new(parameters, "rnn", 1, 1) { Recompute = recompute };
            parameters.Initialize(seed: 1);
            foreach (Parameter parameter in parameters.All)
            {
                parameter.Values.Fill(parameter.Name.Contains("weight_hh", StringComparison.Ordinal) ? 2 : 0);
            }

            parameters.Prepare();
            Tape tape = new();
            tape.Begin(new AlignedBuffer(parameters.Length), default, training: true);
            Tensor initial = Tensor.From(layer.StateShape(8), [.. Enumerable.Repeat(MathF.Pow(2, -3), 8)]);
            layer.Forward(tape, Tensor.From(new Shape(140, 8, 1), new float[140 * 8]), initial);
            return tape.Ops[0].FindNonFinite(gradient: false);
        }
    }
}

/// <summary>What recomputation is for.</summary>
public sealed class LongSequenceTests
{
    [Fact]
    public void Ten_thousand_steps_take_half_a_gigabyte_less_than_when_everything_is_kept_and_a_budget_is_kept_to()
    {
        const int Time = 10_000, Batch = 8, Hidden = 256;
        const long Outputs = 2L * Time * Batch * Hidden * sizeof(float), Budget = 192 << 20;
        long kept = Bytes(Recompute.Off), auto = Bytes(Recompute.Auto), within = Bytes(Recompute.Within(Budget));
        Assert.True(kept > 570_000_000, $"{kept} bytes");
        Assert.InRange(auto - Outputs, 1, 10_000_000);
        Assert.InRange(within, auto, Budget);

        static long Bytes(Recompute recompute) =>
            new Recurrent<LstmCell>(new Parameters(), "rnn", Hidden, Hidden) { Recompute = recompute }.TrainingBytes(Time, Batch);
    }

    [Fact]
    public void Ten_thousand_steps_are_trained_in_a_few_megabytes_beside_the_outputs()
    {
        const int Time = 10_000, Batch = 2, Hidden = 32;
        Parameters parameters = new();
        Recurrent<LstmCell> layer = new(parameters, "rnn", 1, Hidden) { Recompute = Recompute.Auto };
        parameters.Initialize(seed: 1);
        AlignedBuffer gradient = new(parameters.Length);
        Tape tape = new();
        tape.Begin(gradient, default, training: true);
        Tensor x = Tensor.From(new Shape(Time, Batch, 1), Numbers.ToSingle(Numbers.Uniform(1, Time * Batch)));
        layer.Forward(tape, x).Gradient[^1] = 1;
        tape.RunBackward();
        Assert.Contains(gradient.Span.ToArray(), g => g != 0);
        long outputs = 2L * Time * Batch * Hidden, everything = 7L * Time * Batch * Hidden;
        Assert.InRange(tape.Arena.Capacity, outputs, outputs + (everything / 7));
    }

    [Fact]
    public void What_no_array_can_hold_is_refused_with_the_way_out()
    {
        Parameters parameters = new();
        Recurrent<TanhCell> layer = new(parameters, "rnn", 1, 512);
        parameters.Initialize(seed: 1);
        Tape tape = new();
        tape.Begin();
        Tensor x = Tensor.From(new Shape(530_000, 8, 1), new float[530_000 * 8]);
        UnrollException e = Assert.Throws<UnrollException>(() => layer.Forward(tape, x));
        Assert.Contains("rnn 'rnn.l0': 530000 time steps of batch 8 with 512 units take 2,170,880,000 numbers", e.Message, StringComparison.Ordinal);
        Assert.Contains("train.recompute = \"auto\"", e.Message, StringComparison.Ordinal);
    }
}
