using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Unroll.Data.Vocabularies;
using Unroll.Decoding;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;
using Unroll.Training;

namespace Unroll.Tasks.LanguageModel;

/// <summary>A training run of a language model.</summary>
internal sealed class TrainingRun : TrainRun
{
    private readonly LanguageModelText _text;
    private readonly IVocabulary _vocabulary;
    private readonly int[] _train, _valid;
    private readonly long[] _counts;
    private readonly LanguageModelNetwork _network;
    private readonly TokenStreams _streams;
    private readonly Evaluation _evaluation;

    public TrainingRun(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress)
        : base(recipe, settings, progress)
    {
        _text = LanguageModelText.Read(recipe);
        _vocabulary = _text.BuildVocabulary(recipe.Data);
        _train = _vocabulary.Encode(_text.Train);
        _valid = _vocabulary.Encode(_text.Valid);
        _counts = new long[_vocabulary.Count];
        foreach (int token in _train)
        {
            _counts[token]++;
        }

        _network = new LanguageModelNetwork(recipe.Model, _vocabulary.Count);
        _network.Parameters.Initialize(recipe.Train.Seed);
        _streams = new TokenStreams(_train, recipe.Train.Batch, recipe.Train.Context, recipe.Train.StateReset, recipe.Train.Seed);
        _evaluation = new Evaluation(_network, Team);
        Trainable = new LanguageModelTrainable(_network, _streams, _valid, _evaluation, recipe.Train);
    }

    protected override ITrainable Trainable { get; }

    protected override long StepsPerEpoch => _streams.StepsPerEpoch;

    protected override double UnitsPerStep => (double)Recipe.Train.Batch * Recipe.Train.Context;

    protected override double GuessingLoss => Math.Log(_vocabulary.Count);

    protected override string GuessedAmong => $"{_vocabulary.Count} tokens";

    protected override IReadOnlyDictionary<string, string> DataIdentity => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["training text"] = Digest(_text.Train),
        ["validation text"] = Digest(_text.Valid),
        ["vocabulary"] = VocabularyJson.Write(_vocabulary),
    };

    protected override IReadOnlyList<string> NeutralOverrides => [$"{DataKeys.Train.Path}={DataKeys.SdkDocs}", $"{DataKeys.Valid.Path}=null"];

    protected override void SaveModel(long step, EvaluateReport? report) => LanguageModelFile.Write(
        ModelPath, RecipeAsGiven, _vocabulary, _counts, _network.Parameters, step, EpochAt(step), Source, report);

    protected override EvaluateReport Conclude()
    {
        long best = LoadBest(_network.Parameters);
        Score score = _evaluation.Run(_valid);
        EvaluateReport report = new(Recipe.Task, Metrics.Of(score, _text.Valid.Length),
            NGramBaseline.Evaluate(_train, _valid, _vocabulary, _text.Valid.Length), NGramBaseline.NameFor(_vocabulary.Kind), score.Count);
        SaveModel(best, report);
        return report;
    }

    /// <summary>What the network would write by now: one line at most, from the beginning of a line.</summary>
    protected override string Sample()
    {
        const int Length = 120;
        Predictor predictor = new(_network);
        Sampler sampler = new GenerateSettings(Length, 0.7, 0, 1, Recipe.Train.Seed).NewSampler();
        float[] state = predictor.Start, logits = new float[_vocabulary.Count];
        predictor.Read(ref state, _vocabulary.Encode("\n"), logits);
        TokenPrinter printer = new(_vocabulary, "");
        StringBuilder text = new();
        while (text.Length < Length)
        {
            int token = sampler.Draw(logits, _vocabulary.Kind == "bpe" ? -1 : 0);
            string piece = printer.Add(token);
            if (piece.Contains('\n', StringComparison.Ordinal) && text.Length > 0)
            {
                break;
            }

            text.Append(piece);
            predictor.Read(ref state, [token], logits);
        }

        return text.ToString().Trim();
    }

    private string Source => Recipe.Data.IsSdkDocs ? _text.TrainSource : DataAsGiven;

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan())));
}
