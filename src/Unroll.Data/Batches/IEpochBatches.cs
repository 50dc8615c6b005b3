namespace Unroll.Data.Batches;

/// <summary>Batches of items, in another order every epoch, which depends on the number of the epoch only.</summary>
public interface IEpochBatches
{
    /// <summary>How many batches an epoch has.</summary>
    int BatchCount { get; }

    /// <summary>The batches of an epoch, as numbers of items. Every item is in exactly one.</summary>
    /// <param name="epoch">Which epoch, counted from 0.</param>
    /// <returns><see cref="BatchCount"/> batches.</returns>
    int[][] Epoch(int epoch);
}
