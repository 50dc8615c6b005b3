using System.Text.Json;
using System.Text.RegularExpressions;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.Commands;

[Collection(TrainedClassifiersCollection.Name)]
public sealed partial class ClassifyCommandTests(TrainedClassifiers models)
{
    private const string First = "Who wrote the atlas ?", Second = "Where is \"it\", then ?";

    [Fact]
    public void A_line_has_label_probability_and_text()
    {
        string[] lines = Lines(UnrollCommand.Run("classify", models.Model("trec"), First, Second));
        Assert.Equal(2, lines.Length);
        Assert.Matches(Line(), lines[0]);
        Assert.EndsWith("  " + First, lines[0]);
        Assert.EndsWith("  " + Second, lines[1]);
    }

    [Fact]
    public void Top_gives_more_labels_the_likeliest_first()
    {
        string[] lines = Lines(UnrollCommand.Run("classify", models.Model("trec"), First, "--top", "3"));
        double[] p = [.. lines.Select(l => double.Parse(Line().Match(l).Groups["p"].Value))];
        Assert.Equal(3, p.Length);
        Assert.Equal(p.OrderDescending(), p);
        Assert.Equal(5, Lines(UnrollCommand.Run("classify", models.Model("trec"), First, "--top", "99")).Length);
    }

    [Fact]
    public void Json_has_every_label_with_its_probability_and_a_version()
    {
        JsonElement json = JsonDocument.Parse(Lines(UnrollCommand.Run("classify", models.Model("trec"), Second, "--json")).Single()).RootElement;
        Assert.Equal((1, Second), (json.GetProperty("schema_version").GetInt32(), json.GetProperty("item").GetString()));
        JsonElement[] labels = [.. json.GetProperty("labels").EnumerateArray()];
        Assert.Equal(["0", "1", "3", "4", "5"], labels.Select(l => l.GetProperty("label").GetString()).Order());
        Assert.Equal(1, labels.Sum(l => l.GetProperty("probability").GetDouble()), 1e-5);
        Assert.Equal(labels[0].GetProperty("label").GetString(), json.GetProperty("label").GetString());
        Assert.Equal(labels[0].GetProperty("probability").GetDouble(), json.GetProperty("probability").GetDouble());
        json = JsonDocument.Parse(Lines(UnrollCommand.Run("classify", models.Model("trec"), Second, "--json", "--top", "2")).Single()).RootElement;
        Assert.Equal(2, json.GetProperty("labels").GetArrayLength());
    }

    [Fact]
    public void Csv_has_a_header_and_quotes_what_needs_them()
    {
        string[] lines = Lines(UnrollCommand.Run("classify", models.Model("trec"), First, Second, "--csv"));
        Assert.Equal("item,label,probability", lines[0]);
        Assert.Matches("^Who wrote the atlas \\?,[0-5],0\\.[0-9]{6}$", lines[1]);
        Assert.StartsWith("\"Where is \"\"it\"\", then ?\",", lines[2]);
    }

    [Fact]
    public void Standard_input_is_a_text_a_line_with_a_dash_and_without()
    {
        string expected = UnrollCommand.Run("classify", models.Model("trec"), First, Second, "--json").Out;
        Assert.Equal(expected, UnrollCommand.RunWith($"{First}\r\n{Second}", "classify", models.Model("trec"), "-", "--json").Out);
        Assert.Equal(expected, UnrollCommand.RunWith($"\uFEFF{First}\n{Second}\n", "classify", models.Model("trec"), "--json", "--threads", "1").Out);
    }

    [Fact]
    public void A_file_of_texts_needs_no_labels()
    {
        string file = models.Write("trec", "questions.txt", $"{First}\n{Second}\n");
        Assert.Equal(UnrollCommand.Run("classify", models.Model("trec"), First, Second, "--json").Out, TinyTraining.Expect(0, UnrollCommand.Run("classify", models.Model("trec"), "--file", file, "--json")).Out);
    }

    [Fact]
    public void A_table_gets_the_same_labels_with_its_label_column_and_without_from_a_file_and_from_a_pipe()
    {
        foreach (string recipe in (string[])["pendigits", "credit-card-fraud", "mnist1d"])
        {
            string data = models.Data(recipe), text = File.ReadAllText(data);
            bool first = recipe == "mnist1d";
            string bare = string.Concat(text.TrimEnd('\n').Split('\n').Select(l => (first ? l[(l.IndexOf(',') + 1)..] : l[..l.LastIndexOf(',')]) + "\n"));
            string[] with = Labels(UnrollCommand.Run("classify", models.Model(recipe), "--file", data, "--csv"));
            Assert.Equal(with, Labels(UnrollCommand.Run("classify", models.Model(recipe), "--file", models.Write(recipe, "bare.csv", bare), "--csv")));
            Assert.Equal(with, Labels(UnrollCommand.RunWith(bare, "classify", models.Model(recipe), "--file", "-", "--csv")));
            Assert.Equal(with, Labels(UnrollCommand.RunWith(bare, "classify", models.Model(recipe), "--csv")));
            Assert.True(with.Length >= 40);
        }
    }

    [Fact]
    public void A_sound_is_classified_under_any_name_alone_or_in_a_folder()
    {
        string folder = Path.GetDirectoryName(models.Write("fsdd", "mine/note.txt", "not a sound"))!;
        File.Copy(Path.Combine(models.Data("fsdd"), "1_ann_0.wav"), Path.Combine(folder, "recording.wav"), overwrite: true);
        string[] inFolder = Lines(UnrollCommand.Run("classify", models.Model("fsdd"), "--file", folder));
        Assert.Equal(Assert.Single(inFolder), Lines(UnrollCommand.Run("classify", models.Model("fsdd"), "--file", Path.Combine(folder, "recording.wav"))).Single());
        Assert.Contains("recording.wav", inFolder[0]);
    }

    [Theory]
    [InlineData(2, "trec", "are both given; expected one of them", "hello", "--file", "x.txt")]
    [InlineData(2, "trec", "--json and --csv are both given", "hello", "--json", "--csv")]
    [InlineData(2, "trec", "- stands beside other texts", "hello", "-")]
    [InlineData(2, "trec", "a TEXT is empty", "hello", " ")]
    [InlineData(2, "trec", "standard input is empty")]
    [InlineData(2, "trec", "--top is '0', expected an integer from 1", "hello", "--top", "0")]
    [InlineData(2, "pendigits", "the text 'hello' was given, but this model reads series-rows, not text. Give a file", "hello")]
    [InlineData(3, "trec", "Text 'nowhere.txt': there is no such file", "--file", "nowhere.txt")]
    [InlineData(3, "fsdd", "Data 'stdin': the format audio cannot be read from a pipe", "--file", "-")]
    [InlineData(4, "nowhere", "The model 'nowhere' does not exist", "hello")]
    public void What_cannot_be_classified_is_told(int code, string recipe, string expected, params string[] arguments)
    {
        ProcessResult r = TinyTraining.Expect(code, UnrollCommand.Run(["classify", recipe == "nowhere" ? recipe : models.Model(recipe), .. arguments]));
        Assert.Empty(r.Out);
        Assert.Contains(expected, r.Error);
    }

    [Fact]
    public void A_path_in_the_place_of_a_text_is_noticed() => Assert.Contains(
        "is a file or folder: give it with --file",
        TinyTraining.Expect(2, UnrollCommand.Run("classify", models.Model("pendigits"), models.Data("pendigits"))).Error);

    [Fact]
    public void An_empty_line_is_told_with_its_number() => Assert.Contains(
        "Text 'stdin', line 2: the line is empty",
        TinyTraining.Expect(3, UnrollCommand.RunWith("one\n\ntwo\n", "classify", models.Model("trec"))).Error);

    [Fact]
    public void A_model_of_another_task_says_which_verb_uses_it() => Assert.Contains(
        "is a model of the task 'classify', which 'complete' cannot use; expected a language model. Use it with 'unroll classify",
        TinyTraining.Expect(4, UnrollCommand.Run("complete", models.Model("trec"), "x")).Error);

    private static string[] Lines(ProcessResult r) => TinyTraining.Expect(0, r).Out.TrimEnd('\n').Split('\n');

    /// <summary>Label and probability of each row; what stands before them names the file.</summary>
    private static string[] Labels(ProcessResult r) => [.. Lines(r).Skip(1).Select(l => string.Join(',', l.Split(',')[^2..]))];

    [GeneratedRegex("^[0-5]  +(?<p>[0-9]+\\.[0-9]) %  ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();
}
