using System.Text.Json;
using Unroll.Cli.Tests.SmallData;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.Commands;

public sealed class TranscribeCommandTests(TranscribeCommandTests.Models models) : IClassFixture<TranscribeCommandTests.Models>
{
    [Fact]
    public void A_text_is_printed_for_each_sound_and_of_a_folder_its_name_before_it()
    {
        string text = UnrollCommand.Succeed("transcribe", models.Streaming, models.Call).Out;
        Assert.Matches("^[012]*\n$", text);
        string[] all = UnrollCommand.Succeed("transcribe", models.Streaming, models.Sounds).Out.TrimEnd('\n').Split('\n');
        Assert.Equal(36, all.Length);
        Assert.All(all, l => Assert.Matches(@"^[^\t]+\.wav\t[012]*$", l));
    }

    [Fact]
    public void Json_has_every_symbol_with_its_place_and_probability()
    {
        JsonElement one = JsonLines.One(UnrollCommand.Succeed("transcribe", models.Streaming, models.Call, "--json").Out);
        Assert.Equal(models.Call, one.Text("source"));
        JsonElement[] symbols = [.. one.GetProperty("symbols").EnumerateArray()];
        Assert.Equal(one.Text("text"), string.Concat(symbols.Select(s => s.Text("symbol"))));
        Assert.All(symbols, s => Assert.InRange(s.Number("probability"), 0, 1));
        Assert.Equal(symbols.Select(s => s.Number("at_seconds")).Order(), symbols.Select(s => s.Number("at_seconds")));
        Assert.Contains("\"at_point\"", UnrollCommand.Succeed("transcribe", models.Strokes, models.Words, "--json").Out);
    }

    [Fact]
    public void A_stream_gives_the_text_of_the_whole_symbol_by_symbol_and_says_its_delay()
    {
        string whole = UnrollCommand.Succeed("transcribe", models.Streaming, models.Call).Out.TrimEnd('\n');
        Assert.NotEmpty(whole);
        JsonElement[] events = JsonLines.All(UnrollCommand.Succeed("transcribe", models.Streaming, models.Call, "--stream", "--json").Out);
        Assert.Equal(whole, events[^1].Text("text"));
        Assert.Equal(whole, string.Concat(events[..^1].Select(e => e.Text("symbol"))));
        Assert.Equal((35, 20), (events[^1].Number("delay_ms"), events[^1].Number("step_ms")));
        Assert.All(events[..^1], e => Assert.True(e.Number("sure_seconds") > e.Number("at_seconds")));
        Assert.InRange(events[0].Number("sure_seconds"), 0, events[^1].Number("seconds") / 2);
        string[] lines = UnrollCommand.Succeed("transcribe", models.Streaming, models.Call, "--stream").Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(whole, string.Concat(lines.Select(l => l.Split('\t')[1])));
    }

    [Fact]
    public void Standard_input_is_a_sound_or_strokes()
    {
        string whole = UnrollCommand.Succeed("transcribe", models.Streaming, models.Call).Out;
        ProcessResult piped = ProcessRunner.Run("/bin/sh", ["-c", $"cat '{models.Call}' | '{ProcessRunner.DotNet}' '{UnrollCommand.Dll}' transcribe '{models.Streaming}' -"]);
        Assert.Equal(whole, TinyTraining.Expect(0, piped).Out);
        string streamed = TinyTraining.Expect(0, ProcessRunner.Run("/bin/sh", ["-c", $"cat '{models.Call}' | '{ProcessRunner.DotNet}' '{UnrollCommand.Dll}' transcribe '{models.Streaming}' --stream"])).Out;
        Assert.Equal(whole.TrimEnd('\n'), string.Concat(streamed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')[1])));
        string words = UnrollCommand.Succeed("transcribe", models.Strokes, models.Words).Out;
        Assert.Equal(words, TinyTraining.Expect(0, UnrollCommand.RunWith(File.ReadAllText(models.Words), "transcribe", models.Strokes, "-")).Out);
    }

    [Fact]
    public void Wrong_use_says_what_is_expected()
    {
        UnrollCommand.Refuse(2, "--beam is '0', expected an integer from 1", "transcribe", models.Streaming, models.Call, "--beam", "0");
        UnrollCommand.Refuse(3, "pen strokes, expected one that listens", "transcribe", models.Strokes, models.Call, "--stream");
        UnrollCommand.Refuse(3, "there is no such file", "transcribe", models.Streaming, "nowhere.wav", "--stream");
        UnrollCommand.Refuse(3, "cannot be read", "transcribe", models.Streaming, "nowhere");
        UnrollCommand.Refuse(3, "this is no WAV file", "transcribe", models.Streaming, models.Words);
        UnrollCommand.Refuse(4, "which 'complete' cannot use; expected a language model. Use it with 'unroll transcribe", "complete", models.Streaming, "some words");
    }

    /// <summary>A model of each kind, trained once for all tests of this class.</summary>
    public sealed class Models : IDisposable
    {
        private static readonly string[] s_untilItHears =
            ["train.epochs=30", "data.joinCount=64", "model.hidden=32", "model.layers=1", "model.dropout=0", "model.inputDropout=0", "train.learningRate=0.01", "train.noise=0.02", "train.average=0.9"];

        private readonly TemporaryFolder _folder = new();

        public Models()
        {
            (Sounds, string[] settings) = SmallStrings.Make("fsdd-digits-streaming", _folder);
            Streaming = _folder.File("streaming");
            TinyTraining.Expect(0, UnrollCommand.Run(["train", Path.Combine(Repository.Root, "recipes", "fsdd-digits-streaming.jsonc"), "--out", Streaming,
                .. settings.Append($"data.train={Sounds}").Concat(s_untilItHears).SelectMany(s => (string[])["--set", s])]));
            Call = SmallStrings.Call(_folder);
            TinyTraining.Expect(0, UnrollCommand.RunIn(_folder.Path, "new", "transcribe", "--out", "my"));
            TinyTraining.Expect(0, UnrollCommand.RunIn(_folder.File("my"), "train", "--set", "train.epochs=4"));
            (Strokes, Words) = (_folder.File("my/runs/recipe"), _folder.File("my/words.jsonl"));
        }

        /// <summary>A model that streams.</summary>
        public string Streaming { get; }

        /// <summary>What it was trained on.</summary>
        public string Sounds { get; }

        /// <summary>A sound.</summary>
        public string Call { get; }

        /// <summary>A model that reads strokes.</summary>
        public string Strokes { get; }

        /// <summary>What it was trained on.</summary>
        public string Words { get; }

        public void Dispose() => _folder.Dispose();
    }
}
