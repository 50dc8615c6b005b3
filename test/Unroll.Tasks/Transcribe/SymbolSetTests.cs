using Unroll.Data.Files;
using Unroll.Data.Labels;
using Unroll.Tasks.Transcribe;
using Xunit;

namespace Unroll.Tasks.Tests.Transcribe;

public sealed class SymbolSetTests
{
    private static readonly Origin s_origin = new("a.tsv", 7);

    [Fact]
    public void Texts_become_numbers_from_one_on_and_back()
    {
        SymbolSet characters = new(new LabelSet([" ", "a", "é"]), "char", lowercase: true);
        Assert.Equal([2, 1, 3], characters.Encode(" A \t é ", s_origin));
        Assert.Equal("a é", characters.Text([2, 1, 3]));
        Assert.Equal("a é", characters.Normal(" A \t é "));
        Assert.Equal(4, characters.Classes);
        SymbolSet words = new(new LabelSet(["one", "two"]), "word", lowercase: false);
        Assert.Equal([2, 1], words.Encode("two  one", s_origin));
        Assert.Equal("two one", words.Text([2, 1]));
    }

    [Fact]
    public void An_unknown_symbol_and_an_empty_text_name_file_and_line()
    {
        SymbolSet symbols = new(new LabelSet(["a", " "]), "char", lowercase: false);
        string message = Assert.Throws<DataException>(() => symbols.Encode("ab", s_origin)).Message;
        Assert.StartsWith("Transcript 'a.tsv', line 7: 'b' was not seen in training; the 2 symbols that the model knows are a (blank).", message);
        Assert.Contains("the text is empty", Assert.Throws<DataException>(() => symbols.Encode("  ", s_origin)).Message);
    }
}
