using Unroll.Tasks.Caption;
using Unroll.Tasks.Recipes;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Caption;

public sealed class CaptionTaskTests : IDisposable
{
    private const int Size = 8;
    private readonly TemporaryFolder _folder = new();

    /// <summary>Bars at one of four places, down or across: eight captions.</summary>
    public CaptionTaskTests()
    {
        List<string> lines = [];
        for (int i = 0; i < 64; i++)
        {
            bool down = i % 2 == 0;
            int place = i / 2 % 4;
            string name = _folder.Write($"images/{i}.pgm", "P2 8 8 255\n" + string.Join(' ', Enumerable.Range(0, Size * Size).Select(p => (down ? p % Size : p / Size) / 2 == place ? 180 + i : p * i % 7)));
            lines.Add($"images/{Path.GetFileName(name)}\ta {(down ? "column" : "row")}, number {new[] { "one", "two", "three", "four" }[place]}");
        }

        _folder.Write("captions.tsv", string.Join('\n', lines) + "\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Captions_are_learned_and_worth_nothing_about_other_images()
    {
        TrainReport report = Train("run", "train.epochs=40");
        Assert.Equal("exact", report.Validation.MainMetric);
        Assert.InRange(report.Validation.Metrics["exact"], 0.9, 1);
        Assert.InRange(report.Validation.Metrics["bleu"], 90, 100.001);
        Assert.InRange(report.Validation.Metrics["exactShuffled"], 0, 0.5);
        Assert.InRange(report.Validation.Baseline["exact"], 0, 0.4);

        ICaptionModel model = Load("run", 1);
        ImageCaption caption = model.Describe([_folder.File("images/0.pgm"), _folder.File("images/7.pgm")])[1];
        Assert.Equal("a row, number four", caption.Text);
        Assert.InRange(caption.Probability, 0.1, 1);
        Assert.Equal(caption.Text, model.Describe(File.OpenRead(_folder.File("images/7.pgm")), "stdin").Text);
        Assert.Equal(64, model.Evaluate(_folder.File("captions.tsv")).Count);
        Assert.Equal(report.Validation.Metrics, model.EvaluateValidation(Recipe()).Metrics);
    }

    [Fact]
    public void Going_on_after_a_stop_gives_the_same_file()
    {
        string[] changes = ["model.dropout=0.2", "train.average=0.9", "train.labelSmoothing=0.1"];
        Train("whole", changes);
        using CancellationTokenSource stop = new();
        Assert.True(Run("parts", false, p => { if (p.Step == 4) stop.Cancel(); }, stop.Token, 2, changes).Stopped);
        Run("parts", true, _ => { }, default, 1, changes);
        Assert.Equal(Model("whole"), Model("parts"));
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        TrainReport one = Run("one", false, _ => { }, default, 1), three = Run("three", false, _ => { }, default, 3);
        Assert.Equal(Model("one"), Model("three"));
        Assert.Equal(one.Validation.Metrics, three.Validation.Metrics);
    }

    [Fact]
    public void The_check_says_what_there_is_to_learn_from()
    {
        CheckReport check = new CaptionTask().Check(Recipe());
        Assert.Equal((48, 16), (check.Train.Counts[0].Count, check.Valid.Counts[0].Count));
        Assert.Equal(8, check.Train.Counts[1].Count);
        Assert.Empty(check.Warnings);
        _folder.Write("other.tsv", "images/0.pgm\tquite another text\n");
        Assert.Contains("not in the vocabulary", new CaptionTask().Check(Recipe("data.valid=" + _folder.File("other.tsv"))).Warnings[0]);
    }

    [Fact]
    public void Recipes_and_data_that_cannot_be_used_are_refused()
    {
        Assert.Contains("'data.shrink' is 3, expected a divisor of 8", Assert.Throws<DataException>(() => Recipe("data.shrink=3")).Message);
        _folder.Write("captions.tsv", "images/0.pgm\ta column\n");
        Assert.Contains("too few to hold back", Assert.Throws<DataException>(() => new CaptionTask().Check(Recipe())).Message);
        _folder.Write("captions.tsv", "images/0.pgm\ta column\nimages/none.pgm\ta row\n");
        Assert.Contains("line 2: Image", Assert.Throws<DataException>(() => new CaptionTask().Check(Recipe())).Message);
    }

    private Recipe Recipe(params string[] changes) => Unroll.Tasks.Recipes.Recipe.Parse("""
        {
          "task": "caption",
          "data": { "train": "captions.tsv", "canvas": 8, "shrink": 1, "validFraction": 0.25 },
          "model": { "cell": "gru", "hidden": 16, "embedding": 8 },
          "train": { "epochs": 3, "batch": 16, "learningRate": 0.01, "shards": 2, "seed": 2 },
        }
        """, "recipe.jsonc", _folder.Path, changes);

    private TrainReport Train(string output, params string[] changes) => Run(output, false, _ => { }, default, 2, changes);

    private TrainReport Run(string output, bool resume, Action<TrainProgress> progress, CancellationToken stop, int threads, params string[] changes) =>
        new CaptionTask().Train(Recipe(changes), new TrainSettings(_folder.File(output), threads, resume), progress, stop);

    private ICaptionModel Load(string output, int threads) => (ICaptionModel)new CaptionTask().Load(_folder.File($"{output}/model.safetensors"), threads);

    private byte[] Model(string output) => File.ReadAllBytes(_folder.File($"{output}/model.safetensors"));
}
