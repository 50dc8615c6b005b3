using Unroll.Tasks.Metrics;
using Xunit;

namespace Unroll.Tasks.Tests.Metrics;

public sealed class EntityScoreTests
{
    [Theory]
    [InlineData("O O", "")]
    [InlineData("B-PER I-PER O B-LOC", "0-2 PER, 3-4 LOC")]
    [InlineData("B-PER B-PER I-PER", "0-1 PER, 1-3 PER")]
    [InlineData("O I-PER I-PER O", "1-3 PER")]
    [InlineData("B-PER I-LOC I-LOC", "0-1 PER, 1-3 LOC")]
    [InlineData("I-PER B-PER O I-LOC", "0-1 PER, 1-2 PER, 3-4 LOC")]
    [InlineData("B-a-b I-a-b I-a", "0-2 a-b, 2-3 a")]
    public void Entities_are_read_as_conlleval_reads_them(string tags, string expected)
    {
        IEnumerable<string> spans = EntitySpans.Of(tags.Split(' ')).Select(s => $"{s.Start}-{s.End} {s.Type}");
        Assert.Equal(expected, string.Join(", ", spans));
    }

    [Fact]
    public void A_sentence_without_words_has_no_entities() => Assert.Empty(EntitySpans.Of([]));

    [Fact]
    public void An_example_by_hand()
    {
        EntityScore score = new();
        // Right; too short; of the wrong type; predicted where there is none; not found.
        score.Add("B-PER I-PER O B-LOC I-LOC O B-PER O O B-ORG".Split(' '), "B-PER I-PER O B-LOC O O B-ORG O B-PER O".Split(' '));
        score.Add(["B-LOC"], ["I-LOC"]);
        Assert.Equal(new EntityCounts(2, 5, 5), score.Total);
        Assert.Equal(new EntityCounts(1, 2, 2), score.Types["PER"]);
        Assert.Equal(new EntityCounts(1, 2, 2), score.Types["LOC"]);
        Assert.Equal(new EntityCounts(0, 1, 1), score.Types["ORG"]);
        Assert.Equal(["LOC", "ORG", "PER"], score.Types.Keys);
        Assert.Equal((0.4, 0.4, 0.4), (score.Precision, score.Recall, score.F1));
    }

    [Fact]
    public void Precision_and_recall_are_told_apart()
    {
        EntityScore score = new();
        score.Add("B-x O B-x O B-x O B-x".Split(' '), "B-x O O O O O B-y".Split(' '));
        Assert.Equal(1 / 2.0, score.Precision, 1e-15);
        Assert.Equal(1 / 4.0, score.Recall, 1e-15);
        Assert.Equal(2 / 6.0, score.F1, 1e-15);
        Assert.Equal((1.0, 0.25), (score.Types["x"].Precision, score.Types["x"].Recall));
        Assert.Equal((0.0, 0.0, 0.0), (score.Types["y"].Precision, score.Types["y"].Recall, score.Types["y"].F1));
    }

    [Fact]
    public void The_same_tags_score_one_and_the_order_of_sentences_changes_nothing()
    {
        string[][] sentences = [["B-x", "I-x", "O"], ["O", "B-y"], ["I-y", "B-x"]];
        string[][] guesses = [["B-x", "O", "O"], ["O", "B-y"], ["I-y", "I-y"]];
        EntityScore perfect = new(), forwards = new(), backwards = new();
        for (int i = 0; i < 3; i++)
        {
            perfect.Add(sentences[i], sentences[i]);
            forwards.Add(sentences[i], guesses[i]);
            backwards.Add(sentences[2 - i], guesses[2 - i]);
        }

        Assert.Equal((1.0, 1.0, 1.0), (perfect.Precision, perfect.Recall, perfect.F1));
        Assert.Equal(forwards.Types, backwards.Types);
        Assert.Equal(forwards.Total, backwards.Total);
    }

    [Fact]
    public void Without_entities_all_shares_are_zero() => Assert.Equal((0.0, 0.0, 0.0), (new EntityScore().Precision, new EntityScore().Recall, new EntityScore().F1));

    [Theory]
    [InlineData("PER")]
    [InlineData("")]
    [InlineData("B-")]
    [InlineData("S-PER")]
    [InlineData("o")]
    public void Another_scheme_is_an_error_that_names_word_and_tag(string tag)
    {
        string message = Assert.Throws<DataException>(() => new EntityScore().Add(["O", tag], ["O", "O"])).Message;
        Assert.Contains($"word 2 is '{tag}', expected O, B-type or I-type", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sentences_of_different_length_are_an_error() =>
        Assert.Contains("1 predicted tags for 2 words", Assert.Throws<ArgumentException>(() => new EntityScore().Add(["O", "O"], ["O"])).Message, StringComparison.Ordinal);
}
