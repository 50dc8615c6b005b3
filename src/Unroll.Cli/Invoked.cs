namespace Unroll.Cli;

/// <summary>How this program was started, so that the commands it prints can be typed as they stand.</summary>
internal static class Invoked
{
    /// <summary><c>unroll</c>, or <c>dotnet run ... --</c> when it runs out of its build folder.</summary>
    public static string As { get; } = Find(Environment.CurrentDirectory);

    /// <summary>The same for somebody who first changes to another folder.</summary>
    public static string From(string directory) => Find(Path.GetFullPath(directory));

    /// <summary>A word as a shell takes it.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=,+@".Contains(c)) ? word : "\"" + word.Replace("\"", "\\\"") + "\"";

    private static string Find(string directory)
    {
        // bin/Release/net10.0/ lies three folders below the project; an installed tool has no project above it.
        DirectoryInfo framework = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        DirectoryInfo? project = framework.Parent?.Parent?.Parent;
        if (project is null || !File.Exists(Path.Combine(project.FullName, "Unroll.Cli.csproj")))
            return "unroll";
        return $"dotnet run -c {framework.Parent!.Name} --project {Quote(Path.GetRelativePath(directory, project.FullName))} --";
    }
}
