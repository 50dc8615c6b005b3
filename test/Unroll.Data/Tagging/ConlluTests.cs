using Unroll.Data.Tagging;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Tagging;

public sealed class ConlluTests
{
    private const string Text = """
        # sent_id = 1
        1	From	from	ADP	IN	_	3	case	_	_
        2-3	don't	_	_	_	_	_	_	_	_
        2	do	do	AUX	VBP	Mood=Ind	3	aux	_	_
        3	n't	not	PART	RB	_	3	advmod	_	_
        3.1	ghost	_	_	_	_	_	_	_	_

        1	#	#	SYM	NN	_	0	root	_	_
        """;

    [Fact]
    public void Words_and_tags_are_read_and_ranges_and_empty_nodes_passed_over()
    {
        IReadOnlyList<TaggedSentence> s = Conllu.Parse(Text, "a");
        Assert.Equal(["From", "do", "n't"], s[0].Words);
        Assert.Equal(["ADP", "AUX", "PART"], s[0].Tags);
        Assert.Equal([2, 4, 5], s[0].Lines);
        Assert.Equal(["#"], s[1].Words);
        Assert.Equal("'a', line 8", s[1].OriginOf(0).ToString());
    }

    [Fact]
    public void Another_column_may_be_the_tag()
    {
        Assert.Equal(["IN", "VBP", "RB"], Conllu.Parse(Text, "a", ConlluColumn.Xpos)[0].Tags);
        Assert.Equal(["_", "Mood=Ind", "_"], Conllu.Parse(Text, "a", ConlluColumn.Feats)[0].Tags);
    }

    [Theory]
    [InlineData("1\ta\ta\tX\n", 1, "4 columns between tabs, expected 10")]
    [InlineData("1\ta\ta\tX\tX\t_\t0\troot\t_\t_\t_\n", 1, "11 columns")]
    [InlineData("1\ta\ta\tX\tX\t_\t0\troot\t_\t_\n3\tb\tb\tX\tX\t_\t0\troot\t_\t_\n", 2, "the id is '3', expected 2")]
    [InlineData("1\ta\ta\tX\tX\t_\t0\troot\t_\t_\n1\tb\tb\tX\tX\t_\t0\troot\t_\t_\n", 2, "the id is '1', expected 2")]
    [InlineData("1\ta\ta\t_\tX\t_\t0\troot\t_\t_\n", 1, "Upos is empty")]
    [InlineData("1\t\ta\tX\tX\t_\t0\troot\t_\t_\n", 1, "the word is empty")]
    public void A_malformed_line_is_an_error_that_names_file_and_line(string text, int line, string why)
    {
        string message = Assert.Throws<DataException>(() => Conllu.Parse(text, "a.conllu")).Message;
        Assert.Contains($"'a.conllu', line {line}:", message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_sentences_is_an_error() =>
        Assert.Contains("no sentences", Assert.Throws<DataException>(() => Conllu.Parse("# only\n\n", "a")).Message, StringComparison.Ordinal);

    [SharedDataFact("ud-english-ewt")]
    public void English_ewt_has_the_sentences_and_words_that_are_published()
    {
        IReadOnlyList<TaggedSentence> train = Conllu.Read(SharedData.PathOf("ud-english-ewt", "en_ewt-ud-train.conllu.gz"));
        Assert.Equal((12_544, 204_577), (train.Count, train.Sum(s => s.Words.Count)));
        Assert.Equal(17, train.SelectMany(s => s.Tags).Distinct().Count());
        IReadOnlyList<TaggedSentence> dev = Conllu.Read(SharedData.PathOf("ud-english-ewt", "en_ewt-ud-dev.conllu.gz"));
        Assert.Equal((2001, 25_147), (dev.Count, dev.Sum(s => s.Words.Count)));
        Assert.Equal("From the AP comes this story :", string.Join(' ', dev[0].Words));
    }
}
