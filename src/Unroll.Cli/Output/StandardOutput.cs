using Microsoft.Win32.SafeHandles;

namespace Unroll.Cli.Output;

/// <summary>The reader of our output has closed it.</summary>
internal sealed class BrokenPipeException(Exception inner) : IOException("The reader of the output has closed it.", inner);

/// <summary>Standard output that says when its reader is gone; <see cref="Console"/> keeps that to itself and would let us write on forever.</summary>
internal sealed class StandardOutput : Stream
{
    private const int LinuxBrokenPipe = 32;
    private readonly Stream inner;

    private StandardOutput(Stream inner) => this.inner = inner;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public static Stream Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
            return Console.OpenStandardOutput();

        // A FileStream reports a broken pipe. On a file it would keep a position of its own, and stderr may go to the same file: pipes only.
        FileStream file = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return file.CanSeek ? Console.OpenStandardOutput() : new StandardOutput(file);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException e) when ((e.HResult & 0xFFFF) == LinuxBrokenPipe || e.Message.Contains("Broken pipe"))
        {
            throw new BrokenPipeException(e);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
