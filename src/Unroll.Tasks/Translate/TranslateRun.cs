using Unroll.Data.Vocabularies;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;
using Unroll.Training;

namespace Unroll.Tasks.Translate;

/// <summary>A training run of a translator.</summary>
internal sealed class TranslateRun : TrainRun
{
    private readonly TranslateData _data;
    private readonly TranslateNetwork _network;
    private readonly TranslateTrainable _trainable;
    private readonly Translator _translator;
    private readonly TranslationText _text;
    private readonly Judge _judge;

    public TranslateRun(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress)
        : base(recipe, settings, progress)
    {
        _data = TranslateData.Read(recipe);
        TranslateModelOptions model = new(recipe.Values);
        _network = new TranslateNetwork(model, _data.Encoding);
        _network.Parameters.Initialize(recipe.Train.Seed);
        _translator = new Translator(_network, _data.Encoding, Team);
        _text = new TranslationText(_data.Encoding, _translator, model.CopyUnknown);
        _judge = new Judge(_data.Options, _data.Encoding, _data.Valid);
        _trainable = new TranslateTrainable(_network, _data, _translator, _judge, recipe, Team);
    }

    protected override ITrainable Trainable => _trainable;

    protected override long StepsPerEpoch => _trainable.StepsPerEpoch;

    protected override double? ValidationLoss => double.IsNaN(_trainable.ValidationLoss) ? null : _trainable.ValidationLoss;

    protected override string Unit => "target tokens";

    protected override double UnitsPerStep => _trainable.TokensOfBatch;

    protected override double GuessingLoss => Math.Log(_data.Encoding.Target.Count);

    protected override string GuessedAmong => $"{_data.Encoding.Target.Count:N0} tokens";

    protected override IReadOnlyDictionary<string, string> DataIdentity => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["training data"] = TranslateData.Digest(_data.Train),
        ["validation data"] = TranslateData.Digest(_data.Valid),
        ["source vocabulary"] = VocabularyJson.Write(_data.Encoding.Source.Vocabulary),
        ["target vocabulary"] = VocabularyJson.Write(_data.Encoding.Target.Vocabulary),
    };

    protected override IReadOnlyList<string> NeutralOverrides => [$"{DataKeys.Train.Path}=/", $"{DataKeys.Valid.Path}=null"];

    protected override void SaveModel(long step, EvaluateReport? report) => _trainable.WithBestWeights(() => Write(step, report));

    protected override EvaluateReport Conclude()
    {
        long best = LoadBest(_network.Parameters);
        Measurement measured = Measurement.Of(Recipe, _judge, _translator, _text, _data.Shown);
        Write(best, measured.Report);
        WritePage(TranslateReport.Page(Page(measured.Report, _network.Parameters.Count), Recipe, _data, _judge, measured, _translator));
        return measured.Report;
    }

    /// <summary>What the network makes of a short source of the validation data by now.</summary>
    protected override string Sample()
    {
        int shown = Enumerable.Range(0, Math.Min(8, _judge.Questions.Count)).MinBy(i => _judge.Sources[i].Length);
        string source = _judge.Questions[shown].Source, target = "";
        _trainable.WithBestWeights(() => target = string.Concat(_text.Stream(source, 2 * (_judge.Sources[shown].Length + 10))));
        return $"{source} → {target}";
    }

    private void Write(long step, EvaluateReport? report) => TranslateFile.Write(
        ModelPath, RecipeAsGiven, DataAsGiven, _data.Encoding, _network.Parameters, step, EpochAt(step), report);
}
