namespace Unroll.Data.Audio;

/// <summary>Slopes of features over time, by linear regression over two frames on either side (The HTK Book, section 5.9).</summary>
/// <remarks>d(t) = Σ_{θ=1..2} θ (c(t + θ) − c(t − θ)) / (2 Σ θ²), with the first and the last frame repeated beyond the ends.</remarks>
internal static class Deltas
{
    /// <summary>Frames on either side.</summary>
    public const int Reach = 2;

    private const double Norm = 2 * ((1 * 1) + (2 * 2));

    /// <summary>Fills the features after some given ones with their slopes.</summary>
    /// <param name="values">[frames, channels]</param>
    /// <param name="frames">How many frames.</param>
    /// <param name="channels">How many features a frame has, the slopes counted.</param>
    /// <param name="first">The first feature that slopes are taken of.</param>
    /// <param name="count">How many; their slopes are the features from <paramref name="first"/> + <paramref name="count"/> on.</param>
    public static void Fill(Span<float> values, int frames, int channels, int first, int count)
    {
        for (int t = 0; t < frames; t++)
        {
            for (int c = first; c < first + count; c++)
            {
                values[(t * channels) + c + count] = Slope(
                    values[(Math.Max(0, t - 2) * channels) + c], values[(Math.Max(0, t - 1) * channels) + c],
                    values[(Math.Min(frames - 1, t + 1) * channels) + c], values[(Math.Min(frames - 1, t + 2) * channels) + c]);
            }
        }
    }

    /// <summary>d(t) of c(t − 2), c(t − 1), c(t + 1) and c(t + 2).</summary>
    public static float Slope(float twoBefore, float before, float after, float twoAfter) =>
        (float)((((double)after - before) + (2 * ((double)twoAfter - twoBefore))) / Norm);
}
