using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Tasks.Bench;
using Unroll.Tasks.Bench.OwnCells;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Bench;

/// <summary>That the sides of a ratio do the same work: same weights and data, same loss and gradients.</summary>
public sealed class ElementaryLstmTests
{
    private static readonly LayerShape s_shape = new(5, 4, 7, 17);

    [Fact]
    public void It_computes_what_the_recurrent_layer_does()
    {
        using WorkerTeam team = new(2);
        LayerTraining<LstmCell> layer = new(s_shape, shards: 2, team);
        ElementaryLstm elementary = new(s_shape, shards: 2, team);
        elementary.CopyFrom(layer.Parameters);
        Assert.Equal(layer.Step(), elementary.Step(), 1e-4);
        Numbers.AssertValues("gradient of x", elementary.InputGradient(1), Numbers.ToDouble(layer.InputGradient(1)), 1e-5);
    }

    [Fact]
    public void The_lstm_declared_outside_the_library_computes_what_the_built_in_one_does()
    {
        using WorkerTeam team = new(1);
        LayerTraining<LstmCell> builtIn = new(s_shape, shards: 1, team);
        LayerTraining<DeclaredLstmCell> declared = new(s_shape, shards: 1, team);
        Assert.Equal(builtIn.Step(), declared.Step(), 1e-4);
        Numbers.AssertValues("gradient", declared.Gradient, Numbers.ToDouble(builtIn.Gradient), 1e-5);
    }
}
