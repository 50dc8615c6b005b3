using Unroll.Tensors;

namespace Unroll.LongMemory;

/// <summary>Predictions of classes.</summary>
internal static class Classes
{
    /// <summary>The share of rows, counted from <paramref name="from"/> on, whose largest logit is the right one.</summary>
    public static double Accuracy(Tensor logits, ReadOnlySpan<int> classes, int from = 0)
    {
        int width = logits.Shape.Last, right = 0;
        for (int i = from; i < classes.Length; i++)
        {
            right += System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(logits.Values.Slice(i * width, width)) == classes[i] ? 1 : 0;
        }

        return (double)right / (classes.Length - from);
    }
}
