using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tasks.Items;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Items;

public sealed class WeightAverageTests
{
    private readonly Parameters parameters = new();

    public WeightAverageTests()
    {
        _ = new Linear(parameters, "l", 5, 3);
        parameters.Initialize(1);
        parameters.Prepare();
    }

    [Fact]
    public void The_mean_is_that_of_the_plain_formula()
    {
        const double Decay = 0.8;
        WeightAverage average = new(parameters, Decay);
        double[] mean = Numbers.ToDouble(parameters.Values);
        for (int step = 1; step <= 60; step++)
        {
            Numbers.ToSingle(Numbers.Uniform((ulong)step, parameters.Length)).CopyTo(parameters.Values);
            average.Add(step);
            double d = Math.Min(Decay, (1.0 + step) / (10.0 + step));
            mean = [.. mean.Zip(Numbers.ToDouble(parameters.Values), (m, w) => (d * m) + ((1 - d) * w))];
        }

        Numbers.AssertValues("mean", average.State.Values, mean, 1e-5);
    }

    [Fact]
    public void The_weights_come_back_as_they_were_also_after_an_error()
    {
        using WorkerTeam team = new(1);
        WeightAverage average = new(parameters, 0.9);
        float[] start = parameters.Values.ToArray();
        parameters.Values.Fill(2);
        float[] seen = [];
        average.Use(team, () => seen = parameters.Values.ToArray());
        Assert.Equal(start, seen);
        Assert.All(parameters.Values.ToArray(), w => Assert.Equal(2, w));
        Assert.Throws<InvalidOperationException>(() => average.Use(team, () => throw new InvalidOperationException()));
        Assert.All(parameters.Values.ToArray(), w => Assert.Equal(2, w));
    }
}
