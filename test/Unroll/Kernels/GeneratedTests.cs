using Unroll.KernelGenerator;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Kernels;

public sealed class GeneratedTests
{
    public static TheoryData<string> Paths => [.. Generated.Files().Select(f => f.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_generated_file_is_what_the_generator_writes(string path) =>
        Assert.Equal(Generated.Files().Single(f => f.Path == path).Text, File.ReadAllText(Path.Combine(Repository.Root, path)));

    [Fact]
    public void Every_file_that_says_it_is_generated_is_one_of_the_generators()
    {
        IEnumerable<string> found = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Unroll"), "*.g.cs", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal));
        Assert.Equal(Generated.Files().Select(f => f.Path).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }
}
