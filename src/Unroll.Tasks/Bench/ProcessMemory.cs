using System.Diagnostics;

namespace Unroll.Tasks.Bench;

/// <summary>How much memory this process holds at most.</summary>
internal static class ProcessMemory
{
    private const string ClearReferences = "/proc/self/clear_refs";

    /// <summary>The highest resident memory in bytes since <see cref="ResetPeak"/>, or since the process began where the system cannot forget it.</summary>
    public static long Peak
    {
        get
        {
            using Process process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>Gives unused memory back, and lets the count begin anew where the system can do that (Linux).</summary>
    public static void ResetPeak()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            if (File.Exists(ClearReferences))
            {
                // See "man 5 proc": 5 sets the peak to what is held now.
                using FileStream clear = new(ClearReferences, FileMode.Open, FileAccess.Write);
                clear.Write("5"u8);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then the peak is one of all cases so far, which is an upper bound.
        }
    }
}
