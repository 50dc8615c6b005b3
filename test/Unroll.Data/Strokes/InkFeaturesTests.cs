using Unroll.Data.SeriesFiles;
using Unroll.Data.Strokes;
using Xunit;

namespace Unroll.Data.Tests.Strokes;

public sealed class InkFeaturesTests
{
    private static readonly Ink s_ink = new([[0, 0, 0, 20], [10, 5, 10, 10, 20, 10]]);

    [Fact]
    public void A_step_is_the_way_from_the_point_before_and_whether_the_pen_was_in_the_air()
    {
        Series series = InkFeatures.Extract(s_ink);
        Assert.Equal([0, 0, 1, 0, 1, 0, 0.5f, -0.75f, 1, 0, 0.25f, 0, 0.5f, 0, 0], series.Values);
    }

    [Fact]
    public void Size_and_place_have_no_influence()
    {
        Ink other = new([.. s_ink.Strokes.Select(s => s.Select((v, i) => (v * 4) + (i % 2 == 0 ? 300 : -8)).ToArray())]);
        Assert.Equal(InkFeatures.Extract(s_ink).Values, InkFeatures.Extract(other).Values);
    }

    [Fact]
    public void Points_are_laid_anew_along_a_stroke_at_equal_distances_and_its_ends_stay()
    {
        // A right angle of height 10: 10 up, then 5 to the right; a point every 4.
        Series series = InkFeatures.Extract(new Ink([[0, 0, 0, 10, 5, 10]]), 0.4);
        float[] y = new float[series.Length], x = new float[series.Length];
        for (int t = 0; t < series.Length; t++)
        {
            x[t] = (t > 0 ? x[t - 1] : 0) + (10 * series.Step(t)[0]);
            y[t] = (t > 0 ? y[t - 1] : 0) + (10 * series.Step(t)[1]);
        }

        Assert.Equal([0, 0, 0, 2, 5], x.Select(v => MathF.Round(v, 4)));
        Assert.Equal([0, 4, 8, 10, 10], y.Select(v => MathF.Round(v, 4)));
    }

    [Theory]
    [InlineData(new float[] { 3, 3 })]
    [InlineData(new float[] { 0, 5, 9, 5 })]
    public void A_dot_and_a_flat_line_have_finite_features(float[] stroke) =>
        Assert.All(InkFeatures.Extract(new Ink([stroke]), 0.1).Values, v => Assert.InRange(v, -1.001f, 1.001f));

    [Fact]
    public void Writing_is_moved_after_it_was_made_wider()
    {
        Assert.Equal([5, 0, 5, 20], s_ink.Moved(5, 2).Strokes[0]);
        Assert.Equal((0f, 20f, 0f, 20f), s_ink.Bounds);
    }
}
