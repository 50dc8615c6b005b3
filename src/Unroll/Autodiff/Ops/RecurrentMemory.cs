using Unroll.Kernels;

namespace Unroll.Autodiff.Ops;

/// <summary>How much memory a recurrent layer takes for a pass, by the length of its segments.</summary>
/// <param name="Planes">Planes of gates that it keeps.</param>
/// <param name="States">S.</param>
/// <param name="Time">T.</param>
/// <param name="Batch">B.</param>
/// <param name="Hidden">H.</param>
internal readonly record struct RecurrentMemory(int Planes, int States, int Time, int Batch, int Hidden)
{
    /// <summary>Rows whose share of the weight gradients is summed at once: as many as the product takes in one piece.</summary>
    private const int BlockRows = 256;

    /// <summary>
    /// Time steps whose share of the weight gradients is summed at once. A segment is a multiple of it, so that the sums, and with them the
    /// bits of the gradient, are the same for any length of the segments.
    /// </summary>
    public int BlockSteps => Math.Max(1, BlockRows / Math.Max(1, Batch));

    /// <summary>Where gates and states of a segment, (P + S) L, and the states between segments, S T / L, take least together.</summary>
    public double SmallestSegment => Math.Sqrt((double)Time * States / (Planes + States));

    /// <summary>Whether outputs go to a tensor that is not the layer's own, so that they are not a view of the states.</summary>
    public bool CopiesOutput { get; init; }

    private long Row => (long)Batch * AlignedBuffer.RoundUp(Hidden);

    /// <summary>Bytes for gates, states and outputs with their gradients.</summary>
    /// <param name="segment">The length of a segment; <see cref="Time"/> keeps everything.</param>
    /// <returns>Bytes.</returns>
    public long Bytes(int segment)
    {
        // Outputs that are not padded are a view of the states if those are all kept.
        bool view = !CopiesOutput && segment >= Time && Hidden == AlignedBuffer.RoundUp(Hidden);
        long segments = Time == 0 ? 1 : (Time + segment - 1) / segment, outputs = (long)Time * Batch * Hidden * (view ? 1 : 2);
        return sizeof(float) * ((segment * Row * Planes) + ((segment + segments + 1) * Row * States) + outputs);
    }

    /// <summary>A length that a segment may have.</summary>
    /// <param name="steps">The length that is wanted.</param>
    /// <returns>At least <paramref name="steps"/>, if the sequence is as long.</returns>
    public int RoundUp(long steps)
    {
        long blocks = (Math.Max(1, steps) + BlockSteps - 1) / BlockSteps;
        return (int)Math.Min(Time, blocks * BlockSteps);
    }

    /// <summary>The longest segment that takes no more than <paramref name="bytes"/>.</summary>
    /// <param name="bytes">The budget.</param>
    /// <returns>A length that <see cref="RoundUp"/> may return.</returns>
    public int LargestWithin(long bytes)
    {
        long least = long.MaxValue;
        for (int segment = Time; segment > 0; segment = (segment - 1) / BlockSteps * BlockSteps)
        {
            long needed = Bytes(segment);
            if (needed <= bytes)
            {
                return segment;
            }

            least = Math.Min(least, needed);
        }

        return Time == 0 ? 0 : throw new UnrollException($"The memory budget of a recurrent layer is {bytes:N0} bytes, but {Time} time steps of batch {Batch} with {Hidden} units need at least {least:N0}, "
            + "because the outputs and the states between segments must be kept. Raise the budget, or shorten the sequence, or cut the batch into more shards.");
    }
}
