using Unroll.Data.Vocabularies;
using Unroll.Tasks.Items;
using Unroll.Tasks.Metrics;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;
using Unroll.Training;

namespace Unroll.Tasks.Classify;

/// <summary>A training run of a classifier.</summary>
internal sealed class ClassifyRun : TrainRun
{
    private readonly ClassifyData _data;
    private readonly ClassifyNetwork _network;
    private readonly ClassifyTrainable _trainable;
    private readonly Classifier _classifier;

    public ClassifyRun(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress)
        : base(recipe, settings, progress)
    {
        _data = ClassifyData.Read(recipe);
        SequenceModelOptions model = new(recipe.Values);
        _network = NetworkOf.Recipe(recipe, _data.Encoding);
        _network.Parameters.Initialize(recipe.Train.Seed);
        if (_data.Options.Vectors is { } vectors)
        {
            PretrainedVectors.Load(recipe.Resolve(vectors), _data.Encoding.Vocabulary, _network.Embeddings!, model.Embedding);
        }

        _classifier = new Classifier(_network, _data.Encoding, Team);
        _trainable = new ClassifyTrainable(_network, _data, _classifier, recipe, Team);
    }

    protected override ITrainable Trainable => _trainable;

    protected override long StepsPerEpoch => _trainable.StepsPerEpoch;

    protected override string Unit => "items";

    protected override double? ValidationLoss => _trainable.ValidationLoss;

    protected override double UnitsPerStep => Recipe.Train.Batch;

    protected override double GuessingLoss => Math.Log(_data.Encoding.Labels.Count) + 2;

    protected override string GuessedAmong => $"{_data.Encoding.Labels.Count} labels";

    protected override IReadOnlyDictionary<string, string> DataIdentity => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["training data"] = ClassifyData.Digest(_data.Train),
        ["validation data"] = ClassifyData.Digest(_data.Valid),
        ["labels"] = _data.Encoding.Labels.ToJson(),
        ["vocabulary"] = _data.Encoding.Vocabulary is { } v ? VocabularyJson.Write(v) : "",
    };

    protected override IReadOnlyList<string> NeutralOverrides => LabelledData.NeutralOverrides;

    protected override void SaveModel(long step, EvaluateReport? report) => _trainable.WithBestWeights(() => Write(step, null, report));

    protected override EvaluateReport Conclude()
    {
        long best = LoadBest(_network.Parameters);
        ClassifyBaseline baseline = ClassifyBaseline.Fit(_data);
        float[] probabilities = _classifier.Predict(_data.Valid);
        EvaluateReport report = ClassifyMetrics.Report(Recipe.Task, _data.Unit, probabilities, _data.Valid, _data.Encoding, baseline);
        report = report with { Main = _data.Options.Positive is not null && report.Metrics.ContainsKey("auprc") ? "auprc" : "accuracy" };
        Write(best, baseline, report);
        WritePage(ClassifyReport.Page(Page(report, _network.Parameters.Count), Recipe, _data, report, probabilities));
        return report;
    }

    /// <summary>The readout of reservoirs is solved, and not trained step by step.</summary>
    protected override bool FitAtOnce()
    {
        if (!_network.IsReservoir)
        {
            return false;
        }

        ReservoirSettings settings = new(Recipe.Values);
        ReservoirReadout.Fit(new ReservoirFeatures(settings, Recipe.Train.Seed, _data.Encoding.Channels), _data, settings, _network, Team);
        _network.Parameters.Prepare(Team);
        return true;
    }

    /// <summary>The first few validation items with what the network takes them for.</summary>
    protected override string Sample()
    {
        const int Shown = 3;
        float[] probabilities = [];
        _trainable.WithBestWeights(() => probabilities = _classifier.Predict(_data.Valid[..Math.Min(Shown, _data.Valid.Length)]));
        int labels = _data.Encoding.Labels.Count;
        return string.Join('\n', Enumerable.Range(0, probabilities.Length / labels).Select(i =>
        {
            ReadOnlySpan<float> p = probabilities.AsSpan(i * labels, labels);
            int predicted = ClassificationMetrics.Predicted(p);
            string what = _data.RawValid[i].Text ?? _data.Valid[i].Origin.ToString();
            return $"{_data.Encoding.Labels.Names[predicted]} ({p[predicted]:P0}){(predicted == _data.Valid[i].Label ? "" : $", is {_data.RawValid[i].Label}")}: {what}";
        }));
    }

    private void Write(long step, ClassifyBaseline? baseline, EvaluateReport? report) => ClassifyFile.Write(
        ModelPath, RecipeAsGiven, DataAsGiven, _data.Encoding, _network.Parameters, step, EpochAt(step), baseline, report);
}
