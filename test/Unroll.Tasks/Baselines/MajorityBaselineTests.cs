using Unroll.Tasks.Baselines;
using Xunit;

namespace Unroll.Tasks.Tests.Baselines;

public sealed class MajorityBaselineTests
{
    [Fact]
    public void The_class_shares_of_training_are_predicted_also_after_a_round_trip()
    {
        MajorityBaseline fitted = MajorityBaseline.Fit([2, 0, 0, 2, 0], 4);
        foreach (MajorityBaseline baseline in new[] { fitted, MajorityBaseline.FromJson(fitted.ToJson()) })
        {
            float[] p = new float[4];
            baseline.Predict(p);
            Assert.Equal([0.6f, 0, 0.4f, 0], p);
        }

        Assert.Equal("majority class", fitted.Name);
    }

    [Fact]
    public void Bad_input_is_an_error_that_says_what_is_wrong()
    {
        Assert.Contains("item 1 is 2, expected 0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => MajorityBaseline.Fit([0, 2], 2)).Message, StringComparison.Ordinal);
        Assert.Contains("at least one item", Assert.Throws<ArgumentException>(() => MajorityBaseline.Fit([], 2)).Message, StringComparison.Ordinal);
        Assert.Contains("room for 1", Assert.Throws<ArgumentException>(() => MajorityBaseline.Fit([0], 2).Predict(new float[1])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"counts\":[]}")]
    [InlineData("{\"counts\":[0,0]}")]
    [InlineData("{\"counts\":[-1,2]}")]
    [InlineData("{\"counts\":[1],\"more\":1}")]
    [InlineData("[1")]
    public void An_altered_file_is_an_error_that_names_it(string json) =>
        Assert.Contains("in 'm.safetensors'", Assert.Throws<ModelFileException>(() => MajorityBaseline.FromJson(json, "m.safetensors")).Message, StringComparison.Ordinal);
}
