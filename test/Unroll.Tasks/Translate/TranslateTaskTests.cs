using Unroll.Tasks.Recipes;
using Unroll.Tasks.Tests.Runs;
using Unroll.Tasks.Translate;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Translate;

public sealed class TranslateTaskTests : IDisposable
{
    private const string Small = "\"hidden\": 16, \"embedding\": 16, \"dropout\": 0.1, \"embeddingDropout\": 0.1";
    private const string Short = "\"steps\": 12, \"batch\": 6, \"shards\": 3, \"learningRate\": 0.01, \"validateEvery\": 5, \"checkpointEvery\": 4, \"average\": 0.9, \"labelSmoothing\": 0.1";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\"tieEmbeddings\": true, \"tieWeights\": true, \"wordDropout\": 0.1", "\"batchTokens\": 40", "\"tokens\": \"bpe\", \"vocabularySize\": 290")]
    [InlineData("\"attention\": \"none\", \"cell\": \"gru\"", "\"recompute\": 3", "\"tokens\": \"word\"")]
    [InlineData("\"inputFeeding\": true, \"layers\": 2", "\"scheduledSampling\": 0.5", "\"tokens\": \"char\"")]
    [InlineData("\"stateDropout\": 0.2, \"inputDropout\": 0.2", "\"best\": \"loss\"", "\"tokens\": \"word\", \"targetTokens\": \"symbols\"")]
    public void Neither_threads_nor_stopping_and_resuming_change_a_byte_of_the_model(string model, string train, string data)
    {
        Recipe recipe = RecipeOf(data, $"{Small}, {model}", $"{Short}, {train}");
        SameBytes.OnAnyThreadsAndResumed(new TranslateTask(), recipe, _folder, 3, 7);
    }

    [Fact]
    public void It_learns_a_language_whose_words_stand_backwards()
    {
        Recipe recipe = RecipeOf("\"tokens\": \"word\"", "\"hidden\": 64, \"embedding\": 32", "\"epochs\": 30, \"batch\": 16, \"learningRate\": 0.01, \"schedule\": \"cosine\"", pairs: 300);
        EvaluateReport report = Train(recipe, "out", threads: 2).Validation;
        Assert.True(report.Metrics["exact"] > 0.9, $"only {report.Metrics["exact"]:P0} are right");
        Assert.True(report.Metrics["bleu"] > report.Baseline["bleu"]);
        ITranslationModel model = (ITranslationModel)new TranslateTask().Load(_folder.File("out/model.safetensors"), 1);
        Assert.Equal("nam dlo.", model.Translate(["old man."])[0].Targets[0].Text);
        Assert.Equal("nam dlo.", string.Concat(model.Stream("old man.")));

        // Attention reads backwards too: the first word that is written comes of the last one.
        AttentionWeights attention = model.Translate(["old man."], new TranslateSettings { Attention = true })[0].Targets[0].Attention!;
        Assert.Equal("nam", attention.Target[0]);
        Assert.Equal(1, attention.Weights[0].ToArray().IndexOf(attention.Weights[0].Max()));
    }

    [Theory]
    [InlineData("\"tokens\": \"bpe\", \"vocabularySize\": 290", "bleu")]
    [InlineData("\"tokens\": \"char\"", "cer")]
    [InlineData("\"tokens\": \"symbols\"", "wer")]
    public void A_loaded_model_measures_what_training_reported_with_baselines_beside_it(string data, string first)
    {
        Recipe recipe = RecipeOf(data, Small, Short);
        EvaluateReport trained = Train(recipe, "out", threads: 2).Validation;
        ITrainedModel model = new TranslateTask().Load(_folder.File("out/model.safetensors"), 1);
        EvaluateReport measured = model.EvaluateValidation(recipe);
        Assert.Equal(first, trained.Metrics.First().Key);
        Assert.Equal(trained.Metrics, measured.Metrics);
        Assert.Equal(trained.Baseline, measured.Baseline);
        Assert.Equal("nearest neighbour in train", measured.BaselineName);
        Assert.Equal(["copy the source"], measured.Others!.Keys);
        Assert.Equal(trained.Metrics, model.Evaluate(_folder.File("valid.tsv")).Metrics);
        Assert.Equal(first == "wer" ? null : "nrefs:1", measured.Signature?[..7]);
        string page = File.ReadAllText(_folder.File("out/report.html"));
        Assert.Contains("Attention:", page);

        File.Delete(_folder.File("out/recipe.json"));
        Assert.Equal("copy the source", model.Evaluate(_folder.File("valid.tsv")).BaselineName);
    }

    [Fact]
    public void Check_tells_sizes_and_pairs_that_are_too_long()
    {
        CheckReport report = new TranslateTask().Check(RecipeOf("\"tokens\": \"word\", \"maxLength\": 5", Small, Short));
        Assert.Contains("have more than", report.Warnings[0].Replace("has more", "have more", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("pairs.tsv', line", report.Warnings[0], StringComparison.Ordinal);
        Assert.True(report.Train.Counts[0].Count < 40);
        Assert.Equal(12, report.Steps);
        Assert.Contains(report.Facts, f => f.Name == "unknown words");
        Assert.Contains("all 40 pairs are longer", Assert.Throws<DataException>(() => new TranslateTask().Check(RecipeOf("\"tokens\": \"char\", \"maxLength\": 2", Small, Short))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_longer_than_training_had_is_refused_with_its_line()
    {
        Train(RecipeOf("\"tokens\": \"word\", \"maxLength\": 8", Small, Short), "out", threads: 1);
        ITranslationModel model = (ITranslationModel)new TranslateTask().Load(_folder.File("out/model.safetensors"), 1);
        DataException e = Assert.Throws<DataException>(() => model.Translate(["short", "one two three four five six seven eight nine"], new TranslateSettings { Place = new("in.txt", 4) }));
        Assert.Contains("Text 'in.txt', line 5: it has 9 tokens, expected at most 8", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"tokens\": \"bpe\", \"vocabularySize\": 256", "", "expected more than 256")]
    [InlineData("\"targetTokens\": \"char\", \"sharedVocabulary\": true", "", "the tokens are \"bpe\" on one side")]
    [InlineData("\"sharedVocabulary\": false", "\"tieEmbeddings\": true", "the two sides have tokens of their own")]
    [InlineData("", "\"hidden\": 33", "expected an even number")]
    [InlineData("", "\"attention\": \"none\", \"inputFeeding\": true", "both need attention")]
    [InlineData("", "\"inputFeeding\": true, \"stateDropout\": 0.1", "cannot drop the same units")]
    public void Keys_that_do_not_go_together_are_told(string data, string model, string expected) =>
        Assert.Contains(expected, Assert.Throws<DataException>(() => TranslateSamples.Recipe("\"train\": \"t\"" + (data.Length > 0 ? ", " : "") + data, model)).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_two_aligned_files_both_are_named_or_none() =>
        Assert.Contains("only one of 'data.source' and 'data.target'",
            Assert.Throws<DataException>(() => new TranslateTask().Check(TranslateSamples.Recipe("\"train\": \"t\", \"format\": \"aligned\", \"source\": \"de\""))).Message, StringComparison.Ordinal);

    private Recipe RecipeOf(string data, string model, string train, int pairs = 40)
    {
        string path = _folder.Write("pairs.tsv", TranslateSamples.Table(pairs)), valid = _folder.Write("valid.tsv", TranslateSamples.Table(12, seed: 2));
        return TranslateSamples.Recipe($"\"train\": \"{path.Replace('\\', '/')}\", \"valid\": \"{valid.Replace('\\', '/')}\", \"format\": \"tsv\", {data}", model, train);
    }

    private TrainReport Train(Recipe recipe, string output, int threads) =>
        new TranslateTask().Train(recipe, new TrainSettings(_folder.File(output), threads, Resume: false), _ => { }, CancellationToken.None);
}
