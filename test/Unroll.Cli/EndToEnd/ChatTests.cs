using System.Text.Json;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

/// <summary>A chat that was shown three questions, from the recipe to the conversation.</summary>
public sealed class ChatTests : IClassFixture<ChatTests.TinyChat>
{
    private readonly TinyChat _chat;

    public ChatTests(TinyChat chat) => _chat = chat;

    [Fact]
    public void It_answers_what_it_was_shown_a_line_for_each_line()
    {
        ProcessResult r = Expect(0, "What is AI?\n\n/reset\nare you sad\n", "chat", _chat.Model);
        Assert.Equal("A science.\nNo.↵Never.\n", r.Out);
        Assert.Equal("Bot.\n", Expect(0, "", "chat", _chat.Model, "--once", "What is your name?").Out);
        Assert.Equal("No.\nNever.\n", Expect(0, "", "chat", _chat.Model, "--once", "are you sad").Out);
    }

    [Fact]
    public void Json_gives_question_answer_and_turn_and_a_wider_beam_answers_too()
    {
        JsonElement[] lines = JsonLines.All(Expect(0, "What is AI?\nWhat is AI?\n/reset\n are you sad \n/quit\nWhat is AI?\n", "chat", _chat.Model, "--json", "--beam", "3").Out);
        Assert.Equal([1, 2, 1], lines.Select(l => l.GetProperty("turn").GetInt32()));
        Assert.Equal(("are you sad", "No.\nNever."), (lines[2].Text("question"), lines[2].Text("answer")));
        Assert.Equal("A science.", lines[0].Text("answer"));
    }

    [Fact]
    public void An_unknown_command_and_one_for_help_are_told_on_stderr()
    {
        ProcessResult r = Expect(0, "/rset\n/help\n", "chat", _chat.Model);
        Assert.Empty(r.Out);
        Assert.Contains("there is no command '/rset'", r.Error);
        Assert.Contains("/quit", r.Error);
    }

    [Fact]
    public void Evaluation_asks_as_shown_and_in_other_words()
    {
        JsonElement report = JsonLines.One(Expect(0, "", "evaluate", _chat.Model, _chat.Data, "--json").Out);
        Assert.Equal(1, report.Number("metrics", "exact"));
        Assert.InRange(report.Number("metrics", "paraphrased"), 0.3, 1);
        Assert.InRange(report.Number("baseline", "paraphrased"), 0.5, 1);
        Assert.True(report.Number("metrics", "perplexity") < 1.5);
        Assert.Equal(3, report.Number("count"));
        JsonElement validation = JsonLines.One(Expect(0, "", "evaluate", _chat.Model, "--json").Out);
        Assert.False(validation.GetProperty("metrics").TryGetProperty("paraphrased", out _));
        Assert.InRange(validation.Number("count"), 6, 12);
    }

    [Fact]
    public void What_was_said_before_decides_where_the_history_is_long_enough()
    {
        using TemporaryFolder folder = new();
        folder.Write("chat.json", """[["one", "first", "go on", "two"], ["ten", "last", "go on", "nine"]]""");
        string recipe = folder.Write("chat.jsonc", """
            {
              "task": "translate",
              "data": { "train": "chat.json", "valid": "chat.json", "format": "dialogues", "history": 3, "tokens": "char", "maxLength": 60 },
              "model": { "cell": "gru", "hidden": 48, "embedding": 24 },
              "train": { "steps": 200, "batch": 6, "learningRate": 0.01, "validateEvery": 50, "shards": 1 },
              "decode": { "beam": 1, "maxLength": 40 }
            }
            """);
        Expect(0, "", "train", recipe, "--out", folder.File("out"), "--threads", "1");
        Assert.Equal("last\nnine\nfirst\ntwo\n", Expect(0, "ten\ngo on\n/reset\none\ngo on\n", "chat", folder.File("out")).Out);
    }

    [Fact]
    public void What_cannot_be_said_is_an_error()
    {
        Assert.Contains("expected at most 60", Expect(3, "", "chat", _chat.Model, "--once", new string('a', 61)).Error);
        Assert.Contains("--once is empty", Expect(2, "", "chat", _chat.Model, "--once", " ").Error);
        Assert.Contains("there is no such file", Expect(3, "", "check", _chat.Recipe, "--set", "data.train=nowhere.json").Error);
        Assert.Contains("'data.noise' is given", Expect(3, "", "check", _chat.Recipe, "--set", "data.format=tsv", "--set", "data.paraphrases=false").Error);
        Assert.Contains("'data.valid' is given", Expect(3, "", "check", _chat.Recipe, "--set", $"data.valid={_chat.Data}").Error);
    }

    private static ProcessResult Expect(int code, string input, params string[] arguments) => TinyTraining.Expect(code, UnrollCommand.RunWith(input, arguments));

    /// <summary>The model, trained once for all tests.</summary>
    public sealed class TinyChat : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public TinyChat()
        {
            Data = _folder.Write("chat.json", """[["What is AI?", "A science."], ["What is your name?", "Bot."], ["are you sad", "No.\nNever."]]""");
            Recipe = _folder.Write("chat.jsonc", """
                {
                  "task": "translate",
                  "data": { "train": "chat.json", "format": "dialogues", "paraphrases": true, "noise": 10, "tokens": "char", "maxLength": 60 },
                  "model": { "cell": "gru", "hidden": 48, "embedding": 24 },
                  "train": { "steps": 250, "batch": 11, "learningRate": 0.01, "validateEvery": 50, "shards": 1 },
                  "decode": { "beam": 1, "maxLength": 40 }
                }
                """);
            Model = _folder.File("out");
            Expect(0, "", "train", Recipe, "--out", Model, "--threads", "1");
        }

        public string Data { get; }

        public string Recipe { get; }

        public string Model { get; }

        public void Dispose() => _folder.Dispose();
    }
}
