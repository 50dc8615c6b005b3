using Unroll.Tasks.Recipes;
using Unroll.TestKit;

namespace Unroll.Tasks.Tests.Transcribe;

/// <summary>Tones of a tenth of a second as WAV files, one pitch a digit, and strokes: what a transcriber learns in a second.</summary>
internal static class TinyRecordings
{
    public const int Rate = 8000;

    /// <summary>Writes tones <c>digit_speaker_take.wav</c> of three digits, two speakers and six takes.</summary>
    public static void WriteTones(TemporaryFolder folder, string name = "tones")
    {
        for (int digit = 0; digit < 3; digit++)
        {
            foreach (string speaker in (string[])["ann", "bob"])
            {
                for (int take = 0; take < 6; take++)
                {
                    WriteWav(folder, $"{name}/{digit}_{speaker}_{take}.wav", Tone(digit, speaker == "ann" ? 1.1 : 1, 700 + (60 * take)));
                }
            }
        }
    }

    /// <summary>A recipe of strings of such tones.</summary>
    public static Recipe Tones(TemporaryFolder folder, params string[] overrides) => Recipe.Parse("""
        {
          "task": "transcribe",
          "data": {
            "train": "tones", "pattern": "{label}_{speaker}_{take}.wav", "group": "take", "heldBack": "4-5", "joinLeast": 2, "joinMost": 3, "joinBy": "speaker", "joinCount": 48, "joinValidCount": 12,
            "sampleRate": 8000, "melBands": 12, "stack": 2
          },
          "model": { "hidden": 16, "cell": "gru", "direction": "forward" },
          "train": { "epochs": 3, "batch": 8, "shards": 3, "learningRate": 0.02, "speed": 0.1, "gain": 3, "noise": 0.1, "average": 0.9 }
        }
        """, directory: folder.Path, overrides: overrides);

    /// <summary>A recipe of writings of three letters, made beside it.</summary>
    public static Recipe Writings(TemporaryFolder folder, params string[] overrides)
    {
        string[] texts = ["lo", "ol", "lil", "oil", "ioi", "loll"];
        folder.Write("words.jsonl", string.Concat(Enumerable.Range(0, 30).Select(i => Line(texts[i % texts.Length], i) + "\n")));
        return Recipe.Parse("""
            {
              "task": "transcribe",
              "data": { "train": "words.jsonl", "format": "strokes", "stack": 1, "validFraction": 0.2 },
              "model": { "hidden": 16, "cell": "gru" },
              "train": { "epochs": 6, "batch": 8, "learningRate": 0.02 }
            }
            """, directory: folder.Path, overrides: overrides);
    }

    /// <summary>A line of strokes: an l is a bar, an i a short one with a dot, an o a diamond.</summary>
    public static string Line(string text, int shift)
    {
        int x = shift % 5;
        List<string> strokes = [];
        foreach (char c in text)
        {
            strokes.Add(c == 'o' ? $"[[{x + 4},10],[{x},5],[{x + 4},0],[{x + 8},5],[{x + 4},10]]" : $"[[{x},{(c == 'l' ? 20 : 10)}],[{x},0]]");
            if (c == 'i')
            {
                strokes.Add($"[[{x},15]]");
            }

            x += 12 + (shift % 3);
        }

        return $$"""{"text": "{{text}}", "strokes": [{{string.Join(',', strokes)}}]}""";
    }

    public static float[] Tone(int digit, double pitch, int samples) =>
        [.. Enumerable.Range(0, samples).Select(n => (float)(0.3 * Math.Sin(2 * Math.PI * 350 * (digit + 1) * (digit + 1) * pitch * n / Rate)))];

    /// <summary>Writes a WAV file of 16-bit samples.</summary>
    public static string WriteWav(TemporaryFolder folder, string name, float[] samples)
    {
        string path = folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using BinaryWriter writer = new(File.Create(path));
        writer.Write("RIFF"u8);
        writer.Write(36 + (2 * samples.Length));
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(Rate);
        writer.Write(2 * Rate);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(2 * samples.Length);
        foreach (float sample in samples)
        {
            writer.Write((short)Math.Round(sample * 32_767));
        }

        return path;
    }
}
