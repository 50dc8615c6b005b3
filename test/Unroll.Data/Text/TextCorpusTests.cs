using Unroll.Data.Text;
using Xunit;

namespace Unroll.Data.Tests.Text;

public sealed class TextCorpusTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_file_is_read_as_it_is()
    {
        string path = _scratch.Write("a.txt", "to be, or not\nto bé \U0001F600\n");
        TextCorpus corpus = TextCorpus.Read(path);
        Assert.Equal("to be, or not\nto bé \U0001F600\n", corpus.Text);
        Assert.Equal(path, corpus.Source);
        Assert.Empty(corpus.Skipped);
    }

    [Fact]
    public void A_byte_order_mark_is_dropped_and_crlf_becomes_lf()
    {
        string path = _scratch.Write("a.txt", [0xEF, 0xBB, 0xBF, .. "one\r\ntwo\rthree\r\n"u8]);
        Assert.Equal("one\ntwo\rthree\n", TextCorpus.Read(path).Text);
    }

    [Fact]
    public void A_gz_is_unpacked() =>
        Assert.Equal("packed text", TextCorpus.Read(_scratch.Write("a.txt.gz", Scratch.Gzip("packed text"))).Text);

    [Fact]
    public void A_folder_is_joined_in_ordinal_order_of_relative_paths()
    {
        _scratch.Write("b.txt", "2");
        _scratch.Write("a/z.txt", "1");
        _scratch.Write("a.txt", "0");
        _scratch.Write("c/d/e.gz", Scratch.Gzip("4"));
        _scratch.Write("Z", "-");
        _scratch.Write("c.md", "3");
        _scratch.Write(".hidden", "no");
        _scratch.Write(".git/objects", "no");
        _scratch.Write("empty", "");
        // Ordinal: "Z" < "a.txt" < "a/z.txt" < "b.txt" < "c.md" < "c/d/e.gz".
        Assert.Equal("-01234", TextCorpus.Read(_scratch.Path).Text);
    }

    [Fact]
    public void Binary_files_of_a_folder_are_left_out_and_listed()
    {
        _scratch.Write("a.txt", "text");
        _scratch.Write("sub/picture.png", [1, 2, 0, 3]);
        TextCorpus corpus = TextCorpus.Read(_scratch.Path);
        Assert.Equal("text", corpus.Text);
        Assert.Equal(["sub/picture.png"], corpus.Skipped);
    }

    [Fact]
    public void A_linked_folder_that_leads_back_does_not_loop()
    {
        _scratch.Write("sub/a.txt", "once");
        try
        {
            Directory.CreateSymbolicLink(Path.Combine(_scratch.Path, "sub", "up"), _scratch.Path);
        }
        catch (Exception e) when (OperatingSystem.IsWindows() && e is IOException or UnauthorizedAccessException)
        {
            // Windows lets only some users make links; the text must be right all the same.
        }

        Assert.Equal("once", TextCorpus.Read(_scratch.Path).Text);
    }

    [Fact]
    public void Invalid_utf8_is_named_by_file_byte_and_line()
    {
        // Latin-1 é behind two good lines and a good two-byte character: byte 4 + 4 + 2 + 1 = 11.
        string path = _scratch.Write("latin1.txt", [.. "one\ntwo\né!"u8, 0xE9, .. " more"u8]);
        AssertSays(path, path, "invalid UTF-8", "byte 11", "line 3", "0xE9", "iconv");
    }

    [Fact]
    public void A_character_cut_off_at_the_end_is_invalid() =>
        AssertSays(_scratch.Write("cut.txt", [.. "ab"u8, 0xE2, 0x82]), "invalid UTF-8", "byte 2", "line 1", "0xE2");

    [Fact]
    public void The_byte_offset_counts_the_byte_order_mark() =>
        AssertSays(_scratch.Write("bom.txt", [0xEF, 0xBB, 0xBF, .. "ab"u8, 0xFF]), "byte 5");

    [Fact]
    public void Invalid_utf8_in_a_folder_names_the_file()
    {
        string path = _scratch.Write("sub/bad.txt", [0xFF]);
        AssertSays(_scratch.Path, path, "byte 0");
    }

    [Fact]
    public void A_binary_file_is_named_with_the_place_of_the_zero() =>
        AssertSays(_scratch.Write("a.bin", [65, 66, 0, 67]), "a.bin", "binary", "byte 2", "text");

    [Fact]
    public void A_utf16_file_is_told_apart_from_other_binary_files() =>
        AssertSays(_scratch.Write("a.txt", [0xFF, 0xFE, 65, 0]), "a.txt", "UTF-16", "iconv");

    [Fact]
    public void An_empty_file_is_an_error() => AssertSays(_scratch.Write("none.txt", ""), "none.txt", "empty");

    [Fact]
    public void A_file_of_only_a_byte_order_mark_is_empty() => AssertSays(_scratch.Write("bom.txt", [0xEF, 0xBB, 0xBF]), "empty");

    [Fact]
    public void An_empty_folder_is_an_error() => AssertSays(_scratch.Path, _scratch.Path, "folder is empty", "Put text files");

    [Fact]
    public void A_folder_of_empty_files_is_an_error()
    {
        _scratch.Write("a.txt", "");
        AssertSays(_scratch.Path, "1 file(s) are empty");
    }

    [Fact]
    public void A_folder_of_only_binary_files_is_an_error()
    {
        _scratch.Write("a.bin", [0]);
        AssertSays(_scratch.Path, "1 binary file(s)", "a.bin");
    }

    [Fact]
    public void A_missing_path_is_an_error_with_the_full_path() =>
        AssertSays(Path.Combine(_scratch.Path, "nowhere"), "nowhere", "no such file", "Check the spelling");

    [Fact]
    public void A_gz_cut_off_at_any_length_is_an_error()
    {
        byte[] whole = Scratch.Gzip(string.Concat(Enumerable.Range(0, 500).Select(i => $"line {i * i}\n")));
        for (int length = 2; length < whole.Length; length += 7)
        {
            AssertSays(_scratch.Write("a.gz", whole[..length]), "a.gz", "truncated or damaged", "gzip -t");
        }

        AssertSays(_scratch.Write("a.gz", whole[..^1]), "truncated or damaged");
    }

    [Fact]
    public void A_gz_with_an_altered_byte_is_an_error()
    {
        byte[] packed = Scratch.Gzip(string.Concat(Enumerable.Range(0, 500).Select(i => $"line {i * i}\n")));
        packed[packed.Length / 2] ^= 0x10;
        AssertSays(_scratch.Write("a.gz", packed), "a.gz", "damaged");
    }

    [Fact]
    public void A_gz_that_is_none_is_an_error() => AssertSays(_scratch.Write("a.gz", "plain"), "a.gz", "does not begin with gzip's bytes");

    private static void AssertSays(string path, params string[] parts)
    {
        DataException e = Assert.Throws<DataException>(() => TextCorpus.Read(path));
        Assert.Equal(3, e.ExitCode);
        Assert.All(parts, part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }
}
