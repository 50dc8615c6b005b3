using System.Runtime.InteropServices;
using Unroll.Kernels;

namespace Unroll.Tasks.Bench;

/// <summary>The machine, and what it can do at most.</summary>
/// <param name="Cpu">The name of the processor.</param>
/// <param name="Vectors">The vectors that the kernels use.</param>
/// <param name="Threads">How many threads the second peak and the bandwidth used.</param>
/// <param name="PeakOne">Billions of multiplications and additions a second on one thread, from registers.</param>
/// <param name="PeakAll">The same on all threads.</param>
/// <param name="ReadBandwidth">Billions of bytes a second that all threads read together from a buffer of 16 MiB.</param>
public sealed record Machine(string Cpu, SimdPath Vectors, int Threads, double PeakOne, double PeakAll, double ReadBandwidth)
{
    /// <summary>The version of .NET, such as <c>.NET 10.0.1</c>.</summary>
    public static string Framework => RuntimeInformation.FrameworkDescription;

    /// <summary>Measures the peaks; takes about half a second.</summary>
    /// <param name="threads">How many threads to use.</param>
    /// <returns>The machine.</returns>
    public static Machine Measure(int threads)
    {
        using WorkerTeam one = new(1), all = new(threads);
        return new Machine(CpuName(), Simd.Path, threads, Peak.Gflops(one), Peak.Gflops(all), Peak.ReadGigabytes(all));
    }

    /// <summary>The higher figures of two measurements of one machine.</summary>
    /// <param name="other">The other measurement.</param>
    /// <returns>The best of both.</returns>
    public Machine BestOf(Machine other) => this with
    {
        PeakOne = Math.Max(PeakOne, other.PeakOne),
        PeakAll = Math.Max(PeakAll, other.PeakAll),
        ReadBandwidth = Math.Max(ReadBandwidth, other.ReadBandwidth),
    };

    /// <summary>The peak for a number of threads, in GFLOP/s.</summary>
    /// <param name="threads">1, or as many as were measured.</param>
    /// <returns>The peak.</returns>
    public double PeakOf(int threads) => threads == 1 ? PeakOne : PeakAll;

    /// <summary>The processor's name as the system knows it.</summary>
    private static string CpuName()
    {
        const string Info = "/proc/cpuinfo";
        string? line = File.Exists(Info) ? File.ReadLines(Info).FirstOrDefault(static l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
