using Unroll.Data.Music;
using Unroll.Tasks.Compose;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Compose;

public sealed class ComposeTaskTests : IDisposable
{
    private readonly TemporaryFolder _folder = SmallMusic.Folder();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("model.output=chain")]
    [InlineData("model.output=independent")]
    public void Music_is_learned_better_than_its_baselines_know_it(string change)
    {
        TrainReport report = Train("run", change, "train.epochs=60", "data.transpose=2");
        Assert.Equal("nll", report.Validation.MainMetric);
        Assert.InRange(report.Validation.Metrics["nll"], 0, 0.85 * report.Validation.Baseline["nll"]);
        Assert.InRange(report.Validation.Baseline["nll"], 0, report.Validation.Others![NoteBaseline.FrequencyName]["nll"]);
        Assert.Equal(("steps", NoteBaseline.RepeatName), (report.Validation.Unit, report.Validation.BaselineName));
    }

    [Theory]
    [InlineData("model.output=chain", "model.cell=lstm", "model.layers=2")]
    [InlineData("model.output=independent", "train.window=5")]
    public void Going_on_after_a_stop_gives_the_same_file(params string[] change)
    {
        string[] changes = [.. change, "model.dropout=0.2", "train.average=0.9", "data.transpose=3"];
        Train("whole", changes);
        using CancellationTokenSource stop = new();
        Assert.True(Run("parts", false, p => { if (p.Step == 4) stop.Cancel(); }, stop.Token, 2, changes).Stopped);
        Run("parts", true, _ => { }, default, 1, changes);
        Assert.Equal(Model("whole"), Model("parts"));
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit_of_model_measure_or_music()
    {
        TrainReport one = Run("one", false, _ => { }, default, 1), three = Run("three", false, _ => { }, default, 3);
        Assert.Equal(Model("one"), Model("three"));
        Assert.Equal(one.Validation.Metrics, three.Validation.Metrics);
        ComposeSettings settings = new([[60]], "rising", 10, 1, 4);
        Assert.Equal(Load("one", 1).Compose(settings), Load("three", 3).Compose(settings));
    }

    [Fact]
    public void Measuring_again_gives_the_numbers_of_training()
    {
        TrainReport report = Train("run");
        Assert.Equal(report.Validation.Metrics, Load("run", 2).EvaluateValidation(SmallMusic.Recipe(_folder.Path)).Metrics);
        _folder.Write("new.json", SmallMusic.Json(3, seed: 9));
        EvaluateReport file = Load("run", 2).Evaluate(_folder.File("new.json")), stream = Load("run", 1).Evaluate(File.OpenRead(_folder.File("new.json")), "stdin");
        Assert.Equal(file.Metrics, stream.Metrics);
    }

    [Fact]
    public void The_style_decides_where_music_goes()
    {
        Train("run", "train.epochs=80");
        IComposeModel model = Load("run", 1);
        Assert.Equal(["falling", "rising"], model.Styles);
        Assert.InRange(Slope("rising"), 0.3, 3);
        Assert.InRange(Slope("falling"), -3, -0.3);
        Assert.Contains("Did you mean 'rising'?", Assert.Throws<DataException>(() => model.Compose(new([], "risin", 4, 1, 1))).Message);

        double Slope(string style)
        {
            double[] lowest = [.. model.Compose(new([[60, 64, 67]], style, 3, 0, 1)).Where(s => s.Length > 0).Select(s => s.Average())];
            return (lowest[^1] - lowest[0]) / (lowest.Length - 1);
        }
    }

    [Fact]
    public void A_folder_of_midi_files_is_learned_with_a_style_for_each_folder()
    {
        foreach (string style in (string[])["slow", "fast"])
        {
            for (int i = 0; i < 4; i++)
            {
                string path = _folder.Write($"songs/{style}/{i}.mid", "");
                File.WriteAllBytes(path, MidiWriter.Write([.. Enumerable.Range(0, 8).Select(t => new[] { 60 + i + (style == "slow" ? t / 4 : t) })], 0.5, 100));
            }
        }

        CheckReport check = new ComposeTask().Check(SmallMusic.Recipe(_folder.Path, "data.train=" + _folder.File("songs"), "data.style=folder"));
        Assert.Equal(6, check.Train.Counts[0].Count);
        Assert.Contains(check.Facts, f => f.Name == "styles" && f.Text.Contains("fast (") && f.Text.Contains("slow ("));
        Train("run", "data.train=" + _folder.File("songs"), "data.style=folder");
    }

    [Fact]
    public void The_check_says_what_there_is_to_learn_from()
    {
        CheckReport check = new ComposeTask().Check(SmallMusic.Recipe(_folder.Path, "train.window=6"));
        Assert.Equal((12, 4), (check.Train.Counts[0].Count, check.Valid.Counts[0].Count));
        Assert.Contains(check.Facts, f => f.Name == "windows");
        Assert.Contains(check.Facts, f => f.Name == "styles" && f.Text.StartsWith("falling (", StringComparison.Ordinal));
        Assert.Contains("also in the training data", new ComposeTask().Check(SmallMusic.Recipe(_folder.Path, "data.valid=" + _folder.File("tunes.json"))).Warnings[0]);
    }

    [Fact]
    public void A_single_piece_is_cut_in_time_and_one_step_is_too_little()
    {
        _folder.Write("one.json", "[[60],[61],[62],[63],[64],[65],[66],[67]]");
        CheckReport check = new ComposeTask().Check(SmallMusic.Recipe(_folder.Path, "data.train=" + _folder.File("one.json"), "data.style=none"));
        Assert.Equal((6, 2), (check.Train.Counts[1].Count, check.Valid.Counts[1].Count));
        _folder.Write("one.json", "[[60]]");
        Assert.Contains("one piece of one step", Check("data.style=none"));
        Assert.Contains("it has no style, expected a JSON object", Check("data.style=names"));

        string Check(string style) => Assert.Throws<DataException>(() => new ComposeTask().Check(SmallMusic.Recipe(_folder.Path, "data.train=" + _folder.File("one.json"), style))).Message;
    }

    private TrainReport Train(string output, params string[] changes) => Run(output, false, _ => { }, default, 2, changes);

    private TrainReport Run(string output, bool resume, Action<TrainProgress> progress, CancellationToken stop, int threads, params string[] changes) =>
        new ComposeTask().Train(SmallMusic.Recipe(_folder.Path, changes), new TrainSettings(_folder.File(output), threads, resume), progress, stop);

    private IComposeModel Load(string output, int threads) => (IComposeModel)new ComposeTask().Load(_folder.File($"{output}/model.safetensors"), threads);

    private byte[] Model(string output) => File.ReadAllBytes(_folder.File($"{output}/model.safetensors"));
}
