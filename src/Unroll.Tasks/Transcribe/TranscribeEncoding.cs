using System.Globalization;
using Unroll.Data.Audio;
using Unroll.Data.Labels;
using Unroll.Data.Scaling;
using Unroll.Data.SeriesFiles;
using Unroll.Data.Strokes;
using Unroll.Losses;
using Unroll.Tasks.Items;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Transcribe;

/// <summary>How recordings become numbers: symbols, front end, scaling and stacking; learned from training data only and stored in the model.</summary>
internal sealed class TranscribeEncoding
{
    private const string LabelsEntry = "unroll.labels", ScalingEntry = "unroll.scaling", AudioEntry = "unroll.audio", StackEntry = "unroll.stack";
    private readonly double _spacing;
    private readonly AudioFrontEnd? _frontEnd;

    private TranscribeEncoding(SymbolSet symbols, AudioFeatures? audio, double spacing, ChannelScaling scaling, int stack)
    {
        (Symbols, Audio, _spacing, Scaling, Stack) = (symbols, audio, spacing, scaling, stack);
        _frontEnd = audio is null ? null : new AudioFrontEnd(audio);
    }

    /// <summary>What texts are written with.</summary>
    public SymbolSet Symbols { get; }

    /// <summary>What a sound becomes; null where recordings are strokes.</summary>
    public AudioFeatures? Audio { get; }

    /// <summary>How the numbers of a frame or point are scaled.</summary>
    public ChannelScaling Scaling { get; }

    /// <summary>Frames or points of a step.</summary>
    public int Stack { get; }

    /// <summary>Numbers of a step.</summary>
    public int Channels => Scaling.Channels * Stack;

    /// <summary>Learns from training recordings.</summary>
    /// <param name="options">The recipe's.</param>
    /// <param name="texts">The texts, all of them.</param>
    /// <param name="recordings">Enough recordings to know how large numbers are.</param>
    public static TranscribeEncoding Fit(TranscribeDataOptions options, IEnumerable<string> texts, IEnumerable<Recording> recordings)
    {
        AudioFeatures? audio = options.IsAudio ? options.Audio : null;
        AudioFrontEnd? frontEnd = audio is null ? null : new AudioFrontEnd(audio);
        int channels = audio?.Channels ?? InkFeatures.Channels;
        ChannelScaling scaling = ChannelScaling.Fit(ScalingKind.Standard, channels, recordings.Select(r => (ReadOnlyMemory<float>)Frames(r, frontEnd, options.Spacing).Values));
        return new TranscribeEncoding(SymbolSet.Of(options, texts), audio, options.Spacing, scaling, options.Stack);
    }

    /// <summary>Recordings as a network reads them; any number of threads may call it.</summary>
    /// <param name="recordings">The recordings; without texts the labels are empty.</param>
    /// <exception cref="DataException">A symbol was not seen in training, or a text is longer than its recording allows.</exception>
    public TranscribePart Encode(IReadOnlyList<Recording> recordings)
    {
        Item[] inputs = [.. recordings.Select(r => new Item([], Steps(r), -1, r.Origin))];
        int[][] labels = [.. recordings.Select(r => r.Text is null ? [] : Symbols.Encode(r.Text, r.TextOrigin))];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (!Fits(labels[i], inputs[i].Length))
            {
                throw new DataException($"Transcript {recordings[i].TextOrigin}: its {labels[i].Length} symbols need at least {CtcTargets.LeastSteps(labels[i])} steps, but {(Audio is null ? "the writing" : "the sound")} {recordings[i].Origin} has {inputs[i].Length}, "
                    + $"because each symbol takes a step, and a blank stands between two equal ones. Check the text, or make steps finer (data.stack is {Stack}{(Audio is null ? "" : $", data.hopMs {Audio.HopMs}")}).");
            }
        }

        return new TranscribePart(inputs, labels, [.. recordings.Select(r => r.Text is null ? "" : Symbols.Normal(r.Text))]);
    }

    /// <summary>Whether a text can be read from so many steps.</summary>
    public static bool Fits(int[] labels, int steps) => CtcTargets.LeastSteps(labels) <= steps;

    /// <summary>The steps of a recording: frames or points, scaled, some of them side by side; the last one is repeated to fill up.</summary>
    public Series Steps(Recording recording)
    {
        Series frames = Frames(recording, _frontEnd, _spacing);
        Scaling.Apply(frames.Values);
        if (Stack == 1)
        {
            return frames;
        }

        int steps = (frames.Length + Stack - 1) / Stack, channels = frames.Channels;
        float[] values = new float[steps * Stack * channels];
        for (int t = 0; t < steps * Stack; t++)
        {
            frames.Step(Math.Min(t, frames.Length - 1)).CopyTo(values.AsSpan(t * channels));
        }

        return new Series(values, Channels, recording.Origin);
    }

    /// <summary>Adds the entries of the encoding to the metadata of a model.</summary>
    public void Write(Dictionary<string, string> metadata)
    {
        metadata[LabelsEntry] = Symbols.Labels.ToJson();
        metadata[ScalingEntry] = Scaling.ToJson();
        metadata[StackEntry] = Stack.ToString(CultureInfo.InvariantCulture);
        if (Audio is not null)
        {
            metadata[AudioEntry] = Audio.ToJson();
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static TranscribeEncoding Read(TranscribeDataOptions options, Func<string, string?> entry, string path)
    {
        string Entry(string name) => entry(name) ?? throw new KeyNotFoundException($"the entry '{name}' is missing.");
        return new TranscribeEncoding(
            new SymbolSet(LabelSet.FromJson(Entry(LabelsEntry), path), options.Tokens, options.Lowercase), options.IsAudio ? AudioFeatures.FromJson(Entry(AudioEntry), path) : null,
            options.Spacing, ChannelScaling.FromJson(Entry(ScalingEntry), path), int.Parse(Entry(StackEntry), CultureInfo.InvariantCulture));
    }

    private static Series Frames(Recording recording, AudioFrontEnd? frontEnd, double spacing) =>
        frontEnd?.Extract(recording.Sound!) ?? InkFeatures.Extract(recording.Ink!, spacing);
}
