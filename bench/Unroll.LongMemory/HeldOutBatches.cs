using Unroll.Kernels;

namespace Unroll.LongMemory;

/// <summary>Sequences of a drawn problem that no training run sees.</summary>
internal static class HeldOutBatches
{
    private const int RowsAtOnce = 100;

    /// <summary>Draws them; the same ones for every seed of training.</summary>
    public static IReadOnlyList<Batch> Draw(IProblem problem, int part, int rows)
    {
        CounterRandom random = new CounterRandom(0x4E1D).Fork((ulong)part);
        Batch[] batches = [.. Enumerable.Range(0, rows / RowsAtOnce).Select(_ => problem.Make(RowsAtOnce))];
        for (int i = 0; i < batches.Length; i++)
        {
            problem.Draw(random.Fork((ulong)i), batches[i]);
        }

        return batches;
    }
}
