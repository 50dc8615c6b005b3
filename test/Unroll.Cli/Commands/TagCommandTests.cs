using System.Text.Json;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.Commands;

public sealed class TagCommandTests(TagCommandTests.Models models) : IClassFixture<TagCommandTests.Models>
{
    [Fact]
    public void A_word_and_its_tag_stand_on_a_line_and_sentences_are_parted_by_an_empty_one()
    {
        string[] lines = UnrollCommand.Succeed("tag", models.Words, "The cat slept.", "Anna laughed").Out.Split('\n');
        Assert.Equal(["The", "cat", "slept", ".", "", "Anna", "laughed", "", ""], lines.Select(l => l.Split('\t')[0]));
        Assert.All(lines.Where(l => l.Length > 0), l => Assert.Matches("^[^\t]+\t[A-Z]+$", l));
    }

    [Fact]
    public void Standard_input_is_a_sentence_a_line_and_json_an_object_a_sentence()
    {
        ProcessResult piped = TinyTraining.Expect(0, UnrollCommand.RunWith("The cat slept.\n\nAnna laughed\n", "tag", models.Words, "-", "--json"));
        JsonElement[] sentences = JsonLines.All(piped.Out);
        Assert.Equal([4, 0, 2], sentences.Select(s => s.GetProperty("tags").GetArrayLength()));
        Assert.Equal(["The", "cat", "slept", "."], sentences[0].GetProperty("words").EnumerateArray().Select(w => w.GetString()));
        Assert.All(sentences[0].GetProperty("probabilities").EnumerateArray(), p => Assert.InRange(p.GetDouble(), 0.0, 1.0));
        Assert.Equal(piped.Out, UnrollCommand.RunWith("The cat slept.\n\nAnna laughed\n", "tag", models.Words, "--json").Out);
    }

    [Fact]
    public void What_is_printed_can_be_read_and_measured_again()
    {
        string text = UnrollCommand.Succeed("tag", models.Entities, "Anna Berg sleeps", "we met in Oslo").Out;
        ProcessResult again = TinyTraining.Expect(0, UnrollCommand.RunWith(text, "tag", models.Entities, "--file", "-"));
        Assert.Equal(text, again.Out);
        ProcessResult measured = TinyTraining.Expect(0, UnrollCommand.RunWith(text, "evaluate", models.Entities, "-", "--json"));
        Assert.Equal(1, JsonLines.One(measured.Out).Number("metrics", "accuracy"));
    }

    [Fact]
    public void Of_a_series_a_table_with_a_label_for_each_step_is_printed()
    {
        string[] lines = UnrollCommand.Succeed("tag", models.Series, "--file", models.Table).Out.TrimEnd('\n').Split('\n');
        Assert.Equal("series,step,label,probability", lines[0]);
        Assert.Equal(File.ReadLines(models.Table).Count(), lines.Length);
        Assert.Matches(@"^1,1,[DHPRS],(0\.\d+|1)$", lines[1]);
        ProcessResult piped = TinyTraining.Expect(0, UnrollCommand.RunWith(File.ReadAllText(models.Table), "tag", models.Series));
        Assert.Equal(lines, piped.Out.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Wrong_use_says_what_is_expected()
    {
        UnrollCommand.Refuse(2, "got the text 'some words', expected a file", "tag", models.Series, "some words");
        UnrollCommand.Refuse(2, "got both TEXT and --file", "tag", models.Words, "some words", "--file", "x");
        UnrollCommand.Refuse(3, "nowhere.conllu': there is no such file", "tag", models.Words, "--file", "nowhere.conllu");
        UnrollCommand.Refuse(4, "does not exist", "tag", "nowhere", "some words");
        UnrollCommand.Refuse(4, "is a model of the task 'tag', which 'complete' cannot use", "complete", models.Words, "some words");
    }

    /// <summary>A model of each kind, trained once for all tests of this class.</summary>
    public sealed class Models : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Models()
        {
            Words = Train("words", "ud-english-ewt", "train.conllu", "\"format\": \"conllu\"", "");
            Entities = Train("entities", "wnut17", "train.conll", "\"format\": \"conll\"", "\"crf\": true,");
            Series = Train("series", "gesture-phase", "a1.csv", "\"format\": \"series\"", "");
        }

        public string Words { get; }

        public string Entities { get; }

        public string Series { get; }

        public string Table { get; } = Path.Combine(Repository.Root, "test", "Unroll.Cli", "SmallData", "gesture-phase", "c1.csv");

        public void Dispose() => _folder.Dispose();

        private string Train(string name, string data, string file, string format, string model)
        {
            string path = Path.Combine(Repository.Root, "test", "Unroll.Cli", "SmallData", data, file).Replace('\\', '/');
            string recipe = _folder.Write($"{name}.jsonc", $$"""
                {
                  "task": "tag",
                  "data": { "train": "{{path}}", {{format}} },
                  "model": { {{model}} "hidden": 16, "embedding": 16, "characterHidden": 8 },
                  "train": { "steps": 40, "batch": 8, "learningRate": 0.01, "window": 50 },
                }
                """);
            TinyTraining.Expect(0, UnrollCommand.Run("train", recipe, "--out", _folder.File(name), "--threads", "1"));
            return _folder.File(name);
        }
    }
}
