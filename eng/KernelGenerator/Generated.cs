namespace Unroll.KernelGenerator;

/// <summary>All generated files: path from the root of the repository, and text.</summary>
public static class Generated
{
    /// <summary>Every file with its text.</summary>
    public static IEnumerable<(string Path, string Text)> Files() =>
    [
        ("src/Unroll/Kernels/MicroKernels.g.cs", MicroKernelSource.Generate()),
        ("src/Unroll/Cells/Partials.g.cs", PartialsSource.Generate()),
    ];
}
