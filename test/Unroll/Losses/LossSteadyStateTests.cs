using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Losses;

[Collection("Alone")]
public sealed class LossSteadyStateTests
{
    [Fact]
    public void No_loss_allocates_managed_memory_once_the_first_passes_are_done()
    {
        Tensor x = Input(1, new Shape(6, 2, 3)), targets = Tensor.From(new Shape(6, 2), new float[12]), a = Input(2, new Shape(3, 3)), ends = Input(3, new Shape(3));
        float[] weights = [.. Enumerable.Range(0, 12).Select(i => (float)(i % 3))], present = new float[36];
        int[] classes = new int[12], lengths = [6, 4], labels = [1, 2, 1], labelLengths = [2, 1];
        double[] levels = [0.1, 0.5, 0.9];
        Tensor all = Tensor.From(x.Shape, present);
        Func<Tape, Tensor>[] losses =
        [
            t => SoftmaxCrossEntropy.Apply(t, x, classes, 1, new(weights, default, 0.1f)),
            t => SigmoidCrossEntropy.Apply(t, x, all, 1, weights),
            t => MeanSquaredError.Apply(t, x, all, 1),
            t => MeanAbsoluteError.Apply(t, x, all, 1),
            t => HuberLoss.Apply(t, x, all, 1),
            t => QuantileLoss.Apply(t, x, targets, levels, 1, weights),
            t => StudentTLikelihood.Apply(t, x, targets, 1, weights),
            t => GaussianLikelihood.Apply(t, x.Part(0, new Shape(6, 2)), targets.Part(0, new Shape(6)), 1),
            t => NegativeBinomialLikelihood.Apply(t, x.Part(0, new Shape(6, 2)), targets.Part(0, new Shape(6)), 1),
            t => CtcLoss.Apply(t, x, new CtcTargets(labels, labelLengths, lengths)),
            t => CrfLoss.Apply(t, x, new ChainScores(a, ends, ends), classes, lengths, 1),
        ];
        AlignedBuffer gradients = new(1);
        Tape tape = new();
        long[] allocated = new long[losses.Length];

        // Code that is not yet compiled for good boxes numbers now and then; in the steady state there is nothing, round after round.
        int clean = 0;
        for (int round = 0; clean < 3 && round < 100; round++)
        {
            for (int i = 0; i < losses.Length; i++)
            {
                allocated[i] = AllocatedBy(losses[i]);
            }

            clean = allocated.All(bytes => bytes == 0) ? clean + 1 : 0;
        }

        Assert.True(clean == 3, "bytes by loss: " + string.Join(", ", allocated));

        long AllocatedBy(Func<Tape, Tensor> loss)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
            {
                tape.Begin(gradients, new CounterRandom(1), training: true);
                tape.Backward(loss(tape));
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static Tensor Input(ulong seed, Shape shape)
    {
        AlignedBuffer values = new(shape.Length), gradient = new(shape.Length);
        Numbers.ToSingle(Numbers.Uniform(seed, shape.Length)).CopyTo(values.Span);
        return new Tensor(shape, values, 0, gradient);
    }
}
