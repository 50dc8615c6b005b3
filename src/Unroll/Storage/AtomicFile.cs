using System.Text;

namespace Unroll.Storage;

/// <summary>
/// Writes a file whole or not at all: into a temporary file of the same folder, flushed to the disk, then renamed over the target.
/// Whatever goes wrong, the target is either as it was before or complete.
/// </summary>
/// <remarks>Devices such as <c>/dev/stdout</c> take the bytes directly: renaming would replace the device by a file.</remarks>
public static class AtomicFile
{
    // errno of Unix as .NET reports it, and the Win32 codes.
    private const int NoSpaceLeft = 28, QuotaExceeded = 122, ReadOnlyFileSystem = 30;
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027), WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Writes bytes.</summary>
    /// <param name="path">The target; its folder must exist, and a file that is there is replaced.</param>
    /// <param name="write">Writes the content; what it throws that is no input or output error is passed on.</param>
    /// <exception cref="UnrollException">The file cannot be written; the message says why and what to do.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, static file => file);

    /// <summary>Writes text in UTF-8 without a byte order mark.</summary>
    /// <param name="path">The target; its folder must exist, and a file that is there is replaced.</param>
    /// <param name="text">The content, line ends as they are.</param>
    /// <exception cref="UnrollException">The file cannot be written; the message says why and what to do.</exception>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Removes the temporary files that a killed process left beside a target. Only for whoever is its only writer.</summary>
    /// <param name="path">The target.</param>
    public static void RemoveLeftovers(string path)
    {
        string target = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(target) ?? target;
        if (!Directory.Exists(folder))
            return;

        foreach (string leftover in Directory.EnumerateFiles(folder, $"{Path.GetFileName(target)}.????????.tmp"))
        {
            Remove(leftover);
        }
    }

    /// <summary>As the public form, with a seam: <paramref name="medium"/> may put a failing disk between the writer and the file.</summary>
    internal static void Write(string path, Action<Stream> write, Func<Stream, Stream> medium)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = Path.GetFullPath(path);
        bool isDevice = IsDevice(target);
        // A name of its own for each write: two writers of one target never share a temporary file, and the last rename wins.
        string written = isDevice ? target : $"{target}.{Guid.NewGuid().ToString("N")[..8]}.tmp";
        bool opened = false;
        try
        {
            // A device belongs to everybody: another process may be writing to it too.
            FileShare share = isDevice ? FileShare.ReadWrite : FileShare.None;
            using (FileStream file = new(written, isDevice ? FileMode.Open : FileMode.CreateNew, FileAccess.Write, share, 1 << 16))
            {
                opened = true;
                Stream stream = medium(file);
                write(stream);
                stream.Flush();
                file.Flush(flushToDisk: !isDevice);
            }

            if (!isDevice)
                File.Move(written, target, overwrite: true);
        }
        catch (Exception error)
        {
            if (opened && !isDevice)
                Remove(written);

            if (error is IOException or UnauthorizedAccessException || IsFileTooLarge(error))
                throw Explain(path, target, error);

            throw;
        }
    }

    private static bool IsDevice(string target) =>
        !OperatingSystem.IsWindows() && Path.GetDirectoryName(target) is "/dev" or "/dev/fd" && File.Exists(target);

    /// <summary>EFBIG, which .NET reports as an argument error although no caller gave a length.</summary>
    private static bool IsFileTooLarge(Exception error) => error is ArgumentOutOfRangeException { ParamName: "value", ActualValue: null };

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report.
        }
    }

    private static UnrollException Explain(string path, string target, Exception error)
    {
        string folder = Path.GetDirectoryName(target) ?? target;
        (string reason, string advice) = error switch
        {
            _ when Directory.Exists(target) => ("a folder of that name is there, and a file was expected", "Choose another path."),
            DirectoryNotFoundException => ($"the folder '{folder}' does not exist", "Create the folder or choose another path."),
            { HResult: NoSpaceLeft or QuotaExceeded or WindowsDiskFull or WindowsHandleDiskFull } =>
                ("the disk is full", "Free some space or choose a path on another disk."),
            _ when IsFileTooLarge(error) =>
                ("the file would be larger than this process or file system allows", "Raise the limit (ulimit -f) or choose another path."),
            { HResult: ReadOnlyFileSystem } => ("the file system is read-only", "Choose a path on another file system."),
            UnauthorizedAccessException =>
                ($"there is no permission to write in the folder '{folder}'", "Change the permissions or choose another path."),
            _ => ($"the system says '{error.Message}'", "Check the path and the disk."),
        };
        return new UnrollException($"Cannot write '{path}': {reason}. {advice} No partial file was left; what was there before is unchanged.", error);
    }
}
