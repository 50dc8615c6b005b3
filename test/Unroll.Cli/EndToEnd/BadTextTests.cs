using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

/// <summary>What is wrong with text or recipe: exit code 3, one message, nothing on stdout, nothing left behind.</summary>
public sealed class BadTextTests : IDisposable
{
    private readonly TinyTraining training = new();

    public void Dispose() => training.Dispose();

    [Theory]
    [InlineData("an empty file", "empty.txt", "Text '*empty.txt': the file is empty")]
    [InlineData("a binary file", "binary.txt", "Text '*binary.txt': this is a binary file (byte 1 is zero)")]
    [InlineData("invalid UTF-8", "latin1.txt", "Text '*latin1.txt': invalid UTF-8 at byte 9 (line 2): found 0xE9")]
    [InlineData("a truncated .gz", "cut.gz", "Text '*cut.gz': the gzip file is truncated or damaged")]
    [InlineData("a missing path", "nowhere.txt", "Text '*nowhere.txt': there is no such file or folder")]
    [InlineData("a folder without text", "folder", "Text '*folder': the folder is empty")]
    [InlineData("an endless device", "/dev/zero", "Text '/dev/zero': ")]
    [InlineData("a text that is too short", "short.txt", "The training text has 90 tokens, expected at least 224: train.batch × (train.context + 1) + train.context = 8 × 25 + 24")]
    [InlineData("a text of one character", "one.txt", "'*one.txt' has 1 characters, too few to hold back 10")]
    public void A_text_that_cannot_be_learned_is_told(string what, string file, string expected)
    {
        training.Write("empty.txt", "");
        training.Write("binary.txt", "a\0b");
        File.WriteAllBytes(training.File("latin1.txt"), [.. "ok line\nr"u8, 0xE9, .. "sum"u8]);
        File.WriteAllBytes(training.File("cut.gz"), [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2]);
        Directory.CreateDirectory(training.File("folder"));
        training.Write("short.txt", GrammarText.Write(200)[..100]);
        training.Write("one.txt", "x");
        foreach (string verb in (string[])["train", "check"])
            AssertFails(what, expected, verb, "tiny.jsonc", "--set", $"data.train={file}");
    }

    [Theory]
    [InlineData("""{ "task": "language-model", "data": { "train": "text.txt" }, "modle": {} }""", "bad.jsonc:1:62: unknown key 'modle'")]
    [InlineData("""{ "task": "language-model", "data": { "train": "text.txt" }, "model": { "hidden": "many" } }""", "'model.hidden' is \"many\", expected an integer from 1 to 16384")]
    [InlineData("""{ "task": "language-model", "data": { "train": "text.txt" }, "model": { "hidden": 0 } }""", "'model.hidden' is 0, expected an integer")]
    [InlineData("""{ "task": "language-model", "data": { "train": "text.txt" }, "model": { "cell": "lstn" } }""", "lstm")]
    [InlineData("""{ "task": "language-modle", "data": { "train": "text.txt" } }""", "language-model")]
    [InlineData("""{ "task": "language-model", "data": { "tokens": "char" } }""", "'data.train' is missing")]
    [InlineData("""{ "task": "language-model", """, "bad.jsonc:1:")]
    [InlineData("", "bad.jsonc: the recipe is empty")]
    public void A_recipe_that_is_wrong_is_told_with_its_place(string recipe, string expected)
    {
        training.Write("bad.jsonc", recipe);
        AssertFails("recipe", expected, "train", "bad.jsonc");
    }

    [Theory]
    [InlineData("model.hiden=3", "--set model.hiden=3: unknown key 'model.hiden'. Did you mean 'model.hidden'?")]
    [InlineData("model.hidden=many", "--set model.hidden=many: 'model.hidden' is many, expected an integer")]
    [InlineData("hidden=3", "--set hidden=3: expected section.key=value")]
    [InlineData("model.tieWeights=true", "tieWeights")]
    public void An_override_that_is_wrong_is_told(string set, string expected) => AssertFails("--set", expected, "train", "tiny.jsonc", "--set", set);

    private void AssertFails(string what, string expected, params string[] arguments)
    {
        string[] before = Directory.GetFileSystemEntries(training.Directory);
        ProcessResult r = TinyTraining.Expect(3, training.Unroll(arguments));
        Assert.True(r.Out.Length == 0, $"{what}: stdout should be empty and is {r.Out}");
        string message = Assert.Single(r.Error.Split('\n'), l => l.StartsWith("unroll: ", StringComparison.Ordinal));
        int at = 0;
        foreach (string part in expected.Split('*'))
        {
            Assert.Contains(part, message[at..]);
            at = message.IndexOf(part, at, StringComparison.Ordinal) + part.Length;
        }

        Assert.Equal(before, Directory.GetFileSystemEntries(training.Directory));
    }
}
