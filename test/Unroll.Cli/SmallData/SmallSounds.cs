using System.Runtime.InteropServices;
using Unroll.TestKit;

namespace Unroll.Cli.Tests.SmallData;

/// <summary>Tones as WAV files, one pitch a label.</summary>
internal static class SmallSounds
{
    private const int Rate = 8000;

    public static SmallSet Tones(TemporaryFolder folder)
    {
        string data = folder.File("data");
        Directory.CreateDirectory(data);
        for (int label = 0; label < 3; label++)
        {
            foreach (string speaker in (string[])["ann", "bob"])
            {
                for (int take = 0; take < 6; take++)
                    File.WriteAllBytes(Path.Combine(data, $"{label}_{speaker}_{take}.wav"), Wav(Tone(300 * (label + 1) * (speaker == "ann" ? 1.1 : 1), 1200 + (100 * take))));
            }
        }

        return new SmallSet(data, null, 36);
    }

    /// <summary>A tone of 16-bit samples.</summary>
    public static short[] Tone(double hertz, int samples) => [.. Enumerable.Range(0, samples).Select(t => (short)(8000 * Math.Sin(2 * Math.PI * hertz * t / Rate)))];

    /// <summary>A WAV file of one channel.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="kind">The number of the coding: 1 is PCM.</param>
    public static byte[] Wav(short[] samples, short kind = 1)
    {
        int bytes = 2 * samples.Length;
        return
        [
            .. "RIFF"u8, .. Int(36 + bytes), .. "WAVEfmt "u8, .. Int(16), .. MemoryMarshal.AsBytes<short>([kind, 1]), .. Int(Rate), .. Int(2 * Rate),
            .. MemoryMarshal.AsBytes<short>([2, 16]), .. "data"u8, .. Int(bytes), .. MemoryMarshal.AsBytes<short>(samples),
        ];

        static byte[] Int(int n) => BitConverter.GetBytes(n);
    }
}
