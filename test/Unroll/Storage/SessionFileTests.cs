using Unroll.Cells;
using Unroll.Layers;
using Unroll.Storage;
using Unroll.TestKit;
using Unroll.Tests.Layers;
using Xunit;

namespace Unroll.Tests.Storage;

public sealed class SessionFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("state.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_state_of_another_cell_of_the_same_shape_is_refused()
    {
        SessionFile.Write(Path, Session<GruCell>());
        AssertRefused(Session<TanhCell>(), "holds the state of cell 'gru', expected 'rnn'. Was it saved by another model?");
    }

    [Theory]
    [InlineData(2, 5, 1, "[1, 2, 2, 5]")]
    [InlineData(1, 6, 1, "[1, 2, 1, 6]")]
    [InlineData(1, 5, 2, "[2, 2, 1, 5]")]
    public void The_state_of_another_batch_width_or_depth_is_refused_and_changes_nothing(int batch, int hidden, int layers, string got)
    {
        SessionFile.Write(Path, Session<LstmCell>(batch, hidden, layers));
        AssertRefused(Session<LstmCell>(), $"holds a state {got}, expected [1, 2, 1, 5]: [layers, states, batch, hidden]. Was it saved by another model, or with another batch?");
    }

    [Fact]
    public void A_model_file_is_no_session()
    {
        SafeTensorsFile.Write(Path, new Dictionary<string, string>(StringComparer.Ordinal), [SafeTensor.FromSingle("weight", [2], [1, 2])]);
        AssertRefused(Session<LstmCell>(), "holds the state of cell 'unknown', expected 'lstm'");
    }

    [Fact]
    public void A_file_without_a_state_is_refused()
    {
        SafeTensorsFile.Write(Path, new Dictionary<string, string>(StringComparer.Ordinal) { ["cell"] = "lstm" }, [SafeTensor.FromSingle("weight", [2], [1, 2])]);
        AssertRefused(Session<LstmCell>(), "has no tensor 'state'");
    }

    [Fact]
    public void A_file_that_is_missing_or_cut_short_is_refused()
    {
        AssertRefused(Session<LstmCell>(), "is not there");
        SessionFile.Write(Path, Session<LstmCell>());
        byte[] whole = File.ReadAllBytes(Path);
        File.WriteAllBytes(Path, whole[..^4]);
        AssertRefused(Session<LstmCell>(), Path);
    }

    private void AssertRefused(Session running, string expected)
    {
        float[] before = running.State.ToArray();
        ModelFileException e = Assert.Throws<ModelFileException>(() => SessionFile.Read(Path, running));
        Assert.Contains(Path, e.Message, StringComparison.Ordinal);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Equal(before, running.State.ToArray());
    }

    private static Session Session<TCell>(int batch = 1, int hidden = 5, int layers = 1)
        where TCell : struct, ICell<TCell>
    {
        Session running = new(new StackRun<TCell>(3, hidden, new RecurrentOptions { Layers = layers }).Layers, batch);
        running.Step(Numbers.ToSingle(Numbers.Uniform(1, batch * 3)));
        return running;
    }
}
