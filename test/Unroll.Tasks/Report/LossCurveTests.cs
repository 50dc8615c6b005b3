using System.Xml.Linq;
using Unroll.Tasks.Report;
using Xunit;

namespace Unroll.Tasks.Tests.Report;

public sealed class LossCurveTests
{
    private static readonly CurvePoint[] s_curve =
        [new(100, 0.5, 2, 2.5, 0.1, 1), new(200, 1, 1, 1.25, 0.1, 1), new(300, 1.5, 0.5, null, 0.1, 1), new(400, 2, 0.4, 1.25, 0.1, 1), new(500, 2.5, 0.3, double.NaN, 0.1, 1)];

    [Fact]
    public void The_best_point_has_the_lowest_finite_validation_loss_and_is_the_earliest_of_equals()
    {
        Assert.Equal(200, LossCurve.Best(s_curve)!.Step);
        Assert.Null(LossCurve.Best([new(1, 1, 1, null, 1, 1)]));
    }

    [Fact]
    public void The_curve_is_told_in_words() => Assert.Equal(
        "After 400 steps (epoch 2) the training loss is 0.4 and the validation loss 1.25. The lowest validation loss, 1.25, was at step 200 (epoch 1).",
        LossCurve.Describe(s_curve[..4]));

    [Fact]
    public void Both_losses_are_drawn_and_the_best_point_is_marked()
    {
        XElement svg = XElement.Parse(LossCurve.Svg(s_curve).ToString());
        Assert.Equal(["train", "valid"], svg.Elements().Where(static e => e.Name.LocalName == "path").TakeLast(2).Select(static e => e.Attribute("class")!.Value.Split(' ')[1]));
        Assert.Contains(svg.Elements(), static e => e.Value == "lowest 1.25");
        Assert.Single(svg.Elements(), static e => e.Name.LocalName == "circle");
    }

    [Fact]
    public void Without_validation_there_is_neither_a_second_line_nor_a_mark()
    {
        XElement svg = XElement.Parse(LossCurve.Svg([new(1, 1, 100, null, 1, 1), new(2, 1, 0.5, null, 1, 1)]).ToString());
        Assert.Single(svg.Elements(), static e => e.Name.LocalName == "path");
        Assert.DoesNotContain(svg.Elements(), static e => e.Name.LocalName == "circle");
        Assert.Contains(svg.Elements(), static e => e.Value == "loss (logarithmic)");
    }
}
