using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Unroll.Kernels;

namespace Unroll.Tasks.Bench;

/// <summary>The most that a machine can do, for the vectors in use: what other measurements are given in percent of.</summary>
/// <remarks>Twelve independent chains of fused multiply-adds: more than the latency times the number of units of any processor so far, and few enough for sixteen registers.</remarks>
internal static class Peak
{
    private const int Chains = 12, Rounds = 1 << 17, Repetitions = 100, Bytes = 16 << 20;

    /// <summary>Where results go, so that nothing is left out as useless.</summary>
    private static float s_sink;

    /// <summary>Multiplications and additions of a team, in GFLOP/s.</summary>
    public static double Gflops(WorkerTeam team)
    {
        // Several items a thread: one that starts late costs little.
        int items = team.Size * 8, rounds = Simd.Path == SimdPath.Scalar ? Rounds / 4 : Rounds;
        double seconds = Fastest(team, items, _ => MultiplyAdd(rounds));
        return 2.0 * Chains * Simd.Width * rounds * items / seconds / 1e9;
    }

    /// <summary>Reading a buffer of 16 MiB over and over, each thread its own part, in GB/s.</summary>
    public static double ReadGigabytes(WorkerTeam team)
    {
        float[] buffer = new float[Bytes / sizeof(float)];
        buffer.AsSpan().Fill(1);
        int parts = team.Size * 8, length = buffer.Length / parts;
        double seconds = Fastest(team, parts, i => Read(buffer.AsSpan(i * length, length)));
        return (double)length * parts * sizeof(float) / seconds / 1e9;
    }

    private static double Fastest(WorkerTeam team, int items, Action<int> job)
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i < Repetitions; i++)
        {
            long start = Stopwatch.GetTimestamp();
            team.Run(items, job);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    private static void MultiplyAdd(int rounds) => Volatile.Write(ref s_sink, Simd.Path switch
    {
        SimdPath.Vector512 => MultiplyAdd512(rounds),
        SimdPath.Vector256 => MultiplyAdd256(rounds),
        _ => MultiplyAdd1(rounds),
    });

    private static void Read(ReadOnlySpan<float> x) => Volatile.Write(ref s_sink, Simd.Path switch
    {
        SimdPath.Vector512 => Read512(x),
        SimdPath.Vector256 => Read256(x),
        _ => Read1(x),
    });

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float MultiplyAdd512(int rounds)
    {
        Vector512<float> a = Vector512.Create(0.999f), b = Vector512.Create(1e-3f);
        Vector512<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (int i = 0; i < rounds; i++)
        {
            c0 = Vector512.FusedMultiplyAdd(c0, a, b);
            c1 = Vector512.FusedMultiplyAdd(c1, a, b);
            c2 = Vector512.FusedMultiplyAdd(c2, a, b);
            c3 = Vector512.FusedMultiplyAdd(c3, a, b);
            c4 = Vector512.FusedMultiplyAdd(c4, a, b);
            c5 = Vector512.FusedMultiplyAdd(c5, a, b);
            c6 = Vector512.FusedMultiplyAdd(c6, a, b);
            c7 = Vector512.FusedMultiplyAdd(c7, a, b);
            c8 = Vector512.FusedMultiplyAdd(c8, a, b);
            c9 = Vector512.FusedMultiplyAdd(c9, a, b);
            c10 = Vector512.FusedMultiplyAdd(c10, a, b);
            c11 = Vector512.FusedMultiplyAdd(c11, a, b);
        }

        return Vector512.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float MultiplyAdd256(int rounds)
    {
        Vector256<float> a = Vector256.Create(0.999f), b = Vector256.Create(1e-3f);
        Vector256<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (int i = 0; i < rounds; i++)
        {
            c0 = Vector256.FusedMultiplyAdd(c0, a, b);
            c1 = Vector256.FusedMultiplyAdd(c1, a, b);
            c2 = Vector256.FusedMultiplyAdd(c2, a, b);
            c3 = Vector256.FusedMultiplyAdd(c3, a, b);
            c4 = Vector256.FusedMultiplyAdd(c4, a, b);
            c5 = Vector256.FusedMultiplyAdd(c5, a, b);
            c6 = Vector256.FusedMultiplyAdd(c6, a, b);
            c7 = Vector256.FusedMultiplyAdd(c7, a, b);
            c8 = Vector256.FusedMultiplyAdd(c8, a, b);
            c9 = Vector256.FusedMultiplyAdd(c9, a, b);
            c10 = Vector256.FusedMultiplyAdd(c10, a, b);
            c11 = Vector256.FusedMultiplyAdd(c11, a, b);
        }

        return Vector256.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float MultiplyAdd1(int rounds)
    {
        float a = 0.999f, b = 1e-3f;
        float c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (int i = 0; i < rounds; i++)
        {
            (c0, c1, c2) = (MultiplyAdd(c0, a, b), MultiplyAdd(c1, a, b), MultiplyAdd(c2, a, b));
            (c3, c4, c5) = (MultiplyAdd(c3, a, b), MultiplyAdd(c4, a, b), MultiplyAdd(c5, a, b));
            (c6, c7, c8) = (MultiplyAdd(c6, a, b), MultiplyAdd(c7, a, b), MultiplyAdd(c8, a, b));
            (c9, c10, c11) = (MultiplyAdd(c9, a, b), MultiplyAdd(c10, a, b), MultiplyAdd(c11, a, b));
        }

        return c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11;
    }

    /// <summary>Where the machine has no such instruction, the fused form is a slow library call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float MultiplyAdd(float x, float y, float z) => Fma.IsSupported ? MathF.FusedMultiplyAdd(x, y, z) : (x * y) + z;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Read512(ReadOnlySpan<float> x)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        ref float start = ref MemoryMarshal.GetReference(x);
        for (nuint i = 0; i + 64 <= (nuint)x.Length; i += 64)
        {
            a += Vector512.LoadUnsafe(ref start, i);
            b += Vector512.LoadUnsafe(ref start, i + 16);
            c += Vector512.LoadUnsafe(ref start, i + 32);
            d += Vector512.LoadUnsafe(ref start, i + 48);
        }

        return Vector512.Sum(a + b + c + d);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Read256(ReadOnlySpan<float> x)
    {
        Vector256<float> a = default, b = default, c = default, d = default;
        ref float start = ref MemoryMarshal.GetReference(x);
        for (nuint i = 0; i + 32 <= (nuint)x.Length; i += 32)
        {
            a += Vector256.LoadUnsafe(ref start, i);
            b += Vector256.LoadUnsafe(ref start, i + 8);
            c += Vector256.LoadUnsafe(ref start, i + 16);
            d += Vector256.LoadUnsafe(ref start, i + 24);
        }

        return Vector256.Sum(a + b + c + d);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Read1(ReadOnlySpan<float> x)
    {
        float a = 0, b = 0, c = 0, d = 0;
        for (int i = 0; i + 4 <= x.Length; i += 4)
        {
            (a, b, c, d) = (a + x[i], b + x[i + 1], c + x[i + 2], d + x[i + 3]);
        }

        return a + b + c + d;
    }
}
