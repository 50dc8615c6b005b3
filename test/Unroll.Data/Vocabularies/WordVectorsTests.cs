using Unroll.Data.Vocabularies;
using Xunit;

namespace Unroll.Data.Tests.Vocabularies;

public sealed class WordVectorsTests : IDisposable
{
    private static readonly string[] s_wanted = ["<unk>", "the", "Paris", "Москва", "xyzzy"];
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("the 1 2 3\nof 0 0 0\nparis -1.5 2e-1 .5\nМосква 7 8 9\n")]
    [InlineData("4 3\nthe 1 2 3 \nof 0 0 0 \nparis -1.5 2e-1 .5 \nМосква 7 8 9 ")]
    [InlineData("the\t1\t2\t3\r\nthe 9 9 9\r\nМосква 7  8 9\r\nparis -1.5 0.2 0.5\r\n")]
    public void The_words_that_are_wanted_are_read_with_a_header_and_without(string text)
    {
        WordVectors v = WordVectors.Read(_scratch.Write("a.vec", text), s_wanted);
        Assert.Equal((3, 5, 3, 1, 0.6), (v.Dimension, v.Wanted, v.Found, v.FoundInLowerCase, v.Coverage));
        Assert.Equal([1f, 2, 3], v.Vector(1).ToArray());
        Assert.Equal([-1.5f, 0.2f, 0.5f], v.Vector(2).ToArray());
        Assert.Equal([7f, 8, 9], v.Vector(3).ToArray());
        Assert.Equal([false, true, true, true, false], Enumerable.Range(0, 5).Select(v.Has));
    }

    [Fact]
    public void A_gz_is_read_and_lower_case_is_left_out_if_it_is_not_wanted()
    {
        string path = _scratch.Write("a.vec.gz", Scratch.Gzip("the 1 2\nparis 3 4\n"));
        Assert.Equal(1, WordVectors.Read(path, s_wanted, lowerCaseToo: false).Found);
        string cut = _scratch.Write("cut.vec.gz", Scratch.Gzip(string.Concat(Enumerable.Range(0, 5000).Select(i => $"w{i} {i} {i * 7919 % 1009}\n")))[..2000]);
        Assert.Contains("truncated", Assert.Throws<DataException>(() => WordVectors.Read(cut, ["w4999"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_vector_of_the_form_itself_goes_before_that_of_its_lower_case() =>
        Assert.Equal([5f], WordVectors.Read(_scratch.Write("a.vec", "paris 1\nParis 5\n"), ["Paris"]).Vector(0).ToArray());

    [Fact]
    public void Words_with_blanks_in_them_are_passed_over()
    {
        WordVectors v = WordVectors.Read(_scratch.Write("a.txt", "of 1 2\n. . 3 4\nat name@domain.com 5 6\n. 7 8\n"), [".", "at"]);
        Assert.Equal([7f, 8], v.Vector(0).ToArray());
        Assert.False(v.Has(1));
    }

    [Fact]
    public void A_table_gets_the_vectors_and_keeps_the_rows_of_other_words()
    {
        WordVectors v = WordVectors.Read(_scratch.Write("a.vec", "b 1 2\n"), ["a", "b"]);
        float[] table = [9, 9, 9, 9];
        v.CopyTo(table);
        Assert.Equal([9f, 9, 1, 2], table);
        Assert.Throws<ArgumentException>(() => v.CopyTo(new float[6]));
    }

    [Fact]
    public void Lines_longer_than_the_buffer_and_across_its_end_are_read()
    {
        string numbers = string.Join(' ', Enumerable.Range(0, 300_000).Select(i => i % 1000));
        string text = string.Concat(Enumerable.Range(0, 3).Select(i => $"w{i} {numbers}\n"));
        WordVectors v = WordVectors.Read(_scratch.Write("a.vec", text), ["w2", "w0"]);
        Assert.Equal((300_000, 2, 999f), (v.Dimension, v.Found, v.Vector(0)[^1]));
    }

    [Theory]
    [InlineData("of 1 2\nthe 3\n", "line 2", "1 numbers, expected 2")]
    [InlineData("of 1 2\nthe 3 x\n", "line 2", "number 2 is 'x'")]
    [InlineData("of 1 2\nthe 3 nan\n", "line 2", "number 2 is 'nan'")]
    [InlineData("of 1 2\nthe\n", "line 2", "no numbers")]
    [InlineData("3 2\nof 1 2\nthe 3 4\n", "a.vec", "has 2 words, expected 3")]
    [InlineData("", "a.vec", "expected at least one")]
    [InlineData("once upon a time\n", "line 1", "number 1 is 'upon'")]
    [InlineData("onceuponatime", "a.vec", "no text file of word vectors")]
    public void Malformed_files_are_errors_that_name_file_and_line(string text, string where, string why)
    {
        string message = Assert.Throws<DataException>(() => WordVectors.Read(_scratch.Write("a.vec", text), s_wanted)).Message;
        Assert.Contains(where, message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }
}
