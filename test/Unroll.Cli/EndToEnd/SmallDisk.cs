using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

/// <summary>A file system in memory that is soon full.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string path;

    public SmallDisk(string path, int kilobytes)
    {
        this.path = path;
        Directory.CreateDirectory(path);
        if (!TryMount(path, kilobytes))
            throw new InvalidOperationException($"No tmpfs could be mounted at '{path}'.");
    }

    /// <summary>Whether this process may mount file systems.</summary>
    public static bool Allowed { get; } = Try();

    /// <summary>Leaves no byte free.</summary>
    public void Fill()
    {
        using FileStream file = File.Create(Path.Combine(path, "filler"), bufferSize: 1);
        try
        {
            byte[] page = new byte[4096];
            while (true)
                file.Write(page);
        }
        catch (IOException)
        {
            // Full: that is what it is for.
        }
    }

    public void Dispose() => ProcessRunner.Run("/bin/sh", ["-c", "umount \"$0\"", path]);

    private static bool TryMount(string path, int kilobytes) =>
        ProcessRunner.Run("/bin/sh", ["-c", "mount -t tmpfs -o \"size=$1k\" tmpfs \"$0\"", path, $"{kilobytes}"]).ExitCode == 0;

    private static bool Try()
    {
        using TemporaryFolder folder = new();
        if (!TryMount(folder.Path, 64))
            return false;
        ProcessRunner.Run("/bin/sh", ["-c", "umount \"$0\"", folder.Path]);
        return true;
    }
}

/// <summary>A test that needs a disk of its own that it can fill.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !SmallDisk.Allowed)
            Skip = "A tmpfs cannot be mounted: this needs Linux and the right to mount.";
    }
}
