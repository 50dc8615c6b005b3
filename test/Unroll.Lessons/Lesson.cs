using System.Xml.Linq;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Lessons.Tests;

/// <summary>A lesson, run as a student runs it.</summary>
internal static class Lesson
{
    /// <summary>Runs a lesson, which must succeed and leave a picture.</summary>
    /// <returns>The lines it printed, and the picture.</returns>
    public static (string[] Lines, XElement Picture) Run(string name)
    {
        using TemporaryFolder folder = new();
        ProcessResult r = ProcessRunner.Run(ProcessRunner.DotNet, [Path.Combine(AppContext.BaseDirectory, $"Lessons.{name}.dll"), folder.File("picture.svg")], folder.Path, seconds: 300);
        Assert.True(r.ExitCode == 0, r.Error);
        Assert.Empty(r.Error);
        return (r.Out.TrimEnd('\n').Split('\n'), XElement.Parse(File.ReadAllText(folder.File("picture.svg"))));
    }

    /// <summary>The fields of the rows of the table that begin with a number or a name.</summary>
    public static double Number(string line, int field) => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[field], System.Globalization.CultureInfo.InvariantCulture);
}
