using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Unroll.Kernels;
using Xunit;

namespace Unroll.Tests.Kernels;

public sealed class SimdTests
{
    public static TheoryData<string> VectorPaths => Fma.IsSupported ? Avx512F.IsSupported ? ["256", "512"] : ["256"] : [];

    [Fact]
    public void A_forced_path_is_chosen_and_none_means_the_widest()
    {
        Assert.Equal(SimdPath.Scalar, Simd.Choose("scalar"));
        Assert.Equal(Simd.Choose(null), Simd.Choose(""));
        if (Fma.IsSupported && Avx2.IsSupported)
        {
            Assert.Equal(SimdPath.Vector256, Simd.Choose("256"));
            Assert.Equal(Avx512F.IsSupported ? SimdPath.Vector512 : SimdPath.Vector256, Simd.Choose(null));
        }
    }

    [Theory]
    [InlineData("avx")]
    [InlineData("128")]
    [InlineData("Scalar ")]
    public void An_unknown_path_is_refused_with_the_words_that_are_known(string forced)
    {
        UnrollException e = Assert.Throws<UnrollException>(() => Simd.Choose(forced));
        Assert.Contains($"UNROLL_SIMD is '{forced}', expected scalar, 256 or 512", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_the_machine_lacks_is_refused_with_what_it_has()
    {
        if (!Avx512F.IsSupported)
        {
            UnrollException e = Assert.Throws<UnrollException>(() => Simd.Choose("512"));
            Assert.Contains($"the widest path of this machine is {Simd.Choose(null)}", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_width_is_that_of_the_path()
    {
        Assert.Equal(Simd.Path switch { SimdPath.Vector512 => 16, SimdPath.Vector256 => 8, _ => 1 }, Simd.Width);
        Assert.Equal(0, PackedMatrix.PanelWidth % Simd.Width);
    }

    [Theory]
    [MemberData(nameof(VectorPaths))]
    public void Values_and_gradients_of_all_cells_agree_between_the_vectors_and_one_number_at_a_time(string path)
    {
        (string scalarPath, double[] scalar) = Probe("scalar");
        (string vectorPath, double[] vectors) = Probe(path);

        Assert.Equal("Scalar", scalarPath);
        Assert.Equal("Vector" + path, vectorPath);
        Assert.True(scalar.Length > 10_000);
        Assert.Equal(scalar.Length, vectors.Length);
        for (int i = 0; i < scalar.Length; i++)
        {
            Assert.True(Math.Abs(scalar[i] - vectors[i]) <= 1e-5 * Math.Max(1, Math.Abs(scalar[i])), $"number {i}: {scalar[i]} and {vectors[i]}");
        }
    }

    /// <summary>Runs <see cref="SimdPathProbe"/> in a process of its own.</summary>
    private static (string Path, double[] Numbers) Probe(string path)
    {
        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        string dotnet = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        ProcessStartInfo start = new(dotnet, ["exec", typeof(SimdPathProbe).Assembly.Location]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment[Simd.Variable] = path;
        using Process process = Process.Start(start)!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return (lines[0], [.. lines[1..].Select(l => double.Parse(l, CultureInfo.InvariantCulture))]);
    }
}
