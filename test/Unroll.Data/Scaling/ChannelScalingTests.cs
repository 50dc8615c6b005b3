using Unroll.Data.Scaling;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Scaling;

public sealed class ChannelScalingTests
{
    /// <summary>Two channels: 1, 2, 3, 10 and a constant.</summary>
    private static readonly float[] s_values = [1, 5, 2, 5, 3, 5, 10, 5];

    [Fact]
    public void Standard_gives_mean_zero_and_deviation_one()
    {
        ChannelScaling s = Fit(ScalingKind.Standard);
        Assert.Equal([4, 5], s.Center);
        Assert.Equal(Math.Sqrt((9 + 4 + 1 + 36) / 4.0), s.Scale[0], 1e-12);
        Assert.Equal(1, s.Scale[1]);
    }

    [Fact]
    public void Min_max_and_robust_are_by_extremes_and_by_quartiles()
    {
        Assert.Equal((1.0, 9.0), (Fit(ScalingKind.MinMax).Center[0], Fit(ScalingKind.MinMax).Scale[0]));
        // Quartiles of 1, 2, 3, 10 by linear interpolation: 1.75, 2.5, 4.75.
        Assert.Equal((2.5, 3.0), (Fit(ScalingKind.Robust).Center[0], Fit(ScalingKind.Robust).Scale[0]));
    }

    [Theory]
    [InlineData(ScalingKind.Standard)]
    [InlineData(ScalingKind.MinMax)]
    [InlineData(ScalingKind.Robust)]
    public void Invert_undoes_apply_and_a_constant_channel_becomes_zero(ScalingKind kind)
    {
        ChannelScaling s = Fit(kind);
        float[] values = [.. s_values];
        s.Apply(values);
        Assert.Equal(0, values[1]);
        Assert.Equal((float)((10 - s.Center[0]) / s.Scale[0]), values[6]);
        s.Invert(values);
        Numbers.AssertValues("inverted", values, Numbers.ToDouble(s_values), 1e-6);
    }

    [Fact]
    public void Parts_are_learned_from_as_one_and_missing_values_are_passed_over()
    {
        ChannelScaling parts = ChannelScaling.Fit(ScalingKind.Standard, 2, [s_values.AsMemory(0, 2), s_values.AsMemory(2)]);
        Assert.Equal(Fit(ScalingKind.Standard), parts);
        Assert.Equal(2, ChannelScaling.Fit(ScalingKind.Standard, 1, [new float[] { 1, float.NaN, 3 }]).Center[0]);
    }

    [Fact]
    public void A_small_spread_on_a_large_mean_is_not_lost()
    {
        ChannelScaling s = ChannelScaling.Fit(ScalingKind.Standard, 1, [new float[] { 1_000_000, 1_000_001, 1_000_002 }]);
        Assert.Equal(Math.Sqrt(2 / 3.0), s.Scale[0], 1e-9);
    }

    [Fact]
    public void A_map_goes_through_json()
    {
        ChannelScaling s = Fit(ScalingKind.Robust);
        Assert.Equal(s, ChannelScaling.FromJson(s.ToJson()));
        Assert.Contains("\"kind\":\"Robust\"", s.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"kind":"Standard","center":[1],"scale":[0]}""")]
    [InlineData("""{"kind":"Standard","center":[1],"scale":[1,2]}""")]
    [InlineData("""{"kind":"Standard","center":[],"scale":[]}""")]
    [InlineData("""{"kind":"Other","center":[1],"scale":[1]}""")]
    [InlineData("""{"kind":7,"center":[1],"scale":[1]}""")]
    [InlineData("""{"kind":"Standard","center":[1]}""")]
    [InlineData("""{"kind":"Standard","center":[1],"scale":[1],"more":1}""")]
    [InlineData("""{"kind":"Standard","center":null,"scale":[1]}""")]
    public void Json_that_is_no_map_is_an_error_of_the_model_file(string json) =>
        Assert.Throws<ModelFileException>(() => ChannelScaling.FromJson(json));

    [Fact]
    public void Data_of_other_channels_is_an_error()
    {
        Assert.Throws<ArgumentException>(() => Fit(ScalingKind.Standard).Apply(new float[3]));
        Assert.Throws<ArgumentException>(() => ChannelScaling.Fit(ScalingKind.Standard, 2, [new float[3]]));
        Assert.Throws<ArgumentException>(() => ChannelScaling.Fit(ScalingKind.Standard, 1, []));
    }

    private static ChannelScaling Fit(ScalingKind kind) => ChannelScaling.Fit(kind, 2, [s_values]);
}
