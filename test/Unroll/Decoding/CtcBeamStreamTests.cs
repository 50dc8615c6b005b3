using Unroll.Decoding;
using Unroll.Kernels;
using Unroll.Tensors;
using Xunit;

namespace Unroll.Tests.Decoding;

public sealed class CtcBeamStreamTests
{
    private const int Classes = 4;

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(6)]
    [InlineData(2)]
    public void What_is_sure_is_the_beginning_of_what_is_found_and_the_result_is_that_of_the_whole(double margin)
    {
        int sureEarly = 0;
        for (ulong seed = 0; seed < 40; seed++)
        {
            CtcBeamSearchOptions options = new(Width: 8) { Best = 3, Margin = margin };
            float[] steps = Peaky(seed, 30);
            CtcBeamStream stream = new(options, Classes);
            List<(int Label, int Step)> sure = [];
            for (int t = 0; t < 30; t++)
            {
                sure.AddRange(stream.Advance(steps.AsSpan(t * Classes, Classes)));
                Assert.All(stream.Result(), h => Assert.Equal(sure.Select(s => s.Label), h.Labels.Take(sure.Count)));
                Assert.All(sure, s => Assert.InRange(s.Step, 0, t));
            }

            IReadOnlyList<CtcHypothesis> whole = CtcBeamSearch.Decode(TensorOf(steps), options)[0];
            Assert.Equal(whole.Select(h => h.Score), stream.Result().Select(h => h.Score));
            Assert.Equal(whole.Select(h => string.Join(' ', h.Labels)), stream.Result().Select(h => string.Join(' ', h.Labels)));
            sureEarly += sure.Count;
        }

        Assert.True(margin > 2 || sureEarly > 40);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(10)]
    public void What_the_best_has_held_for_the_steps_to_settle_is_sure_and_the_result_is_that_of_the_whole(int settle)
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            CtcBeamSearchOptions options = new(Width: 8) { Best = 3, Settle = settle };
            float[] steps = Peaky(seed, 30);
            CtcBeamStream stream = new(options, Classes);
            List<int> sure = [];
            for (int t = 0; t < 30; t++)
            {
                sure.AddRange(stream.Advance(steps.AsSpan(t * Classes, Classes)).Select(s => s.Label));
                IReadOnlyList<CtcHypothesis> now = stream.Result();
                Assert.All(now, h => Assert.Equal(sure, h.Labels.Take(sure.Count)));
                if (settle > 0)
                {
                    Assert.True(now[0].Steps.Skip(sure.Count).All(entered => entered > t - settle), $"seed {seed}, step {t}");
                }
            }

            IReadOnlyList<CtcHypothesis> whole = CtcBeamSearch.Decode(TensorOf(steps), options)[0];
            Assert.Equal(whole.Select(h => string.Join(' ', h.Labels)), stream.Result().Select(h => string.Join(' ', h.Labels)));
        }

        Assert.Throws<ArgumentException>(() => new CtcBeamStream(new(Width: 4) { Settle = -1 }, Classes));
    }

    [Fact]
    public void A_step_that_nothing_can_follow_leaves_nothing_to_settle()
    {
        CtcBeamStream stream = new(new(Width: 4) { Settle = 1 }, Classes);
        float[] impossible = [.. Enumerable.Repeat(float.NegativeInfinity, Classes)];
        Assert.Empty(stream.Advance(impossible));
        Assert.Empty(stream.Advance(impossible));
    }

    [Fact]
    public void Settling_later_than_the_sequence_lasts_changes_nothing()
    {
        Tensor input = TensorOf(Peaky(5, 25));
        IReadOnlyList<CtcHypothesis> never = CtcBeamSearch.Decode(input, new(Width: 12) { Best = 12 })[0], late = CtcBeamSearch.Decode(input, new(Width: 12) { Best = 12, Settle = 25 })[0];
        Assert.Equal(never.Select(h => h.Score), late.Select(h => h.Score));
    }

    [Fact]
    public void A_label_has_the_step_at_which_the_likeliest_path_enters_it()
    {
        int[] path = [0, 2, 2, 0, 2, 1, 1, 0, 3];
        float[] steps = [.. path.SelectMany(best => Enumerable.Range(0, Classes).Select(k => k == best ? MathF.Log(0.97f) : MathF.Log(0.01f)))];
        CtcHypothesis best = CtcBeamSearch.Decode(TensorOf(steps), new(Width: 16))[0][0];
        Assert.Equal([2, 2, 1, 3], best.Labels);
        Assert.Equal([1, 4, 5, 8], best.Steps);
    }

    [Fact]
    public void Steps_rise_and_there_is_one_for_each_label()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            foreach (CtcHypothesis h in CtcBeamSearch.Decode(TensorOf(Peaky(seed, 25)), new(Width: 12) { Best = 12 })[0])
            {
                Assert.Equal(h.Labels.Count, h.Steps.Count);
                Assert.Equal(h.Steps.Distinct().Order(), h.Steps);
            }
        }
    }

    [Fact]
    public void A_margin_leaves_out_what_lies_further_below_the_best()
    {
        Tensor input = TensorOf(Peaky(3, 12));
        IReadOnlyList<CtcHypothesis> all = CtcBeamSearch.Decode(input, new(Width: 500) { Best = 500 })[0], near = CtcBeamSearch.Decode(input, new(Width: 500) { Best = 500, Margin = 3 })[0];
        Assert.True(near.Count < all.Count);
        Assert.All(near, h => Assert.True(h.Score >= near[0].Score - 3));
        Assert.Equal(all[0].Labels, near[0].Labels);
        Assert.Throws<ArgumentException>(() => CtcBeamSearch.Decode(input, new(Width: 4) { Margin = 0 }));
    }

    /// <summary>Log-probabilities of which one stands out at most steps.</summary>
    private static float[] Peaky(ulong seed, int time)
    {
        CounterRandom random = new(seed);
        float[] steps = new float[time * Classes];
        for (int t = 0; t < time; t++)
        {
            int best = random.NextInt32(Classes);
            for (int k = 0; k < Classes; k++)
            {
                steps[(t * Classes) + k] = (2 * random.NextSingle()) + (k == best ? 4 : 0);
            }
        }

        LogProbabilities.Normalize(steps, Classes);
        return steps;
    }

    private static Tensor TensorOf(float[] steps)
    {
        AlignedBuffer buffer = new(steps.Length);
        steps.CopyTo(buffer.Span);
        return new Tensor(new Shape(steps.Length / Classes, 1, Classes), buffer);
    }
}
