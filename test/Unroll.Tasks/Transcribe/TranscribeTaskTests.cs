using Unroll.Tasks.Recipes;
using Unroll.Tasks.Tests.Runs;
using Unroll.Tasks.Transcribe;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Transcribe;

public sealed class TranscribeTaskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TranscribeTaskTests() => TinyRecordings.WriteTones(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tones")]
    [InlineData("writings")]
    public void Neither_threads_nor_stopping_and_resuming_change_a_byte_of_the_model(string kind)
    {
        Recipe recipe = RecipeOf(kind);
        SameBytes.OnAnyThreadsAndResumed(new TranscribeTask(), recipe, _folder, 2, 8);
    }

    [Theory]
    [InlineData("tones", "der")]
    [InlineData("writings", "cer")]
    public void A_loaded_model_measures_what_training_reported_with_the_baseline_beside_it(string kind, string first)
    {
        Recipe recipe = RecipeOf(kind);
        EvaluateReport trained = Train(recipe, "out", threads: 2).Validation;
        ITrainedModel model = Load("out");
        EvaluateReport measured = model.EvaluateValidation(recipe);
        Assert.Equal((first, first), (trained.Metrics.First().Key, trained.MainMetric));
        Assert.Equal(trained.Metrics, measured.Metrics);
        Assert.Equal(trained.Baseline, measured.Baseline);
        Assert.Equal(trained.Count, measured.Count);
        Assert.StartsWith("most frequent ", trained.BaselineName);
        Assert.Single(trained.Others!);
        string page = File.ReadAllText(_folder.File("out/report.html"));
        Assert.Contains("Over time: ", page);
        Assert.Contains("How likely each symbol is at every step", page);
    }

    [Fact]
    public void What_can_be_told_apart_is_learned()
    {
        EvaluateReport tones = Train(RecipeOf("tones", "train.epochs=20", "model.direction=bidirectional"), "tones-out", threads: 2).Validation;
        Assert.InRange(tones.Metrics["der"], 0, 0.1);
        EvaluateReport writings = Train(RecipeOf("writings", "train.epochs=40"), "writings-out", threads: 2).Validation;
        Assert.InRange(writings.Metrics["cer"], 0, 0.1);
        Assert.True(writings.Baseline["cer"] > 0.3);
    }

    [Fact]
    public void A_folder_of_single_takes_is_measured_on_the_same_strings_each_time()
    {
        Train(RecipeOf("tones"), "out", threads: 1);
        TinyRecordings.WriteTones(_folder, "others");
        EvaluateReport once = Load("out").Evaluate(_folder.File("others")), again = Load("out").Evaluate(_folder.File("others"));
        Assert.Equal(12, once.Count);
        Assert.Equal(once.Metrics, again.Metrics);
    }

    [Fact]
    public void A_folder_with_transcripts_is_measured_as_it_is()
    {
        Train(RecipeOf("tones"), "out", threads: 1);
        float[] sound = [.. TinyRecordings.Tone(0, 1, 900), .. new float[900], .. TinyRecordings.Tone(2, 1, 900)];
        TinyRecordings.WriteWav(_folder, "whole/a.wav", sound);
        TinyRecordings.WriteWav(_folder, "whole/b.wav", sound);
        _folder.Write("whole/transcripts.tsv", "b.wav\t02\r\na.wav\t20\r\n");
        EvaluateReport report = Load("out").Evaluate(_folder.File("whole"));
        Assert.Equal(2, report.Count);

        // The same answer to the same sound, of which one can be right at most.
        Assert.InRange(report.Metrics["exact"], 0, 0.5);
        Assert.Equal(2, Load("out").Transcribe(_folder.File("whole")).Count);
    }

    [Fact]
    public void A_file_is_transcribed_the_same_alone_and_among_others()
    {
        Train(RecipeOf("tones"), "out", threads: 1);
        ITranscribeModel model = Load("out");
        IReadOnlyList<Transcript> all = model.Transcribe(_folder.File("tones"));
        Assert.Equal(36, all.Count);
        foreach (Transcript transcript in all.Take(5))
        {
            Transcript alone = Assert.Single(model.Transcribe(transcript.Source.Trim('\'')));
            Assert.Equal(transcript.Text, alone.Text);
            Assert.Equal(transcript.Symbols, alone.Symbols);
            using FileStream piped = File.OpenRead(transcript.Source.Trim('\''));
            Assert.Equal(transcript.Text, Assert.Single(model.Transcribe(piped, "stdin")).Text);
        }
    }

    [Fact]
    public void A_model_in_fewer_bits_loads_and_measures()
    {
        Recipe recipe = RecipeOf("tones");
        Train(recipe, "out", threads: 1);
        new TranscribeTask().Quantize(_folder.File("out/model.safetensors"), Layers.WeightPrecision.Int8, _folder.File("small.safetensors"));
        Assert.Equal(12, new TranscribeTask().Load(_folder.File("small.safetensors"), 1).EvaluateValidation(recipe).Count);
    }

    [Fact]
    public void Check_says_what_training_would_work_on()
    {
        CheckReport report = new TranscribeTask().Check(RecipeOf("tones"));
        Assert.Equal(("strings", 48L), (report.Train.Counts[0].Unit, report.Train.Counts[0].Count));
        Assert.Equal(12, report.Valid.Counts[0].Count);
        Assert.Equal(["0", "1", "2"], report.Labels!.Select(l => l.Label));
        Assert.Contains("24 recordings to learn from, 12 others", report.Facts.Single(f => f.Name == "joined").Text);
        Assert.Contains("35 ms", report.Facts.Single(f => f.Name == "streaming").Text);
    }

    private Recipe RecipeOf(string kind, params string[] overrides) => kind == "tones" ? TinyRecordings.Tones(_folder, overrides) : TinyRecordings.Writings(_folder, overrides);

    private ITranscribeModel Load(string output) => (ITranscribeModel)new TranscribeTask().Load(_folder.File($"{output}/model.safetensors"), 2);

    private TrainReport Train(Recipe recipe, string output, int threads) =>
        new TranscribeTask().Train(recipe, new TrainSettings(_folder.File(output), threads, Resume: false), static _ => { }, default);
}
