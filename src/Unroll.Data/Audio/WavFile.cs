using System.Buffers.Binary;
using Unroll.Data.Files;

namespace Unroll.Data.Audio;

/// <summary>
/// WAV files: PCM of 8, 16, 24 and 32 bits, floats of 32 and 64 bits, A-law and mu-law, of any number of channels and any rate, also in
/// the extensible form.
/// </summary>
/// <remarks>RIFF: "RIFF", size, "WAVE", then chunks of a name, a size and as many bytes, padded to an even number. Little-endian.</remarks>
public static class WavFile
{
    private const string What = "WAV";
    private const int MostChannels = 64;
    private const int MostRate = 1_000_000;
    private const ushort Extensible = 0xFFFE;

    /// <summary>Reads a sound.</summary>
    /// <param name="path">The file, or a <c>.gz</c> of it.</param>
    /// <returns>The sound, its channels mixed to one.</returns>
    /// <exception cref="DataException">It cannot be read, is no WAV file, is truncated, or is of a kind that is not known.</exception>
    public static Waveform Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Parse(FileBytes.Read(path, What), path);
    }

    /// <summary>Reads a sound from bytes that have been read already.</summary>
    /// <param name="bytes">A whole file.</param>
    /// <param name="source">What messages call it.</param>
    /// <returns>The sound, its channels mixed to one.</returns>
    /// <exception cref="DataException">It is no WAV file, is truncated, or is of a kind that is not known.</exception>
    public static Waveform Parse(ReadOnlySpan<byte> bytes, string source)
    {
        CheckHeader(bytes, source);
        Format? format = null;
        int at = 12;
        while (at + 8 <= bytes.Length)
        {
            ReadOnlySpan<byte> name = bytes.Slice(at, 4);
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 4)..]);
            at += 8;
            bool isFormat = name.SequenceEqual("fmt "u8), isData = name.SequenceEqual("data"u8);
            if (size > bytes.Length - at)
            {
                // A chunk that nobody asks for may be cut off; what is needed may not.
                throw isFormat || isData || format is null
                    ? new DataException(
                        $"{What} '{source}': the chunk '{TextOf(name)}' at byte {at - 8} states {size} bytes, but {bytes.Length - at} follow. The file is "
                        + "truncated, or its writer was interrupted. Copy or record it again.")
                    : NoSamples(source);
            }

            ReadOnlySpan<byte> chunk = bytes.Slice(at, (int)size);
            if (isFormat)
            {
                format = ReadFormat(chunk, source);
            }
            else if (isData)
            {
                return ReadData(chunk, format ?? throw NoFormat(source), source);
            }

            at += (int)size + ((int)size & 1);
        }

        throw format is null ? NoFormat(source) : NoSamples(source);
    }

    internal readonly record struct Format(SampleKind Kind, int Channels, int SampleRate, int FrameBytes);

    internal static void CheckHeader(ReadOnlySpan<byte> bytes, string source)
    {
        if (bytes.Length < 12 || !bytes.StartsWith("RIFF"u8) || !bytes[8..].StartsWith("WAVE"u8))
        {
            string begins = TextOf(bytes[..Math.Min(12, bytes.Length)]);
            throw new DataException(
                $"{What} '{source}': this is no WAV file: its {bytes.Length} bytes begin with '{begins}', expected 'RIFF', four bytes and 'WAVE'. "
                + "Convert other kinds of sound, for example with: ffmpeg -i INPUT output.wav");
        }
    }

    internal static Format ReadFormat(ReadOnlySpan<byte> chunk, string source)
    {
        if (chunk.Length < 16)
        {
            throw new DataException($"{What} '{source}': the chunk 'fmt ' has {chunk.Length} bytes, expected at least 16. The file is damaged. Copy or record it again.");
        }

        ushort tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        int frameBytes = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
        // The extensible form has the tag at the beginning of a GUID.
        tag = tag == Extensible && chunk.Length >= 26 ? BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]) : tag;
        SampleKind kind = (tag, bits) switch
        {
            (1, 8) => SampleKind.Unsigned8,
            (1, 16) => SampleKind.Signed16,
            (1, 24) => SampleKind.Signed24,
            (1, 32) => SampleKind.Signed32,
            (3, 32) => SampleKind.Float32,
            (3, 64) => SampleKind.Float64,
            (6, 8) => SampleKind.ALaw,
            (7, 8) => SampleKind.MuLaw,
            _ => throw new DataException(
                $"{What} '{source}': its samples are of kind {tag} with {bits} bits, expected PCM (1) of 8, 16, 24 or 32 bits, float (3) of 32 or 64, A-law (6) or mu-law (7). "
                + "Convert it, for example with: ffmpeg -i INPUT -c:a pcm_s16le output.wav"),
        };
        return channels is >= 1 and <= MostChannels && rate is >= 1 and <= MostRate && frameBytes == channels * (bits / 8)
            ? new Format(kind, channels, (int)rate, frameBytes)
            : throw new DataException(
                $"{What} '{source}': its header states {channels} channels, {rate} samples a second and {frameBytes} bytes for a sample of all channels of {bits} bits, "
                + $"which does not fit together (1 to {MostChannels} channels, 1 to {MostRate} a second). The file is damaged. Copy or record it again.");
    }

    private static Waveform ReadData(ReadOnlySpan<byte> data, Format format, string source)
    {
        if (data.Length % format.FrameBytes != 0)
        {
            throw new DataException(
                $"{What} '{source}': it has {data.Length} bytes of samples, expected a multiple of {format.FrameBytes} ({format.Channels} channels). "
                + "The file is truncated or damaged. Copy or record it again.");
        }

        float[] samples = new float[data.Length / format.FrameBytes];
        Decode(data, format, samples, 0, source);
        return samples.Length > 0 ? new Waveform(samples, format.SampleRate, format.Channels, new Origin(source)) : throw NoSamples(source);
    }

    /// <summary>Whole samples of all channels as the mean over the channels.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="format">What they are.</param>
    /// <param name="samples">To be filled.</param>
    /// <param name="before">Samples of the sound that came before these, for messages.</param>
    /// <param name="source">What messages call it.</param>
    internal static void Decode(ReadOnlySpan<byte> data, Format format, Span<float> samples, long before, string source)
    {
        int width = format.FrameBytes / format.Channels;
        for (int i = 0; i < samples.Length; i++)
        {
            double sum = 0;
            for (int c = 0; c < format.Channels; c++)
            {
                sum += Samples.Decode(data[((i * format.FrameBytes) + (c * width))..], format.Kind);
            }

            samples[i] = (float)(sum / format.Channels);
            if (!float.IsFinite(samples[i]))
            {
                throw new DataException($"{What} '{source}': sample {before + i} is not a finite number. The file is damaged. Record or convert it again.");
            }
        }
    }

    // What may be anything is shown as ASCII.
    internal static string TextOf(ReadOnlySpan<byte> bytes) => string.Concat(bytes.ToArray().Select(b => b is >= 32 and < 127 ? (char)b : '.'));

    internal static DataException NoFormat(string source) => new(
        $"{What} '{source}': it has no chunk 'fmt ' before its samples, which would say what they are. The file is damaged or truncated. Copy or record it again.");

    internal static DataException NoSamples(string source) => new(
        $"{What} '{source}': it holds no samples. The file is truncated, or nothing was recorded. Copy or record it again, or leave it out.");
}
