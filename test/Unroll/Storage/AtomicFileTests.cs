using Unroll.Storage;
using Xunit;

namespace Unroll.Tests.Storage;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unroll-atomic-").FullName;

    private string Target => Path.Combine(_folder, "model.bin");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_makes_the_file_and_leaves_nothing_else()
    {
        AtomicFile.Write(Target, stream => stream.Write([1, 2, 3]));

        Assert.Equal([1, 2, 3], File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Write_replaces_a_longer_file()
    {
        AtomicFile.WriteText(Target, "a long text that was there before");
        AtomicFile.WriteText(Target, "kurz: ä");

        Assert.Equal("kurz: ä"u8.ToArray(), File.ReadAllBytes(Target));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(99_999)]
    public void A_disk_that_fills_up_leaves_the_old_file_and_no_partial_one(int room)
    {
        AtomicFile.WriteText(Target, "before");

        UnrollException error = Assert.Throws<UnrollException>(
            () => AtomicFile.Write(Target, stream => stream.Write(new byte[100_000]), file => new SmallDisk(file, room)));

        Assert.Contains("the disk is full", error.Message, StringComparison.Ordinal);
        Assert.Contains(Target, error.Message, StringComparison.Ordinal);
        Assert.Equal("before", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_file_system_that_allows_no_larger_file_is_named()
    {
        // What .NET throws for EFBIG.
        ArgumentOutOfRangeException tooLarge = new("value", "Specified file length was too large for the file system.");

        UnrollException error = Assert.Throws<UnrollException>(
            () => AtomicFile.Write(Target, stream => stream.Write(new byte[100_000]), file => new SmallDisk(file, 10, tooLarge)));

        Assert.Contains("larger than this process or file system allows", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_disk_with_exactly_enough_room_is_enough()
    {
        AtomicFile.Write(Target, stream => stream.Write(new byte[100_000]), file => new SmallDisk(file, 100_000));

        Assert.Equal(100_000, new FileInfo(Target).Length);
    }

    [Fact]
    public void The_full_device_of_Linux_is_reported_as_a_full_disk()
    {
        if (!File.Exists("/dev/full"))
            return;

        UnrollException error = Assert.Throws<UnrollException>(() => AtomicFile.WriteText("/dev/full", "text"));

        Assert.Contains("the disk is full", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists("/dev/full"));
    }

    [Fact]
    public void A_device_takes_the_bytes_and_stays_a_device()
    {
        if (!File.Exists("/dev/null"))
            return;

        AtomicFile.WriteText("/dev/null", "text");

        Assert.Empty(File.ReadAllBytes("/dev/null"));
    }

    [Fact]
    public void A_device_may_be_written_by_two_at_the_same_time()
    {
        if (!File.Exists("/dev/null"))
            return;

        AtomicFile.Write("/dev/null", _ => AtomicFile.WriteText("/dev/null", "text"));

        Assert.Empty(File.ReadAllBytes("/dev/null"));
    }

    [Fact]
    public void An_error_of_the_caller_is_passed_on_and_leaves_no_file()
    {
        Assert.Throws<FormatException>(() => AtomicFile.Write(Target, stream =>
        {
            stream.WriteByte(1);
            throw new FormatException();
        }));

        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        string missing = Path.Combine(_folder, "missing");

        UnrollException error = Assert.Throws<UnrollException>(() => AtomicFile.WriteText(Path.Combine(missing, "a"), "text"));

        Assert.Contains($"the folder '{missing}' does not exist", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, error.ExitCode);
    }

    [Fact]
    public void A_folder_in_the_place_of_the_file_is_named_and_kept()
    {
        Directory.CreateDirectory(Target);

        UnrollException error = Assert.Throws<UnrollException>(() => AtomicFile.WriteText(Target, "text"));

        Assert.Contains("a folder of that name", error.Message, StringComparison.Ordinal);
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Leftovers_of_a_killed_process_are_removed_and_other_files_are_not()
    {
        string[] kept = [Target, Path.Combine(_folder, "model.bin.tmp"), Path.Combine(_folder, "other.bin.0123abcd.tmp")];
        foreach (string file in kept.Append(Target + ".0123abcd.tmp"))
        {
            AtomicFile.WriteText(file, "text");
        }

        AtomicFile.RemoveLeftovers(Target);

        Assert.Equal(kept.Order(StringComparer.Ordinal), Directory.GetFileSystemEntries(_folder).Order(StringComparer.Ordinal));
    }

    /// <summary>A real file on a disk with room for some bytes, which then fails as Linux does.</summary>
    private sealed class SmallDisk(Stream file, int room, Exception? error = null) : Stream
    {
        private int _room = room;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => file.Length;

        public override long Position { get => file.Position; set => throw new NotSupportedException(); }

        public override void Flush() => file.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            int written = Math.Min(count, _room);
            file.Write(buffer, offset, written);
            _room -= written;
            if (written < count)
                throw error ?? new IOException("No space left on device", 28);
        }
    }
}
