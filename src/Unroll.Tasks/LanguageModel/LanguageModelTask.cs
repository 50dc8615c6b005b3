using Unroll.Data.Vocabularies;
using Unroll.Layers;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.LanguageModel;

/// <inheritdoc/>
public sealed class LanguageModelTask : ILanguageModelTask
{
    /// <inheritdoc/>
    public CheckReport Check(Recipe r)
    {
        LanguageModelText text = LanguageModelText.Read(r);
        IVocabulary vocabulary = text.BuildVocabulary(r.Data);
        int[] train = vocabulary.Encode(text.Train), valid = vocabulary.Encode(text.Valid);
        LanguageModelNetwork network = new(r.Model, vocabulary.Count);
        TokenStreams streams = new(train, r.Train.Batch, r.Train.Context, r.Train.StateReset, r.Train.Seed);
        long steps = Steps(r.Train, streams);
        long parameters = network.Parameters.Count;

        // Parameters, optimiser, one gradient a shard and two packed copies; activations of a step: recurrent layers, their inputs and logits with gradients.
        network.Recurrent.Recompute = r.Train.Recompute;
        long recurrent = r.Train.Shards * network.Recurrent.TrainingBytes(r.Train.Context, (r.Train.Batch + r.Train.Shards - 1) / r.Train.Shards);
        long activations = (long)r.Train.Batch * r.Train.Context * ((r.Model.Layers * r.Model.Hidden * 3) + (2 * vocabulary.Count));
        long memory = (4 * ((parameters * (5 + r.Train.Shards)) + activations)) + recurrent;
        return new CheckReport(r.Task, text.TrainSource, text.Train.Length, train.Length, text.ValidSource, text.Valid.Length, valid.Length, vocabulary.Kind,
            vocabulary.Count, [.. train.Take(16).Select(vocabulary.Token)], parameters, steps, (double)steps / streams.StepsPerEpoch, memory, [.. Warnings(r, vocabulary, valid, steps, streams)]);
    }

    /// <inheritdoc/>
    public TrainReport Train(Recipe r, TrainSettings s, Action<TrainProgress> progress, CancellationToken stop)
    {
        using TrainingRun run = new(r, s, progress);
        return run.Execute(stop);
    }

    /// <inheritdoc/>
    public ILanguageModel Load(string modelPath, int threads) => new TrainedLanguageModel(LanguageModelFile.Read(modelPath), threads);

    /// <inheritdoc/>
    public ExportReport Quantize(string modelPath, WeightPrecision precision, string target) => LanguageModelFile.Quantize(modelPath, precision, target);

    internal static long Steps(TrainOptions options, TokenStreams streams) =>
        options.Steps ?? Math.Max(1, (long)Math.Round(options.Epochs!.Value * streams.StepsPerEpoch));

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
