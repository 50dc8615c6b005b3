using Unroll.Storage;
using Unroll.Tasks.Report;
using Xunit;

namespace Unroll.Tasks.Tests.Report;

public sealed class CurveLogTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"unroll-{Guid.NewGuid():N}.jsonl");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Lines_come_back_as_training_writes_them()
    {
        AtomicFile.WriteText(_path, """
            {"step":100,"epoch":0.5,"trainLoss":2.25,"validLoss":2.5,"gradientNorm":0.75,"learningRate":0.003,"seconds":1.5}
            {"step":200,"epoch":1,"trainLoss":NaN,"validLoss":NaN,"gradientNorm":Infinity,"learningRate":1E-05,"seconds":3.0}
            {"step":300,"epoch":1.5,"trainLoss":-Infinity,"validLoss":null,"gradientNorm":1,"learningRate":0.001,"accuracy":0.5}

            """);
        Assert.Equal(
        [
            new CurvePoint(100, 0.5, 2.25, 2.5, 0.003, 0.75),
            new CurvePoint(200, 1, double.NaN, null, 1e-5, double.NaN),
            new CurvePoint(300, 1.5, double.NaN, null, 0.001, 1),
        ], CurveLog.Read(_path));
    }

    [Fact]
    public void A_last_line_that_was_cut_short_is_left_out()
    {
        AtomicFile.WriteText(_path, "{\"step\":1,\"trainLoss\":2}\n{\"step\":2,\"trai");
        Assert.Equal([1L], CurveLog.Read(_path).Select(static p => p.Step));
        AtomicFile.WriteText(_path, "");
        Assert.Empty(CurveLog.Read(_path));
    }

    [Theory]
    [InlineData("{\"step\":2,")]
    [InlineData("{\"trainLoss\":2}")]
    [InlineData("{\"step\":\"two\"}")]
    [InlineData("{\"step\":2,\"validLoss\":\"low\"}")]
    [InlineData("[2]")]
    public void A_line_that_is_none_of_a_log_is_named(string line)
    {
        AtomicFile.WriteText(_path, "{\"step\":1,\"trainLoss\":2}\n" + line + "\n");
        DataException error = Assert.Throws<DataException>(() => CurveLog.Read(_path));
        Assert.StartsWith($"{_path}:2: got '{line}', expected ", error.Message);
    }

    [Fact]
    public void A_missing_log_is_named() => Assert.Contains(_path, Assert.Throws<DataException>(() => CurveLog.Read(_path)).Message);
}
