using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.Commands;

public sealed class TranslateCommandTests(TranslateCommandTests.Models models) : IClassFixture<TranslateCommandTests.Models>
{
    [Fact]
    public void A_line_comes_out_for_each_line_in_order_from_text_file_and_standard_input()
    {
        const string Lines = "one two\nthree\nfour one three two\n";
        string[] alone = [.. Lines.TrimEnd('\n').Split('\n').Select(l => UnrollCommand.Succeed("translate", models.Attentive, l).Out)];
        Assert.Equal(string.Concat(alone), TinyTraining.Expect(0, UnrollCommand.RunWith(Lines, "translate", models.Attentive)).Out);
        Assert.Equal(string.Concat(alone), TinyTraining.Expect(0, UnrollCommand.RunWith(Lines, "translate", models.Attentive, "-", "--threads", "2")).Out);
        string gz = models.Write("lines.txt.gz", "");
        using (GZipStream zip = new(File.Create(gz), CompressionLevel.Fastest))
            zip.Write(Encoding.UTF8.GetBytes(Lines));
        Assert.Equal(string.Concat(alone), UnrollCommand.Succeed("translate", models.Attentive, gz).Out);
    }

    [Fact]
    public void Json_gives_source_target_and_score_and_with_attention_the_weights()
    {
        string picture = models.Write("map.svg", "");
        JsonElement one = JsonLines.One(UnrollCommand.Succeed("translate", models.Attentive, "one two three", "--json", "--attention", picture).Out);
        Assert.Equal("one two three", one.Text("source"));
        Assert.Equal(UnrollCommand.Succeed("translate", models.Attentive, "one two three").Out, one.Text("target") + "\n");
        Assert.True(one.GetProperty("score").GetDouble() < 0);
        JsonElement attention = one.GetProperty("attention");
        Assert.Equal(["one", "two", "three", "(end)"], attention.GetProperty("source").EnumerateArray().Select(w => w.GetString()));
        Assert.Equal(attention.GetProperty("target").GetArrayLength(), attention.GetProperty("weights").GetArrayLength());
        Assert.All(attention.GetProperty("weights").EnumerateArray(), row => Assert.Equal(4, row.GetArrayLength()));
        Assert.StartsWith("<svg", File.ReadAllText(picture));
        Assert.Equal(4 * attention.GetProperty("target").GetArrayLength(), File.ReadAllText(picture).Split("<rect ").Length - 1);
    }

    [Fact]
    public void Several_translations_come_with_rank_and_score_the_best_first()
    {
        string[][] rows = [.. UnrollCommand.Succeed("translate", models.Attentive, "one two", "--best", "3").Out.TrimEnd('\n').Split('\n').Select(l => l.Split('\t'))];
        Assert.Equal(["1", "2", "3"], rows.Select(r => r[0]));
        JsonElement json = JsonLines.One(UnrollCommand.Succeed("translate", models.Attentive, "one two", "--best", "3", "--json").Out);
        Assert.Equal(rows.Select(r => r[2]), json.GetProperty("best").EnumerateArray().Select(b => b.Text("target")));
    }

    [Fact]
    public void A_stream_is_what_a_beam_of_one_finds()
    {
        string greedy = UnrollCommand.Succeed("translate", models.Attentive, "four three two one", "--beam", "1").Out;
        Assert.Equal(greedy, UnrollCommand.Succeed("translate", models.Attentive, "four three two one", "--stream").Out);
        JsonElement[] pieces = JsonLines.All(UnrollCommand.Succeed("translate", models.Attentive, "four three two one", "--stream", "--json").Out);
        Assert.Equal(greedy.TrimEnd('\n'), string.Concat(pieces[..^1].Select(p => p.Text("text"))));
        Assert.True(pieces[^1].GetProperty("done").GetBoolean());
    }

    [Fact]
    public void Aligned_data_is_named_by_its_source_by_braces_or_by_both_names()
    {
        string[] reports = [.. ((string[])["valid.src", "valid.{src,tgt}", $"valid.src,{models.Path("valid.tgt")}"]).Select(d => UnrollCommand.Succeed("evaluate", models.Attentive, models.Path(d), "--json").Out)];
        Assert.Equal(reports[0], reports[1]);
        Assert.Equal(reports[0], reports[2]);
        JsonElement report = JsonLines.One(reports[0]);
        Assert.Equal(["bleu", "chrf", "exact", "loss", "perplexity"], report.GetProperty("metrics").EnumerateObject().Select(m => m.Name));
        Assert.StartsWith("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:", report.Text("signature"));
        Assert.Equal("nearest neighbour in train", report.Text("baseline_name"));
        Assert.Equal(6, report.Number("count"));
    }

    [Fact]
    public void Wrong_use_says_what_is_expected()
    {
        UnrollCommand.Refuse(2, "--stream writes the likeliest word", "translate", models.Attentive, "one", "--stream", "--best", "2");
        UnrollCommand.Refuse(2, "--attention draws one text", "translate", models.Attentive, models.Path("valid.src"), "--attention", models.Path("x.svg"));
        UnrollCommand.Refuse(2, "a model with attention", "translate", models.Blind, "one", "--attention", models.Path("x.svg"));
        UnrollCommand.Refuse(3, "has 13 tokens, expected at most 12", "translate", models.Attentive, string.Join(' ', Enumerable.Repeat("one", 13)));
        UnrollCommand.Refuse(3, "valid.xyz.gz' has no part 'src'", "evaluate", models.Attentive, "valid.xyz.gz");
        UnrollCommand.Refuse(4, "which 'tag' cannot use; expected", "tag", models.Attentive, "one");
        ProcessResult empty = TinyTraining.Expect(3, UnrollCommand.RunWith("one\n\ntwo\n", "translate", models.Attentive));
        Assert.Contains("'stdin', line 2: the line is empty", empty.Error);
    }

    /// <summary>A model with attention and one without, trained once for all tests of this class.</summary>
    public sealed class Models : IDisposable
    {
        private static readonly string[] s_words = ["one", "two", "three", "four"], s_others = ["eins", "zwei", "drei", "vier"];
        private readonly TemporaryFolder _folder = new();

        public Models()
        {
            WritePairs("train", 40);
            WritePairs("valid", 6);
            Attentive = Train("attentive", "general");
            Blind = Train("blind", "none");
        }

        public string Attentive { get; }

        public string Blind { get; }

        public string Path(string name) => _folder.File(name);

        public string Write(string name, string text) => _folder.Write(name, text);

        public void Dispose() => _folder.Dispose();

        private void WritePairs(string name, int count)
        {
            int[][] sentences = [.. Enumerable.Range(name.Length, count).Select(i => Enumerable.Range(0, 1 + (i % 5)).Select(k => ((i * 7) + (k * (i + 3))) % 4).ToArray())];
            _folder.Write($"{name}.src", string.Concat(sentences.Select(s => string.Join(' ', s.Select(w => s_words[w])) + "\n")));
            _folder.Write($"{name}.tgt", string.Concat(sentences.Select(s => string.Join(' ', s.Select(w => s_others[w])) + "\n")));
        }

        private string Train(string name, string attention)
        {
            string recipe = _folder.Write($"{name}.jsonc", $$"""
                {
                  "task": "translate",
                  "data": { "train": "train.{src,tgt}", "valid": "valid.{src,tgt}", "tokens": "word", "maxLength": 12 },
                  "model": { "hidden": 32, "embedding": 16, "attention": "{{attention}}" },
                  "train": { "steps": 30, "batch": 8, "learningRate": 0.01 },
                  "decode": { "maxLength": 20 }
                }
                """);
            string output = _folder.File(name);
            TinyTraining.Expect(0, UnrollCommand.Run("train", recipe, "--out", output));
            return output;
        }
    }
}
