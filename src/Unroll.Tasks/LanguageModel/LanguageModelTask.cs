using Unroll.Data.Vocabularies;
using Unroll.Layers;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.LanguageModel;

/// <summary>The language-model task: learns a text; completes, generates and scores text.</summary>
public sealed class LanguageModelTask : ITask
{
    /// <inheritdoc/>
    public string Name => "language-model";

    /// <inheritdoc/>
    public CheckReport Check(Recipe recipe)
    {
        Recipe r = recipe;
        LanguageModelText text = LanguageModelText.Read(r);
        IVocabulary vocabulary = text.BuildVocabulary(r.Data);
        int[] train = vocabulary.Encode(text.Train), valid = vocabulary.Encode(text.Valid);
        LanguageModelNetwork network = new(r.Model, vocabulary.Count);
        TokenStreams streams = new(train, r.Train.Batch, r.Train.Context, r.Train.StateReset, r.Train.Seed);
        long steps = TrainRun.StepsOf(r.Train, streams.StepsPerEpoch);
        long parameters = network.Parameters.Count;

        // Parameters, optimiser, one gradient a shard and two packed copies; activations of a step: recurrent layers, their inputs and logits with gradients.
        network.Recurrent.Recompute = r.Train.Recompute;
        long recurrent = r.Train.Shards * network.Recurrent.TrainingBytes(r.Train.Context, (r.Train.Batch + r.Train.Shards - 1) / r.Train.Shards);
        long activations = (long)r.Train.Batch * r.Train.Context * ((r.Model.Layers * r.Model.Hidden * 3) + (2 * vocabulary.Count));
        long memory = (4 * ((parameters * (5 + r.Train.Shards)) + activations)) + recurrent;
        return new CheckReport(r.Task, Part(text.TrainSource, text.Train, train), Part(text.ValidSource, text.Valid, valid), r.Model.Describe(), parameters, steps,
            (double)steps / streams.StepsPerEpoch, memory, [.. Warnings(r, vocabulary, valid, steps, streams)])
        {
            Vocabulary = new VocabularyInfo(vocabulary.Kind, vocabulary.Count),
            FirstTokens = [.. train.Take(16).Select(vocabulary.Token)],
        };
    }

    /// <inheritdoc/>
    public TrainReport Train(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress, CancellationToken stop)
    {
        using TrainingRun run = new(recipe, settings, progress);
        return run.Execute(stop);
    }

    /// <inheritdoc/>
    public ITrainedModel Load(string modelPath, int threads) => new TrainedLanguageModel(LanguageModelFile.Format.Read(modelPath), threads);

    /// <inheritdoc/>
    public ExportReport Quantize(string modelPath, WeightPrecision precision, string target) => LanguageModelFile.Format.Quantize(modelPath, precision, target);

    private static DataPart Part(string source, string text, int[] tokens) =>
        new(source, [new UnitCount("characters", text.Length), new UnitCount("tokens", tokens.Length)]);

    private static IEnumerable<string> Warnings(Recipe r, IVocabulary vocabulary, int[] valid, long steps, TokenStreams streams)
    {
        int unknown = vocabulary.Kind == "bpe" ? 0 : valid.Count(t => t == 0);
        if (unknown > valid.Length / 20)
        {
            yield return $"{(double)unknown / valid.Length:P1} of the validation tokens are not in the vocabulary. Lower data.minCount, raise data.vocabularySize, or use \"tokens\": \"bpe\".";
        }

        if (steps < r.Train.ValidateEvery)
        {
            yield return $"Training makes {steps} steps and validates every {r.Train.ValidateEvery}: only the last step will be validated. Lower train.validateEvery to see it learn.";
        }

        if ((double)steps / streams.StepsPerEpoch > 20 && r.Model.Dropout == 0)
        {
            yield return "The text is read more than 20 times without dropout: the network may learn it by heart. Set model.dropout to 0.2 or more, or train.patience.";
        }
    }
}
