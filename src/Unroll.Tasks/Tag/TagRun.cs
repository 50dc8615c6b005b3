using Unroll.Data.Vocabularies;
using Unroll.Tasks.Items;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;
using Unroll.Training;

namespace Unroll.Tasks.Tag;

/// <summary>A training run of a tagger.</summary>
internal sealed class TagRun : TrainRun
{
    private readonly TagData _data;
    private readonly TagNetwork _network;
    private readonly TagTrainable _trainable;
    private readonly Tagger _tagger;

    public TagRun(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress)
        : base(recipe, settings, progress)
    {
        _data = TagData.Read(recipe);
        SequenceModelOptions model = new(recipe.Values);
        _network = new TagNetwork(model, _data.Encoding);
        _network.Parameters.Initialize(recipe.Train.Seed);
        if (_data.Options.Vectors is { } vectors)
        {
            PretrainedVectors.Load(recipe.Resolve(vectors), _data.Encoding.Words, _network.Embeddings!, model.Embedding);
        }

        _tagger = new Tagger(_network, _data.Encoding, Team);
        _trainable = new TagTrainable(_network, _data, _tagger, recipe, Team);
    }

    protected override ITrainable Trainable => _trainable;

    protected override long StepsPerEpoch => _trainable.StepsPerEpoch;

    protected override string Unit => _data?.StepUnit ?? "steps";

    protected override double UnitsPerStep => _trainable.StepsOfBatch;

    protected override double GuessingLoss => Math.Log(_data.Encoding.Labels.Count) + 2;

    protected override string GuessedAmong => $"{_data.Encoding.Labels.Count} tags";

    protected override IReadOnlyDictionary<string, string> DataIdentity => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["training data"] = TagData.Digest(_data.Train),
        ["validation data"] = TagData.Digest(_data.Valid),
        ["labels"] = _data.Encoding.Labels.ToJson(),
        ["vocabulary"] = _data.Encoding.Words is { } v ? VocabularyJson.Write(v) : "",
    };

    protected override IReadOnlyList<string> NeutralOverrides => LabelledData.NeutralOverrides;

    protected override void SaveModel(long step, EvaluateReport? report) => _trainable.WithBestWeights(() => Write(step, null, report));

    protected override EvaluateReport Conclude()
    {
        long best = LoadBest(_network.Parameters);
        TagBaseline baseline = TagBaseline.Fit(_data.Train, _data.Encoding);
        TagPrediction prediction = _tagger.Predict(_data.Valid);
        EvaluateReport report = TagMetrics.Report(Recipe.Task, _data.Valid, prediction, _data.Encoding,
            TagMetrics.Of(_data.Valid, baseline.Predict(_data.Valid, _data.Encoding), _data.Encoding), baseline.Name);
        Write(best, baseline, report);
        WritePage(TagReport.Page(Page(report, _network.Parameters.Count), Recipe, _data, report, prediction));
        return report;
    }

    /// <summary>The beginning of the first validation sequence with what the network takes its steps for.</summary>
    protected override string Sample()
    {
        const int Shown = 12;
        TagPart first = _data.Encoding.Encode([_data.Valid.Raw[0]]);
        int[] tags = [];
        _trainable.WithBestWeights(() => tags = _tagger.Predict(first).Tags[0]);
        IReadOnlyList<string> names = _data.Encoding.Labels.Names;
        if (_data.Valid.Raw[0].Sentence is not { } sentence)
        {
            return $"{tags.Zip(first.Tags[0]).Count(p => p.First == p.Second):N0} of {tags.Length:N0} steps right: {first.Raw[0].Origin}";
        }

        return string.Join(' ', tags.Take(Shown).Select((tag, t) => $"{sentence.Words[t]}/{names[tag]}{(tag == first.Tags[0][t] ? "" : $" (is {names[first.Tags[0][t]]})")}"));
    }

    private void Write(long step, TagBaseline? baseline, EvaluateReport? report) => TagFile.Write(
        ModelPath, RecipeAsGiven, DataAsGiven, _data.Encoding, _network.Parameters, step, EpochAt(step), baseline, report);
}
