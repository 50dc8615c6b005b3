using Xunit;

namespace Unroll.TestKit;

/// <summary>A test that reads real data from outside the repository; it is skipped, with the reason, where the data is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string folder)
    {
        if (SharedData.Find(folder) is null)
        {
            Skip = $"The data folder '{folder}' is absent: it is looked for in $UNROLL_SHARED_DATA and in shared/data beside the repository.";
        }
    }
}

/// <summary>Where real data lies.</summary>
public static class SharedData
{
    /// <summary>The path of a data folder, or null.</summary>
    public static string? Find(string folder)
    {
        string root = Environment.GetEnvironmentVariable("UNROLL_SHARED_DATA") ?? Path.Combine(Repository.Root, "..", "shared", "data");
        string path = Path.GetFullPath(Path.Combine(root, folder));
        return Directory.Exists(path) ? path : null;
    }

    /// <summary>The path of a file in a data folder that is there.</summary>
    public static string PathOf(string folder, string file) =>
        Path.Combine(Find(folder) ?? throw new DirectoryNotFoundException(folder), file);
}

/// <summary>The repository that the tests run in.</summary>
public static class Repository
{
    /// <summary>The folder that holds Unroll.slnx.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, "Unroll.slnx")))
            {
                return d.FullName;
            }
        }

        throw new DirectoryNotFoundException("No folder above the tests holds Unroll.slnx.");
    }
}
