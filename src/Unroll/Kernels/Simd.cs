using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unroll.Kernels;

/// <summary>The width of the vectors that the kernels use.</summary>
public enum SimdPath
{
    /// <summary>One number at a time: the plain reference, right on every machine.</summary>
    Scalar,

    /// <summary>Eight floats at a time (AVX2 with FMA, or two 128-bit vectors on Arm).</summary>
    Vector256,

    /// <summary>Sixteen floats at a time (AVX-512; emulated by pairs of narrower vectors, and slow, where it is forced on AVX2).</summary>
    Vector512,
}

/// <summary>Chooses the code path of all kernels, once, when the process starts.</summary>
public static class Simd
{
    /// <summary>
    /// The environment variable that forces a path: <c>scalar</c>, <c>256</c> or <c>512</c>. On a machine with AVX2 but without AVX-512,
    /// <c>512</c> is emulated: for tests, since it is slower than <c>256</c>.
    /// </summary>
    public const string Variable = "UNROLL_SIMD";

    /// <summary>The path in use: the widest that the machine has, unless <see cref="Variable"/> forces another.</summary>
    public static SimdPath Path { get; } = Choose(Environment.GetEnvironmentVariable(Variable));

    /// <summary>How many floats one vector of <see cref="Path"/> holds: 1, 8 or 16.</summary>
    public static int Width => Path switch { SimdPath.Vector512 => 16, SimdPath.Vector256 => 8, _ => 1 };

    /// <summary>The path that a value of <see cref="Variable"/> asks for.</summary>
    /// <param name="forced">The value, or null when it is not set.</param>
    /// <returns>The path.</returns>
    /// <exception cref="UnrollException">The value is unknown, or this machine cannot run that path.</exception>
    public static SimdPath Choose(string? forced)
    {
        bool avx2 = Fma.IsSupported && Avx2.IsSupported;
        SimdPath widest = Vector512.IsHardwareAccelerated && Avx512F.IsSupported ? SimdPath.Vector512
            : avx2 ? SimdPath.Vector256
            : SimdPath.Scalar;
        SimdPath wanted = forced switch
        {
            null or "" => widest,
            "scalar" => SimdPath.Scalar,
            "256" => SimdPath.Vector256,
            "512" => SimdPath.Vector512,
            _ => throw new UnrollException($"{Variable} is '{forced}', expected scalar, 256 or 512. Unset it to use the widest vectors of this machine."),
        };
        return wanted <= widest || avx2
            ? wanted
            : throw new UnrollException($"{Variable} asks for {forced}-bit vectors, but the widest path of this machine is {widest}. Unset it, or choose a narrower path.");
    }
}
