using Unroll.Data.Files;
using Unroll.Data.Pairs;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Pairs;

public sealed class DialoguesTests : IDisposable
{
    private const string Yaml = """
        categories:
        - small talk
        conversations:
        - - What is "AI"?  # a comment
          - 'It''s a field: of science'
        - - Hello
          - |
            Hi
              there
          - >-
            How are
            you?
        """;

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Yaml_of_the_chatterbot_corpus_is_read_with_its_lines()
    {
        IReadOnlyList<Dialogue> all = Dialogues.Parse(Yaml, "a.yml");
        Assert.Equal(["What is \"AI\"?", "It's a field: of science"], all[0].Turns);
        Assert.Equal(["Hello", "Hi\n  there", "How are you?"], all[1].Turns);
        Assert.Equal([6, 7, 10], all[1].Lines);
    }

    [Theory]
    [InlineData("""{"conversations": [["a", "b"], ["c", "d \u00e9 \ud83d\ude00", "42"]]}""")]
    [InlineData("""[["a", "b"], /* comment */ ["c", "d é 😀", 42,],]""")]
    public void Json_is_read_with_and_without_the_outer_object(string json)
    {
        IReadOnlyList<Dialogue> all = Dialogues.Parse(json, "a.json");
        Assert.Equal(["a", "b"], all[0].Turns);
        Assert.Equal(["c", "d é 😀", "42"], all[1].Turns);
    }

    [Fact]
    public void Json_keeps_the_lines() => Assert.Equal([2, 3], Dialogues.Parse("[[\n\"a\",\n\"b\"]]", "a.json")[0].Lines);

    [Fact]
    public void Each_turn_answers_the_last_ones_before_it()
    {
        Dialogue d = new(["a", "b", "c", "d"], [1, 2, 3, 4], "x");
        Assert.Equal([("a", "b"), ("b", "c"), ("c", "d")], d.Exchanges().Select(p => (p.Source, p.Target)));
        Assert.Equal([("a", "b"), ("a ¶ b", "c"), ("b ¶ c", "d")], d.Exchanges(history: 2).Select(p => (p.Source, p.Target)));
        Assert.Equal([("a", "b"), ("a", "c"), ("a", "d")], d.Alternatives().Select(p => (p.Source, p.Target)));
        Assert.Equal([2, 3, 4], d.Exchanges(3).Select(p => p.Origin.Line));
    }

    [Fact]
    public void A_folder_is_read_in_the_order_of_its_names_and_other_files_are_passed_over()
    {
        _scratch.Write("b.json", "[[\"q\", \"json\"]]");
        _scratch.Write("a.yml.gz", Scratch.Gzip("conversations:\r\n- - q\r\n  - packed\r\n"));
        _scratch.Write("license.md", "not YAML: [");
        Assert.Equal(["packed", "json"], Dialogues.Read(_scratch.Path).Select(d => d.Turns[1]));
        using Scratch empty = new();
        Assert.Contains("ends in .yml", Assert.Throws<DataException>(() => Dialogues.Read(empty.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.yml", "conversations:\n- - q\n  - [a\n", 4, "this is no YAML")]
    [InlineData("a.yml", "conversations:\n- - q\n  - \"a\n", 3, "this is no YAML")]
    [InlineData("a.yml", "conversations:\n- - q\n  - key: value\n", 3, "there is a map, expected a text")]
    [InlineData("a.yml", "conversations:\n- - q\n  - - a\n", 3, "there is a list, expected a text")]
    [InlineData("a.yml", "conversations:\n- - q\n  - ''\n", 3, "the turn is empty")]
    [InlineData("a.yml", "conversations:\n- - q\n", 2, "the dialogue has one turn")]
    [InlineData("a.yml", "conversations:\n- q\n", 2, "there is the text 'q'")]
    [InlineData("a.yml", "conversations: []\n", 1, "there is an empty list")]
    [InlineData("a.yml", "categories:\n- x\n", 1, "there is no key 'conversations' (got 'categories')")]
    [InlineData("a.yml", "conversations:\n- - &q a\n  - *q\n", 3, "an alias")]
    [InlineData("a.yml", "conversations:\n- - a\n  - b\n---\n- x\n", 4, "a second document")]
    [InlineData("a.json", "[[\"a\",\n\"b\"", 2, "this is no JSON")]
    [InlineData("a.json", "[[\"a\",\n{}]]", 2, "there is a map")]
    [InlineData("a.json", "[[\"a\", \"b\"]]\nx", 2, "this is no JSON")]
    public void What_is_malformed_is_an_error_that_names_file_and_line(string name, string text, int line, string why)
    {
        string message = Assert.Throws<DataException>(() => Dialogues.Parse(text, name)).Message;
        Assert.Contains($"'{name}', line {line}", message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Brackets_without_end_do_not_exhaust_the_stack()
    {
        Assert.Throws<DataException>(() => Dialogues.Parse(new string('[', 100_000), "a.json"));
        Assert.Throws<DataException>(() => Dialogues.Parse(new string('[', 1000), "a.yml"));
        Assert.Throws<DataException>(() => Dialogues.Parse("", "a.yml"));
    }

    [SharedDataFact("chatterbot-english")]
    public void The_chatterbot_corpus_has_the_dialogues_that_are_published()
    {
        IReadOnlyList<Dialogue> all = Dialogues.Read(SharedData.Find("chatterbot-english")!);
        Assert.Equal(1675, all.Count);
        Assert.Equal(17, all.Select(d => d.Source).Distinct().Count());
        Assert.Equal(26, all.Max(d => d.Turns.Count));
        Assert.Equal("What is AI?", all[0].Turns[0]);
    }
}
