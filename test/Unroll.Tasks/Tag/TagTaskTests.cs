using Unroll.Tasks.Recipes;
using Unroll.Tasks.Tag;
using Unroll.Tasks.Tests.Runs;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Tag;

public sealed class TagTaskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("words")]
    [InlineData("entities")]
    [InlineData("series")]
    public void Neither_threads_nor_stopping_and_resuming_change_a_byte_of_the_model(string kind)
    {
        Recipe recipe = RecipeOf(kind);
        SameBytes.OnAnyThreadsAndResumed(new TagTask(), recipe, _folder, 3, 7);
    }

    [Theory]
    [InlineData("words", "accuracy", "most frequent tag")]
    [InlineData("entities", "entityF1", "entity dictionary")]
    [InlineData("series", "macroF1", "step alone (logistic regression)")]
    public void A_loaded_model_measures_what_training_reported_with_the_baseline_beside_it(string kind, string first, string baseline)
    {
        Recipe recipe = RecipeOf(kind);
        EvaluateReport trained = Train(recipe, "out", threads: 2).Validation;
        ITrainedModel model = new TagTask().Load(_folder.File("out/model.safetensors"), 1);
        EvaluateReport measured = model.EvaluateValidation(recipe);
        Assert.Equal(first, trained.Metrics.First().Key);
        Assert.Equal(baseline, trained.BaselineName);
        Assert.Equal(trained.Metrics, measured.Metrics);
        Assert.Equal(trained.Baseline, measured.Baseline);
        Assert.Equal(trained.Metrics, model.Evaluate(recipe.Resolve(new LabelledDataOptions(recipe.Values).Valid!)).Metrics);
        Assert.Equal(trained.Count, measured.Labels!.Sum(l => l.Count));
        string page = File.ReadAllText(_folder.File("out/report.html"));
        Assert.Contains(kind == "series" ? "Over time: c1.csv" : "tags wrong", page);
    }

    [Fact]
    public void A_series_model_finds_its_channels_by_name_whatever_else_a_file_has()
    {
        Train(RecipeOf("series"), "out", threads: 1);
        ITagModel model = (ITagModel)new TagTask().Load(_folder.File("out/model.safetensors"), 1);
        string[] lines = File.ReadAllLines(TagSamples.Small("gesture-phase", "c1.csv"));
        string unlabelled = _folder.Write("unlabelled.csv", string.Join('\n', lines.Select(l => l[..l.LastIndexOf(',')])) + "\n");
        string turned = _folder.Write("turned.csv", string.Join('\n', lines.Select(l => string.Join(',', l.Split(',').Reverse()))) + "\n");
        TaggedSequence expected = Assert.Single(model.TagFile(TagSamples.Small("gesture-phase", "c1.csv")));
        Assert.Equal(lines.Length - 1, expected.Tags.Count);
        Assert.Equal(expected.Tags, Assert.Single(model.TagFile(unlabelled)).Tags);
        Assert.Equal(expected.Tags, Assert.Single(model.TagFile(turned)).Tags);
        Assert.Contains("there is no column '4'", Assert.Throws<DataException>(() => model.TagFile(_folder.Write("short.csv", "1,2,4\n0.5,0.5,0.5\n"))).Message);
        Assert.Contains("the steps of series", Assert.Throws<DataException>(() => model.TagTexts(["some words"])).Message);
    }

    [Fact]
    public void A_sentence_is_tagged_the_same_from_text_from_words_and_from_a_file()
    {
        Train(RecipeOf("words"), "out", threads: 1);
        ITagModel model = (ITagModel)new TagTask().Load(_folder.File("out/model.safetensors"), 1);
        string[] words = ["The", "kettle", "is", "n't", "warm", "."];
        TaggedSequence expected = Assert.Single(model.TagSentences([words]));
        Assert.Equal(words, expected.Words);
        TaggedSequence text = Assert.Single(model.TagTexts(["The kettle isn't warm."]));
        Assert.Equal(expected.Words, text.Words);
        Assert.Equal(expected.Tags, text.Tags);
        string lines = string.Concat(words.Select((w, i) => $"{i + 1}\t{w}\t_\t_\t_\t_\t_\t_\t_\t_\n"));
        Assert.Equal(expected.Tags, Assert.Single(model.TagFile(_folder.Write("untagged.conllu", lines + "\n"))).Tags);
        Assert.Equal([0, 6], model.TagTexts(["", "The kettle isn't warm."]).Select(s => s.Tags.Count));
    }

    [Fact]
    public void Check_tells_words_that_training_has_not_and_windows()
    {
        CheckReport words = new TagTask().Check(RecipeOf("words"));
        Assert.Equal(16, words.Labels!.Count);
        Assert.Contains(words.Facts, f => f.Name == "unknown words");
        CheckReport series = new TagTask().Check(RecipeOf("series"));
        Assert.Contains(series.Facts, f => f.Name == "windows" && f.Text.Contains("at most 40"));
    }

    private static Recipe RecipeOf(string kind)
    {
        const string Model = "\"hidden\": 16, \"embedding\": 16, \"characterEmbedding\": 8, \"characterHidden\": 8, \"dropout\": 0.2, ";
        const string Train = "\"steps\": 12, \"batch\": 6, \"shards\": 3, \"learningRate\": 0.01, \"validateEvery\": 5, \"checkpointEvery\": 4, \"average\": 0.9";
        return kind switch
        {
            "words" => TagSamples.Recipe($"\"train\": {Path("ud-english-ewt", "train.conllu")}, \"valid\": {Path("ud-english-ewt", "dev.conllu")}, \"format\": \"conllu\", \"lowercase\": true",
                Model + "\"wordDropout\": 0.2", Train + ", \"labelSmoothing\": 0.1, \"classWeights\": 0.3"),
            "entities" => TagSamples.Recipe($"\"train\": {Path("wnut17", "train.conll")}, \"valid\": {Path("wnut17", "dev.conll")}", Model + "\"crf\": true, \"cell\": \"gru\"", Train),
            _ => TagSamples.Recipe(
                $"\"train\": {Path("gesture-phase", "")}, \"pattern\": \"a*.csv, b1.csv\", \"valid\": {Path("gesture-phase", "c1.csv")}, \"format\": \"series\", \"label\": \"Phase\"",
                Model + "\"inputDropout\": 0.1", Train + ", \"window\": 40, \"noise\": 0.1, \"stretch\": 0.1, \"recompute\": 8"),
        };
    }

    private static string Path(string recipe, string file) => TagSamples.Json(TagSamples.Small(recipe, file));

    private TrainReport Train(Recipe recipe, string output, int threads) =>
        new TagTask().Train(recipe, new TrainSettings(_folder.File(output), threads, Resume: false), _ => { }, CancellationToken.None);
}
