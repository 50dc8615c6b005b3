using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Transcribe;

/// <summary>A trained transcriber.</summary>
public interface ITranscribeModel : ITrainedModel
{
    /// <summary>Whether it listens to sounds; else it reads pen strokes.</summary>
    bool ReadsSound { get; }

    /// <summary>Whether sounds can be transcribed as they come: its layers read forward only.</summary>
    bool CanStream { get; }

    /// <summary>Transcribes a file, or all files of a folder; texts that stand there are passed over.</summary>
    /// <param name="path">A WAV file, a folder of them, or a file of strokes, as the model was trained on.</param>
    /// <param name="beam">How many beginnings the search keeps; null for as many as the recipe says.</param>
    /// <returns>A transcript for each sound or writing.</returns>
    /// <exception cref="DataException">The data cannot be read.</exception>
    IReadOnlyList<Transcript> Transcribe(string path, int? beam = null);

    /// <summary>The same for data that comes from somewhere else, such as standard input: one WAV file, or strokes.</summary>
    /// <param name="data">The data.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="beam">As above.</param>
    /// <returns>A transcript for each sound or writing.</returns>
    /// <exception cref="DataException">The data is malformed.</exception>
    IReadOnlyList<Transcript> Transcribe(Stream data, string name, int? beam = null);

    /// <summary>Begins a sound that is transcribed as it comes.</summary>
    /// <param name="sampleRate">Its samples a second.</param>
    /// <param name="beam">As above.</param>
    /// <returns>The stream.</returns>
    /// <exception cref="DataException">The model reads backward too, or no sounds.</exception>
    TranscriptStream Begin(int sampleRate, int? beam = null);
}

/// <summary>What a recording says.</summary>
/// <param name="Source">Where it stands.</param>
/// <param name="Text">The text.</param>
/// <param name="Symbols">Its symbols one by one.</param>
/// <param name="Score">What texts are ranked by: ln p, and the n-gram's share.</param>
public sealed record Transcript(string Source, string Text, IReadOnlyList<TranscribedSymbol> Symbols, double Score);

/// <summary>A symbol of a transcript.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="At">Where it begins: seconds of a sound, points of strokes.</param>
/// <param name="Probability">How likely it is there, 0 to 1.</param>
public sealed record TranscribedSymbol(string Symbol, double At, double Probability)
{
    /// <summary>Of a stream: seconds of the sound that had been read when the symbol was sure.</summary>
    public double Heard { get; init; }

    /// <summary>Its number.</summary>
    internal int Id { get; init; }
}

/// <inheritdoc/>
internal sealed class TrainedTranscriber(TranscribeFile file, int threads) : ITranscribeModel
{
    /// <inheritdoc/>
    public ModelInfo Info => file.Info;

    /// <inheritdoc/>
    public bool ReadsSound => file.Encoding.Audio is not null;

    /// <inheritdoc/>
    public bool CanStream => ReadsSound && file.Network.Recurrent.Options.Direction == Direction.Forward;

    /// <inheritdoc/>
    public EvaluateReport Evaluate(string dataPath) => Evaluate(new RecordingReader(file.Data).Read(dataPath));

    /// <inheritdoc/>
    public EvaluateReport Evaluate(Stream data, string name) => Evaluate(new RecordingReader(file.Data).Read(data, name));

    /// <inheritdoc/>
    public EvaluateReport EvaluateValidation(Recipe recipe) => Evaluate(TranscribeData.Read(recipe).RawValid);

    /// <inheritdoc/>
    public IReadOnlyList<Transcript> Transcribe(string path, int? beam = null) => Transcribe(new RecordingReader(file.Data, labelled: false).Read(path), beam);

    /// <inheritdoc/>
    public IReadOnlyList<Transcript> Transcribe(Stream data, string name, int? beam = null) => Transcribe(new RecordingReader(file.Data, labelled: false).Read(data, name), beam);

    /// <inheritdoc/>
    public TranscriptStream Begin(int sampleRate, int? beam = null) => CanStream
        ? new TranscriptStream(file, sampleRate, beam)
        : throw new DataException(ReadsSound
            ? "The model reads sounds in both directions, expected one that reads forward only, because the end of a sound that is still going on is not known. Train it with \"direction\": \"forward\", or transcribe whole files."
            : "The model reads pen strokes, expected one that listens to sounds, because only sounds are streamed. Transcribe files of strokes without streaming.");

    private Transcript[] Transcribe(IReadOnlyList<Recording> recordings, int? beam)
    {
        using WorkerTeam team = new(threads);
        TranscribePart part = file.Encoding.Encode(recordings);
        Posteriors posteriors = new Transcriber(file.Network, file.Encoding, team).Predict(part);
        int classes = file.Encoding.Symbols.Classes;
        FoundText[] found = file.Search.Decode(posteriors.LogProbabilities, classes, team, beam);
        return [.. found.Select((f, i) => new Transcript(recordings[i].Origin.ToString(), file.Encoding.Symbols.Text(f.Labels),
            [.. f.Labels.Zip(f.Steps, (label, step) => new TranscribedSymbol(file.Encoding.Symbols.Name(label), At(step), Math.Exp(posteriors.LogProbabilities[i][(step * classes) + label])) { Id = label })],
            f.Score))];
    }

    private double At(int step) => ReadsSound ? TranscriptStream.SecondsOf(file.Encoding, step) : step * file.Encoding.Stack;

    private EvaluateReport Evaluate(IReadOnlyList<Recording> recordings)
    {
        using WorkerTeam team = new(threads);
        TranscribePart part = TranscribeData.Measured(file.Data, file.Encoding, recordings);
        Transcriber transcriber = new(file.Network, file.Encoding, team);
        Posteriors posteriors = transcriber.Predict(part);
        FoundText[] found = file.Search.Decode(posteriors.LogProbabilities, file.Encoding.Symbols.Classes, team);
        return TranscribeReport.Of(file.Recipe.Task, file.Data, file.Encoding.Symbols, part, posteriors, found, transcriber.Greedy(posteriors), file.Baseline);
    }
}
