using Unroll.Cli.Progress;
using Unroll.Tasks;
using Xunit;

namespace Unroll.Cli.Tests.Progress;

public sealed class TrainHistoryTests
{
    internal static TrainProgress At(long step, double loss = 1, double? valid = null, double seconds = 0, string phase = "training", long steps = 1000, string? sample = null) =>
        new(step, steps, step / 100.0, loss, valid, 12345.6, TimeSpan.FromSeconds(seconds), step > 0 ? TimeSpan.FromSeconds(75) : null, sample, phase);

    [Fact]
    public void The_best_validation_is_kept_with_the_step_that_first_had_it()
    {
        TrainHistory history = new();
        foreach ((long step, double? valid) in (ReadOnlySpan<(long, double?)>)[(1, null), (10, 2.0), (11, 2.0), (20, 1.5), (30, 1.7), (40, double.NaN)])
            history.Add(At(step, valid: valid));
        Assert.Equal((1.5, 20L), (history.BestLoss, history.BestStep));
        Assert.Equal(40, history.Latest!.Step);
    }

    [Fact]
    public void The_curve_goes_down_when_the_loss_does()
    {
        TrainHistory history = new();
        for (int step = 1; step <= 100; step++)
            history.Add(At(step, loss: 200 - step));
        string curve = history.Sparkline(20);
        Assert.Equal(20, curve.Length);
        Assert.Equal(string.Concat(curve.OrderDescending()), curve);
        Assert.Equal(('█', '▁'), (curve[0], curve[^1]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void There_is_no_curve_before_the_second_step(int steps)
    {
        TrainHistory history = new();
        history.Add(At(0, loss: double.NaN));
        for (int step = 1; step <= steps; step++)
            history.Add(At(step));
        Assert.Empty(history.Sparkline(20));
    }

    [Fact]
    public void A_long_training_keeps_the_shape_of_its_curve()
    {
        TrainHistory history = new();
        for (int step = 1; step <= 50_000; step++)
            history.Add(At(step, loss: 100_000 - step));
        string curve = history.Sparkline(40);
        Assert.Equal(40, curve.Length);
        Assert.Equal(string.Concat(curve.OrderDescending()), curve);
    }
}
