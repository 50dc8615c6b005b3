using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.Training;
using Xunit;

namespace Unroll.Tests.Layers;

/// <summary>What bad input gets: a message with who, what was got, what was expected and what to do next.</summary>
public sealed class RecurrentErrorsTests
{
    private const int Inputs = 3, Hidden = 5, Time = 4, Batch = 2;

    [Theory]
    [InlineData(new[] { 3 }, "1 length for a batch of 2 rows, expected one a row")]
    [InlineData(new[] { 3, 4, 1 }, "3 lengths for a batch of 2 rows, expected one a row")]
    [InlineData(new[] { 3, 5 }, "the length of row 1 is 5, expected 0 to 4, the time axis of the input")]
    [InlineData(new[] { -1, 4 }, "the length of row 0 is -1, expected 0 to 4, the time axis of the input")]
    public void Lengths_of_the_wrong_count_or_outside_the_time_axis_are_refused(int[] lengths, string expected)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => Stack<LstmCell>().Forward(Begun(), X(), lengths: lengths));
        AssertMessage(e, expected, "[time, batch, inputs]");
        Assert.Equal("lengths", e.ParamName);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Input_of_another_shape_is_refused(int rank)
    {
        Tensor x = Tensor.From(rank == 1 ? new Shape(Time * Batch * Inputs) : new Shape(Time, Batch, Inputs + 1), new float[rank == 1 ? Time * Batch * Inputs : Time * Batch * (Inputs + 1)]);
        ArgumentException e = Assert.Throws<ArgumentException>(() => Stack<LstmCell>().Forward(Begun(), x));
        AssertMessage(e, $"input is {x.Shape}, expected [time, batch, {Inputs}]", "Check");
    }

    [Theory]
    [InlineData(1, 2, Batch + 1, Hidden)]
    [InlineData(1, 2, Batch, Hidden + 1)]
    [InlineData(2, 2, Batch, Hidden)]
    [InlineData(1, 1, Batch, Hidden)]
    public void A_state_of_another_batch_size_depth_or_cell_is_refused_at_both_ends(int layers, int states, int batch, int hidden)
    {
        Tensor state = Tensor.From(new Shape(layers, states, batch, hidden), new float[layers * states * batch * hidden]);
        string expected = $"state is {state.Shape}, expected {new Shape(1, 2, Batch, Hidden)}: [layers, states, batch, hidden]";
        AssertMessage(Assert.Throws<ArgumentException>(() => Stack<LstmCell>().Forward(Begun(), X(), initial: state)), $"the initial {expected}", "another batch, cell or model?");
        AssertMessage(Assert.Throws<ArgumentException>(() => Stack<LstmCell>().Forward(Begun(), X(), final: state)), $"the final {expected}", "another batch, cell or model?");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void NaN_in_the_input_stops_training_and_the_layer_is_named(bool bidirectional, bool lengths)
    {
        RecurrentOptions options = new() { Layers = 2, Direction = bidirectional ? Direction.Bidirectional : Direction.Forward };
        Parameters parameters = new();
        Recurrent<LstmCell> stack = new(parameters, "rnn", Inputs, Hidden, options);
        parameters.Initialize(1);
        float[] values = parameters.Values.ToArray();
        using WorkerTeam team = new(1);
        TrainingStep step = new(parameters, shards: 1, team);
        Tensor x = X();
        x.Values[Inputs] = float.NaN;
        float[] dy = new float[Time * Batch * stack.OutputSize];
        dy.AsSpan().Fill(1);
        NonFiniteException e = Assert.Throws<NonFiniteException>(() =>
            step.Run(new CounterRandom(1), (tape, _) => InnerProduct.Apply(tape, stack.Forward(tape, x, lengths: lengths ? new[] { Time, Time - 1 } : default), dy)));
        Assert.StartsWith("the loss is not a finite number; the first such value is in ", e.Message, StringComparison.Ordinal);
        Assert.True(e.Message.Contains("rnn.l0", StringComparison.Ordinal) || e.Message.Contains(nameof(GatherRows), StringComparison.Ordinal), e.Message);
        Assert.Equal(values, parameters.Values.ToArray());
    }

    [Fact]
    public void NaN_behind_the_end_of_a_row_is_not_looked_at()
    {
        Tensor x = X();
        x.Values[^Inputs..].Fill(float.NaN);
        Assert.All(Stack<LstmCell>().Forward(Begun(), x, lengths: new[] { Time, Time - 1 }).Values.ToArray(), y => Assert.True(float.IsFinite(y)));
    }

    public static TheoryData<string, RecurrentOptions, string> Contradictions => new()
    {
        { "Dropout", new() { Layers = 2, Dropout = 1 }, "is 1, expected a probability in [0, 1)" },
        { "InputDropout", new() { InputDropout = -0.1f }, "is -0.1, expected a probability in [0, 1)" },
        { "StateDropout", new() { StateDropout = float.NaN }, "is NaN, expected a probability in [0, 1)" },
        { "ZoneoutOutput", new() { ZoneoutOutput = 2 }, "is 2, expected a probability in [0, 1)" },
        { "ZoneoutCell", new() { ZoneoutCell = 1 }, "is 1, expected a probability in [0, 1)" },
        { "DropConnect", new() { DropConnect = 1.5f }, "is 1.5, expected a probability in [0, 1)" },
        { "GradientClip", new() { GradientClip = -1 }, "is -1, expected a bound above 0, or 0 for none" },
        { "GradientClip", new() { GradientClip = float.PositiveInfinity }, "is Infinity, expected a bound above 0, or 0 for none" },
        { "Residual", new() { Residual = true }, "connects layers, and there is one. Use two or more" },
        { "Merge", new() { Merge = Merge.Sum }, "joins two directions, and there is one. Set Direction to Bidirectional" },
        { "Projection", new() { Projection = Hidden }, $"is {Hidden}, expected 1 to {Hidden - 1}, less than the {Hidden} hidden units, or 0 for none" },
        { "Projection", new() { Projection = -1 }, $"is -1, expected 1 to {Hidden - 1}" },
        { "StateDropout", new() { Projection = 2, StateDropout = 0.5f }, "cannot be used with a projection. Use DropConnect or zoneout of the cell state" },
        { "ZoneoutOutput", new() { Projection = 2, ZoneoutOutput = 0.5f }, "cannot be used with a projection: the previous h has other units. Use ZoneoutCell" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Options_that_contradict_themselves_are_refused(string option, RecurrentOptions options, string expected)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => Stack<LstmCell>(options));
        Assert.Equal(option, e.ParamName);
        AssertMessage(e, $"{option} {expected}", "");
    }

    [Fact]
    public void Options_that_contradict_the_cell_are_refused()
    {
        AssertContradiction<MinGruCell>(new() { StateDropout = 0.5f }, "StateDropout drops units from the recurrent product, and this cell has none. Use zoneout or input dropout");
        AssertContradiction<MinGruCell>(new() { DropConnect = 0.5f }, "DropConnect drops recurrent weights, and this cell has no recurrent matrix");
        AssertContradiction<MinGruCell>(new() { Projection = 2 }, "Projection projects what is fed back, and this cell has no recurrent matrix. Put a Linear layer behind it");
        AssertContradiction<GruCell>(new() { Projection = 2 }, "Projection cannot be used with a cell whose equations read h unit by unit: the projected h has other units. An LSTM can be projected");
        AssertContradiction<GruCell>(new() { ZoneoutCell = 0.5f }, "ZoneoutCell keeps states other than h, and this cell has only h. Use ZoneoutOutput");
    }

    [Theory]
    [InlineData(0, 5, 1)]
    [InlineData(3, -5, 1)]
    [InlineData(3, 5, 0)]
    public void Sizes_that_are_not_positive_are_refused(int inputs, int hidden, int layers) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Recurrent<LstmCell>(new Parameters(), "rnn", inputs, hidden, layers));

    private static void AssertContradiction<TCell>(RecurrentOptions options, string expected)
        where TCell : struct, ICell<TCell> =>
        Assert.StartsWith($"{TCell.Shape.Name} 'rnn': {expected}", Assert.Throws<ArgumentException>(() => Stack<TCell>(options)).Message, StringComparison.Ordinal);

    private static void AssertMessage(ArgumentException e, string expected, string advice)
    {
        Assert.StartsWith($"lstm 'rnn': {expected}", e.Message, StringComparison.Ordinal);
        Assert.Contains(advice, e.Message, StringComparison.Ordinal);
    }

    private static Tape Begun()
    {
        Tape tape = new();
        tape.Begin();
        return tape;
    }

    private static Tensor X() => Tensor.From(new Shape(Time, Batch, Inputs), new float[Time * Batch * Inputs]);

    private static Recurrent<TCell> Stack<TCell>(RecurrentOptions? options = null)
        where TCell : struct, ICell<TCell>
    {
        Parameters parameters = new();
        Recurrent<TCell> stack = new(parameters, "rnn", Inputs, Hidden, options ?? new());
        parameters.Initialize(1);
        return stack;
    }
}
