using System.Globalization;
using Unroll.Layers;
using Unroll.Storage;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Transcribe;

/// <summary>
/// The model file: the parameters, and in the metadata, beside what every model has, how recordings become numbers, the training transcripts for the n-gram,
/// the weights of the search and the baseline.
/// </summary>
internal sealed class TranscribeFile
{
    private const string BaselineEntry = "unroll.baseline", TranscriptsEntry = "unroll.transcripts", SearchEntry = "unroll.search";

    private TranscribeFile(ModelMetadata metadata)
    {
        Recipe = metadata.Recipe;
        Data = new TranscribeDataOptions(Recipe.Values);
        SequenceModelOptions model = new(Recipe.Values);
        Encoding = TranscribeEncoding.Read(Data, metadata.Find, metadata.Path);
        Network = new TranscribeNetwork(model, Encoding);
        metadata.Load(Network.Parameters);
        Baseline = metadata.Find(BaselineEntry) is { } baseline ? TranscriptBaseline.FromLine(baseline) : null;
        Search = ReadSearch(metadata, metadata.Path);
        Info = metadata.Info(model.Describe(pooled: false), Network.Parameters.Count, Network.Parameters.Precision) with
        {
            Cell = model.Cell,
            Layers = model.Layers,
            Hidden = model.Hidden,
            Labels = Encoding.Symbols.Labels.Names,
        };
    }

    public Recipe Recipe { get; }

    public TranscribeDataOptions Data { get; }

    public TranscribeEncoding Encoding { get; }

    public TranscribeNetwork Network { get; }

    /// <summary>The search with the weights that were chosen; without the n-gram in a file that training was writing when it stopped.</summary>
    public TextSearch Search { get; }

    /// <summary>The baseline; null in a file that training was writing when it stopped.</summary>
    public TranscriptBaseline? Baseline { get; }

    public ModelInfo Info { get; }

    /// <summary>How its files are opened.</summary>
    public static ModelFormat<TranscribeFile> Format { get; } = new("unroll-transcribe-1", "transcriber", m => new TranscribeFile(m), f => f.Network.Parameters);

    /// <summary>Writes a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="recipe">The recipe with its paths as they were given.</param>
    /// <param name="data">The data.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="at">The update and the pass after which they are these.</param>
    /// <param name="search">The search, or null when it is not chosen yet.</param>
    /// <param name="baseline">The baseline, or null when it is not fitted yet.</param>
    /// <param name="report">The metrics, or null when they are not known yet.</param>
    public static void Write(string path, string recipe, TranscribeData data, Parameters parameters, (long Step, double Epoch) at, TextSearch? search, TranscriptBaseline? baseline, EvaluateReport? report)
    {
        Dictionary<string, string> metadata = ModelMetadata.Begin(Format.Name, recipe, new TranscribeDataOptions(Recipe.Parse(recipe).Values).Train, at.Step, at.Epoch, report);
        data.Encoding.Write(metadata);
        if (baseline is not null)
        {
            metadata[BaselineEntry] = baseline.ToLine();
        }

        if (search is not null)
        {
            metadata[SearchEntry] = string.Create(CultureInfo.InvariantCulture, $"{search.Weight:R} {search.Bonus:R}");
            if (search.Weight > 0)
            {
                metadata[TranscriptsEntry] = string.Join('\n', data.Train.Texts);
            }
        }

        SafeTensorsFile.Write(path, metadata, [.. ModelTensors.Of(parameters)]);
    }

    private TextSearch ReadSearch(ModelMetadata metadata, string path)
    {
        TranscribeDecodeOptions options = new(Recipe.Values);
        double[] weights = [.. (metadata.Find(SearchEntry) ?? "0 0").Split(' ').Select(w => double.Parse(w, CultureInfo.InvariantCulture))];
        NGramPrefix? language = metadata.Find(TranscriptsEntry) is { } texts
            ? new NGramPrefix(texts.Split('\n').Select((t, i) => Encoding.Symbols.Encode(t, new Data.Files.Origin(path, i + 1))), options.NGram, Encoding.Symbols.Classes)
            : null;
        return new TextSearch(options, language, weights[0], weights[1]);
    }
}
