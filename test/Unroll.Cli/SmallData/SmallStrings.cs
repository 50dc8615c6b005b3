using Unroll.TestKit;

namespace Unroll.Cli.Tests.SmallData;

/// <summary>A little data for the recipes of the task transcribe.</summary>
internal static class SmallStrings
{
    /// <summary>Writes data in the format of a recipe, with what must be changed in it.</summary>
    /// <returns>The path and the settings.</returns>
    public static (string Path, string[] Settings) Make(string recipe, TemporaryFolder folder)
    {
        string[] quick = ["data.joinCount=24", "data.joinValidCount=6", "model.hidden=16", "train.epochs=2", "train.batch=8"];
        return recipe == "pendigits-strings"
            ? (Rows(folder), quick)
            : (SmallSounds.Tones(folder).Train, [.. quick, "data.heldBack=4,5"]);
    }

    /// <summary>A WAV file with three tones and silence between them.</summary>
    public static string Call(TemporaryFolder folder, string name = "call.wav")
    {
        short[] silence = new short[900];
        File.WriteAllBytes(folder.File(name), SmallSounds.Wav([.. silence, .. SmallSounds.Tone(300, 1200), .. silence, .. SmallSounds.Tone(600, 1200), .. silence, .. SmallSounds.Tone(900, 1200), .. silence]));
        return folder.File(name);
    }

    private static string Rows(TemporaryFolder folder) => folder.Write("digits.csv", string.Concat(Enumerable.Range(0, 60).Select(i =>
        string.Join(',', Enumerable.Range(0, 8).Select(p => $"{((p * (1 + (i % 3))) + i) % 100},{((p * p * (1 + (i % 3))) + (3 * i)) % 100}")) + $",{i % 3}\n")));
}
