using Unroll.Kernels;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Items;

/// <summary>Small changes of numbers that do not change what they mean, so that training never sees the same item twice.</summary>
/// <param name="options">How much: <c>train.noise</c>, <c>train.shift</c>, <c>train.stretch</c>.</param>
/// <param name="image">Whether channels are places too, as in the rows of an image.</param>
internal sealed class Augmentation(TrainOptions options, bool image)
{
    public bool IsOn => options.Noise > 0 || options.Shift > 0 || options.Stretch > 0;

    /// <summary>Changes the items of a batch.</summary>
    /// <param name="values">[T, B, C], changed in place.</param>
    /// <param name="lengths">Steps of each row.</param>
    /// <param name="channels">C.</param>
    /// <param name="random">For each batch other numbers.</param>
    public void Apply(Span<float> values, ReadOnlySpan<int> lengths, int channels, CounterRandom random)
    {
        int rows = lengths.Length;
        for (int b = 0; b < rows; b++)
        {
            int length = lengths[b];
            float[] item = new float[length * channels];
            for (int t = 0; t < length; t++)
            {
                values.Slice(((t * rows) + b) * channels, channels).CopyTo(item.AsSpan(t * channels));
            }

            int down = Draw(ref random, options.Shift), right = image ? Draw(ref random, options.Shift) : 0;
            float size = 1 + (options.Stretch * ((2 * random.NextSingle()) - 1));
            for (int t = 0; t < length; t++)
            {
                Span<float> to = values.Slice(((t * rows) + b) * channels, channels);
                int from = Math.Clamp(t - down, 0, length - 1) * channels;
                for (int c = 0; c < channels; c++)
                {
                    float noise = options.Noise > 0 ? options.Noise * (float)random.NextGaussian() : 0;
                    to[c] = (item[from + Math.Clamp(c - right, 0, channels - 1)] * size) + noise;
                }
            }
        }
    }

    private static int Draw(ref CounterRandom random, int most) => most == 0 ? 0 : random.NextInt32((2 * most) + 1) - most;
}
