using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;
using Unroll.Training;

namespace Unroll.Tasks.Transcribe;

/// <summary>A training run of a transcriber.</summary>
internal sealed class TranscribeRun : TrainRun
{
    private readonly TranscribeData _data;
    private readonly TranscribeNetwork _network;
    private readonly TranscribeTrainable _trainable;
    private readonly Transcriber _transcriber;

    public TranscribeRun(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress)
        : base(recipe, settings, progress)
    {
        _data = TranscribeData.Read(recipe);
        _network = new TranscribeNetwork(new SequenceModelOptions(recipe.Values), _data.Encoding);
        _network.Parameters.Initialize(recipe.Train.Seed);
        _transcriber = new Transcriber(_network, _data.Encoding, Team);
        _trainable = new TranscribeTrainable(_network, _data, _transcriber, recipe, Team);
    }

    protected override ITrainable Trainable => _trainable;

    protected override long StepsPerEpoch => _trainable.StepsPerEpoch;

    protected override string Unit => _data?.Unit ?? "recordings";

    protected override double? ValidationLoss => _trainable.ValidationLoss;

    protected override double UnitsPerStep => Recipe.Train.Batch;

    /// <summary>A guess at every step, shared out among the symbols.</summary>
    protected override double GuessingLoss => Math.Log(_data.Encoding.Symbols.Classes) * _data.Train.Inputs.Zip(_data.Train.Labels).Max(p => (double)p.First.Length / Math.Max(1, p.Second.Length));

    protected override string GuessedAmong => $"{_data.Encoding.Symbols.Classes} symbols (with the blank) at every step";

    protected override IReadOnlyDictionary<string, string> DataIdentity => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["training data"] = TranscribeData.Digest(_data.RawTrain),
        ["validation data"] = TranscribeData.Digest(_data.RawValid),
        ["labels"] = _data.Encoding.Symbols.Labels.ToJson(),
    };

    protected override IReadOnlyList<string> NeutralOverrides => [$"{DataKeys.Train.Path}=/", $"{DataKeys.Valid.Path}=null"];

    protected override void SaveModel(long step, EvaluateReport? report) => _trainable.WithBestWeights(() => Write(step, null, null, report));

    protected override EvaluateReport Conclude()
    {
        long best = LoadBest(_network.Parameters);
        SymbolSet symbols = _data.Encoding.Symbols;
        TranscriptBaseline baseline = TranscriptBaseline.Fit(_data.Train.Labels, symbols);
        TranscribeDecodeOptions options = new(Recipe.Values);
        NGramPrefix? language = options.NGram > 0 ? new NGramPrefix(_data.Train.Labels, options.NGram, symbols.Classes) : null;
        Posteriors posteriors = _transcriber.Predict(_data.Valid);
        TextSearch search = TextSearch.Choose(options, language, posteriors.LogProbabilities, _data.Valid.Labels, symbols.Classes, Team);
        FoundText[] found = search.Decode(posteriors.LogProbabilities, symbols.Classes, Team);
        EvaluateReport report = TranscribeReport.Of(Recipe.Task, _data.Options, symbols, _data.Valid, posteriors, found, _transcriber.Greedy(posteriors), baseline);
        Write(best, search, baseline, report);
        WritePage(TranscribeReport.Page(Page(report, _network.Parameters.Count), Recipe, _data, report, posteriors, found));
        return report;
    }

    /// <summary>The first few validation recordings with what the network takes them for.</summary>
    protected override string Sample()
    {
        const int Shown = 3;
        int count = Math.Min(Shown, _data.Valid.Inputs.Count);
        TranscribePart first = new([.. _data.Valid.Inputs.Take(count)], [.. _data.Valid.Labels.Take(count)], [.. _data.Valid.Texts.Take(count)]);
        int[][] given = [];
        _trainable.WithBestWeights(() => given = _transcriber.Greedy(_transcriber.Predict(first)));
        return string.Join('\n', given.Select((labels, i) => _data.Encoding.Symbols.Text(labels) is var text && text == first.Texts[i] ? text : $"{text} (is {first.Texts[i]})"));
    }

    private void Write(long step, TextSearch? search, TranscriptBaseline? baseline, EvaluateReport? report) =>
        TranscribeFile.Write(ModelPath, RecipeAsGiven, _data, _network.Parameters, (step, EpochAt(step)), search, baseline, report);
}
