using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tasks.Translate;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Translate;

public sealed class TranslateNetworkTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\"attention\": \"none\", \"cell\": \"gru\"")]
    [InlineData("\"attention\": \"dot\", \"direction\": \"forward\", \"encoderLayers\": 2, \"tieWeights\": true")]
    [InlineData("\"attention\": \"additive\", \"inputFeeding\": true, \"layers\": 2, \"tieEmbeddings\": true, \"tieWeights\": true")]
    public void The_loss_of_a_batch_is_the_sum_of_the_losses_of_its_pairs(string model)
    {
        (TranslateNetwork network, PairEncoding encoding, EncodedPairs pairs) = TranslateSamples.Network("word", model, 6);
        double together = Loss(network, encoding, pairs, [0, 1, 2, 3, 4, 5]);
        double apart = Enumerable.Range(0, 6).Sum(i => Loss(network, encoding, pairs, [i]));
        Assert.Equal(apart, together, 1e-4);
        Assert.InRange(apart / pairs.TargetTokens, 0.5 * Math.Log(encoding.Target.Count), 1.5 * Math.Log(encoding.Target.Count));
    }

    /// <summary>With probability 0 the two ways to compute the loss must agree: all at once without padding, and step by step with weights.</summary>
    [Fact]
    public void Sampling_that_never_samples_and_teacher_forcing_give_the_same_loss_and_gradients()
    {
        (TranslateNetwork network, PairEncoding encoding, EncodedPairs pairs) = TranslateSamples.Network("word", "", 6);
        (float direct, float[] gradient) = Pass(default);
        (float sampled, float[] other) = Pass(new ScheduledSampling(1e-30f));
        Assert.Equal(direct, sampled, 1e-4f);
        GradientCheck.AssertClose("gradients", gradient, Numbers.ToDouble(other), 1e-4);

        (float, float[]) Pass(ScheduledSampling sampling)
        {
            PairBatch batch = new();
            batch.Load(pairs, [0, 1, 2, 3, 4, 5], encoding.Target.End);
            AlignedBuffer buffer = new(network.Parameters.Length);
            Tape tape = new();
            tape.Begin(buffer, new CounterRandom(1), training: true);
            Unroll.Tensors.Tensor loss = network.Loss(tape, batch, 0.1f, 0.1f, sampling);
            tape.Backward(loss);
            return (loss.Scalar, buffer.Span.ToArray());
        }
    }

    [Fact]
    public void Tied_tables_are_one_parameter()
    {
        Assert.Equal(2, Tables("").Length);
        Assert.Equal(["encoder.embedding.weight"], Tables("\"tieEmbeddings\": true, \"tieWeights\": true"));

        static string[] Tables(string model) => [.. TranslateSamples.Network("word", model, 6).Network.Parameters.All.Select(p => p.Name).Where(n => n.EndsWith("embedding.weight", StringComparison.Ordinal))];
    }

    private static double Loss(TranslateNetwork network, PairEncoding encoding, EncodedPairs pairs, int[] which)
    {
        PairBatch batch = new();
        batch.Load(pairs, which, encoding.Target.End);
        Tape tape = new();
        tape.Begin();
        return network.Loss(tape, batch, 1).Scalar;
    }
}
