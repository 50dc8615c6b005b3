using System.Text.Json.Nodes;
using Unroll.Storage;
using Unroll.Tasks;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Translate;

namespace Unroll.Translation;

/// <summary>What both sides do: a trained model, some of the batches that it was trained on, and the sources of its validation data.</summary>
/// <param name="File">The model.</param>
/// <param name="Recipe">The recipe that lies beside it.</param>
/// <param name="Train">The pairs of the batches.</param>
/// <param name="Batches">Numbers of pairs.</param>
/// <param name="Sources">The tokens of each source to translate.</param>
internal sealed record Workload(TranslateFile File, Recipe Recipe, EncodedPairs Train, int[][] Batches, IReadOnlyList<int[]> Sources)
{
    /// <summary>So many batches, from all over an epoch, have its lengths.</summary>
    private const int MostBatches = 32;

    /// <summary>Reads the folder of a run.</summary>
    public static Workload Read(string run)
    {
        TranslateFile file = TranslateFile.Format.Read(Path.Combine(run, RunFiles.Model));
        Recipe recipe = Recipe.Load(Path.Combine(run, RunFiles.Recipe));
        TranslateDataOptions options = new(recipe.Values);
        PairReader reader = new(options);
        EncodedPairs all = file.Encoding.Encode(reader.Read(recipe.Resolve(options.Train)));
        EncodedPairs train = all.Only([.. Enumerable.Range(0, all.Count).Where(i => all.Sources[i].Length - 1 <= options.MaxLength && all.Targets[i].Length <= options.MaxLength)]);
        int[][] epoch = TranslateTrainable.Batches(train, recipe.Train).Epoch(0);
        int count = Math.Min(MostBatches, epoch.Length);
        int[][] batches = [.. Enumerable.Range(0, count).Select(i => epoch[(int)((long)i * epoch.Length / count)])];
        string valid = options.Valid ?? throw new DataException($"'{run}': the recipe has no 'data.valid', expected validation data in a file, whose sources are translated. Train with one.");
        return new Workload(file, recipe, train, batches, [.. reader.Read(recipe.Resolve(valid)).Select(p => file.Encoding.EncodeSource(p.Source))]);
    }

    /// <summary>Writes all of it as JSON, for a peer.</summary>
    public void Export(string path)
    {
        TranslateModelOptions model = new(Recipe.Values);
        DecodeOptions decode = new(Recipe.Values);
        JsonObject sizes = new()
        {
            ["cell"] = model.Cell,
            ["embedding"] = model.Embedding,
            ["hidden"] = Recipe.Values.Integer(ModelKeys.Hidden),
            ["layers"] = model.Layers,
            ["encoder_layers"] = model.EncoderLayers,
            ["bidirectional"] = model.Bidirectional,
            ["tie_weights"] = model.TieWeights,
            ["dropout"] = model.Dropout,
            ["embedding_dropout"] = model.EmbeddingDropout,
            ["label_smoothing"] = Recipe.Train.LabelSmoothing,
        };
        JsonArray batches = [.. Batches.Select(b => (JsonNode)new JsonArray([.. b.Select(i => (JsonNode)new JsonArray(Ids(Train.Sources[i]), Ids(Train.Targets[i])))]))];
        JsonObject all = new()
        {
            ["model"] = Path.GetFullPath(File.Path),
            ["sizes"] = sizes,
            ["end"] = File.Encoding.Target.End,
            ["beam"] = decode.Beam,
            ["length_penalty"] = decode.LengthPenalty,
            ["max_length"] = decode.MaxLength,
            ["batches"] = batches,
            ["sources"] = new JsonArray([.. Sources.Select(s => (JsonNode)Ids(s))]),
        };
        AtomicFile.WriteText(path, all.ToJsonString());
    }

    /// <summary>Token ids as JSON.</summary>
    public static JsonArray Ids(IEnumerable<int> ids) => [.. ids.Select(id => (JsonNode)id)];
}
