using System.Buffers.Binary;

namespace Unroll.Data.Audio;

/// <summary>A WAV file that is read as it comes, such as through a pipe from a microphone. Programs that do not know the length yet state none.</summary>
public sealed class WavStream
{
    private const string What = "WAV";

    /// <summary>Longer chunks before the samples are not believed.</summary>
    private const int MostHeader = 1 << 20;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly WavFile.Format _format;
    private readonly long _stated;
    private readonly byte[] _bytes;
    private long _read;
    private int _kept;

    private WavStream(Stream stream, string name, WavFile.Format format, uint stated)
    {
        (_stream, _name, _format) = (stream, name, format);
        _bytes = new byte[Math.Max(1, 4096 / format.FrameBytes) * format.FrameBytes];

        // What ffmpeg, sox and arecord write into a pipe.
        _stated = stated is 0 or >= 0x7FFF_0000 ? long.MaxValue : stated;
    }

    /// <summary>Samples a second.</summary>
    public int SampleRate => _format.SampleRate;

    /// <summary>Reads up to the first sample.</summary>
    /// <param name="stream">The stream; it need not know its length.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>The sound.</returns>
    /// <exception cref="DataException">It is no WAV file, or of a kind that is not known.</exception>
    public static WavStream Open(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] header = new byte[12];
        int got = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        WavFile.CheckHeader(header.AsSpan(0, got), name);
        WavFile.Format? format = null;
        byte[] chunk = new byte[8];
        while (stream.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false) == chunk.Length)
        {
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(chunk.AsSpan(4));
            if (chunk.AsSpan(0, 4).SequenceEqual("data"u8))
            {
                return new WavStream(stream, name, format ?? throw WavFile.NoFormat(name), size);
            }

            byte[] body = size <= MostHeader ? new byte[size + (size & 1)] : throw new DataException(
                $"{What} '{name}': the chunk '{WavFile.TextOf(chunk.AsSpan(0, 4))}' before the samples states {size} bytes, expected at most {MostHeader}. The file is damaged. Copy or record it again.");
            if (stream.ReadAtLeast(body, body.Length, throwOnEndOfStream: false) < body.Length)
            {
                break;
            }

            format = chunk.AsSpan(0, 4).SequenceEqual("fmt "u8) ? WavFile.ReadFormat(body.AsSpan(0, (int)size), name) : format;
        }

        throw format is null ? WavFile.NoFormat(name) : WavFile.NoSamples(name);
    }

    /// <summary>Waits for samples and gives what has come.</summary>
    /// <returns>At least one sample, its channels mixed to one; none at the end.</returns>
    /// <exception cref="DataException">The stream ended before the length that it states, or a sample is not finite.</exception>
    public float[] Read()
    {
        while (true)
        {
            int wanted = (int)Math.Min(_bytes.Length, _stated - _read + _kept) - _kept;
            int n = wanted > 0 ? _stream.Read(_bytes, _kept, wanted) : 0;
            if (n == 0)
            {
                return _stated == long.MaxValue || _read == _stated ? [] : throw new DataException(
                    $"{What} '{_name}': it states {_stated} bytes of samples, but ended after {_read}. The file is truncated, or its writer was interrupted. Copy or record it again.");
            }

            (_read, _kept) = (_read + n, _kept + n);
            if (_kept < _format.FrameBytes)
            {
                continue;
            }

            float[] samples = new float[_kept / _format.FrameBytes];
            int used = samples.Length * _format.FrameBytes;
            WavFile.Decode(_bytes.AsSpan(0, used), _format, samples, (_read - _kept) / _format.FrameBytes, _name);
            _bytes.AsSpan(used, _kept - used).CopyTo(_bytes);
            _kept -= used;
            return samples;
        }
    }
}
