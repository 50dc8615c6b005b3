using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Unroll.Kernels;
using Xunit;

namespace Unroll.Tests.Kernels;

public sealed class SimdTests
{
    public static TheoryData<string> VectorPaths => Fma.IsSupported && Avx2.IsSupported ? ["256", "512"] : [];

    [Fact]
    public void A_forced_path_is_chosen_and_none_means_the_widest()
    {
        Assert.Equal(SimdPath.Scalar, Simd.Choose("scalar"));
        Assert.Equal(Simd.Choose(null), Simd.Choose(""));
        if (Fma.IsSupported && Avx2.IsSupported)
        {
            Assert.Equal(SimdPath.Vector256, Simd.Choose("256"));
            Assert.Equal(SimdPath.Vector512, Simd.Choose("512"));
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

    [Theory]
    [MemberData(nameof(VectorPaths))]
    public void A_path_that_the_machine_lacks_is_refused_with_what_it_has(string path)
    {
        (int exitCode, _, string errors) = Run(path, ("DOTNET_EnableAVX2", "0"));
        Assert.NotEqual(0, exitCode);
        Assert.Contains($"{Simd.Variable} asks for {path}-bit vectors, but the widest path of this machine is Scalar", errors, StringComparison.Ordinal);
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

    private static (string Path, double[] Numbers) Probe(string path)
    {
        (int exitCode, string[] lines, _) = Run(path);
        Assert.Equal(0, exitCode);
        return (lines[0], [.. lines[1..].Select(l => double.Parse(l, CultureInfo.InvariantCulture))]);
    }

    /// <summary>Runs <see cref="SimdPathProbe"/> in a process of its own.</summary>
    private static (int ExitCode, string[] Lines, string Errors) Run(string path, params (string Name, string Value)[] settings)
    {
        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        string dotnet = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        ProcessStartInfo start = new(dotnet, ["exec", typeof(SimdPathProbe).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment[Simd.Variable] = path;
        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        process.WaitForExit();
        return (process.ExitCode, lines, errors.GetAwaiter().GetResult());
    }
}
