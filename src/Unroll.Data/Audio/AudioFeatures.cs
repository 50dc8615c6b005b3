using System.Text.Json.Serialization;
using Unroll.Data.Records;

namespace Unroll.Data.Audio;

/// <summary>What a sound becomes.</summary>
public enum AudioFeatureKind
{
    /// <summary>The logarithm of the energy in each mel band.</summary>
    LogMel,

    /// <summary>Mel-frequency cepstral coefficients (Davis and Mermelstein 1980): the cosine transform of those logarithms.</summary>
    Mfcc,
}

/// <summary>The shape of the window that a frame is weighted with, over N samples, periodic: n = 0 … N − 1.</summary>
public enum WindowShape
{
    /// <summary>0.5 − 0.5 cos(2π n / N)</summary>
    Hann,

    /// <summary>0.54 − 0.46 cos(2π n / N)</summary>
    Hamming,
}

/// <summary>How a sound becomes a series of features; stored in the model. The defaults are usual ones for speech.</summary>
public sealed record AudioFeatures
{
    /// <summary>What a sound becomes.</summary>
    public AudioFeatureKind Kind { get; init; } = AudioFeatureKind.Mfcc;

    /// <summary>Samples a second; sounds of another rate are resampled.</summary>
    public int SampleRate { get; init; } = 16_000;

    /// <summary>The length of a frame, in milliseconds.</summary>
    public double WindowMs { get; init; } = 25;

    /// <summary>From the beginning of a frame to that of the next, in milliseconds.</summary>
    public double HopMs { get; init; } = 10;

    /// <summary>The shape of the window.</summary>
    public WindowShape Window { get; init; } = WindowShape.Hann;

    /// <summary>a in y(n) = x(n) − a x(n − 1), which lifts high frequencies; 0 is none.</summary>
    public double PreEmphasis { get; init; } = 0.97;

    /// <summary>Which mel scale.</summary>
    public MelScale MelScale { get; init; } = MelScale.Htk;

    /// <summary>How many mel bands.</summary>
    public int MelBands { get; init; } = 40;

    /// <summary>Where the first band begins, in Hz.</summary>
    public double LowHz { get; init; } = 20;

    /// <summary>Where the last band ends, in Hz; 0 is half the sample rate.</summary>
    public double HighHz { get; init; }

    /// <summary>How many cepstral coefficients, from the zeroth on; of no meaning for log-mel.</summary>
    public int Coefficients { get; init; } = 13;

    /// <summary>0, 1 (with slopes over time beside every feature) or 2 (also with the slopes of those).</summary>
    public int Deltas { get; init; }

    /// <summary>Whether the mean over the sound is subtracted from each feature, which takes away what the microphone and the room add.</summary>
    public bool SubtractMean { get; init; }

    /// <summary>How many features a frame has.</summary>
    [JsonIgnore]
    public int Channels => (Kind == AudioFeatureKind.Mfcc ? Coefficients : MelBands) * (1 + Deltas);

    /// <summary>The options as one line of JSON, as they lie in a model file.</summary>
    /// <returns>The JSON.</returns>
    public string ToJson() => DataJson.Write(this, DataJson.Context.AudioFeatures);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="source">The file, for the messages of errors.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ModelFileException">It is not exactly that.</exception>
    public static AudioFeatures FromJson(string json, string source = "model file") =>
        DataJson.Read(json, source, "Audio features", DataJson.Context.AudioFeatures, a => a);
}
