using Unroll.Tasks.Recipes;
using Unroll.Tasks.Tag;
using Xunit;

namespace Unroll.Tasks.Tests.Tag;

public sealed class TagMetricsTests
{
    [Fact]
    public void Words_are_judged_by_accuracy_and_by_whole_sentences()
    {
        (TagEncoding encoding, TagPart part) = Make(TagSamples.Conll);
        int[][] tags = [.. part.Tags.Select(t => t.ToArray())];
        tags[2][1] = (tags[2][1] + 1) % encoding.Labels.Count;
        IReadOnlyDictionary<string, double> metrics = TagMetrics.Of(part, new TagPrediction(tags, null), encoding);
        Assert.Equal("accuracy", metrics.First().Key);
        Assert.Equal(12.0 / 13, metrics["accuracy"], 1e-12);
        Assert.Equal(3.0 / 4, metrics["sentenceAccuracy"], 1e-12);
        Assert.False(metrics.ContainsKey("loss"));
    }

    [Fact]
    public void Entities_are_judged_whole()
    {
        (TagEncoding encoding, TagPart part) = Make(TagSamples.Entities);
        int[][] tags = [.. part.Tags.Select(t => t.ToArray())];

        // "New Oslo" is cut short: one of six entities is missed, and one is found that is none.
        tags[2][^1] = encoding.Labels.IdOf("O", default);
        IReadOnlyDictionary<string, double> metrics = TagMetrics.Of(part, new TagPrediction(tags, null), encoding);
        Assert.Equal("entityF1", metrics.First().Key);
        Assert.Equal(5.0 / 6, metrics["entityF1"], 1e-12);
        Assert.Equal(5.0 / 6, metrics["entityPrecision"], 1e-12);
        Assert.Equal(5.0 / 6, metrics["entityRecall"], 1e-12);
        Assert.Equal(13.0 / 14, metrics["accuracy"], 1e-12);
    }

    [Fact]
    public void The_loss_is_the_mean_over_all_steps_of_all_sequences()
    {
        (TagEncoding encoding, TagPart part) = Make(TagSamples.Conll);
        int tags = encoding.Labels.Count;
        float[][] probabilities = [.. part.Tags.Select((sentence, i) =>
        {
            float[] p = new float[sentence.Length * tags];
            for (int t = 0; t < sentence.Length; t++)
            {
                p[(t * tags) + sentence[t]] = i == 0 ? 0.25f : 0.5f;
            }

            return p;
        })];
        IReadOnlyDictionary<string, double> metrics = TagMetrics.Of(part, new TagPrediction([.. part.Tags], probabilities), encoding);
        Assert.Equal(((3 * Math.Log(4)) + (10 * Math.Log(2))) / 13, metrics["loss"], 1e-6);
        Assert.Equal(1, metrics["accuracy"]);
    }

    [Fact]
    public void Of_two_tags_the_rarer_one_is_looked_for()
    {
        (TagEncoding encoding, TagPart part) = Make("a\tx\nb\ty\nc\tx\n\nd\tx\ne\ty\nf\tx\n");
        Assert.Equal("y", encoding.Labels.Names[encoding.Positive!.Value]);
        int[][] none = [.. part.Tags.Select(t => new int[t.Length])];
        float[][] probabilities = [.. part.Tags.Select(t => t.SelectMany(tag => (float[])[tag == 1 ? 0.4f : 0.9f, tag == 1 ? 0.6f : 0.1f]).ToArray())];
        IReadOnlyDictionary<string, double> metrics = TagMetrics.Of(part, new TagPrediction(none, probabilities), encoding);
        Assert.Equal(0, metrics["f1"]);
        Assert.Equal(1, metrics["auroc"]);
        Assert.Equal(1, metrics["auprc"]);
    }

    [Theory]
    [InlineData(TagSamples.Conll)]
    [InlineData(TagSamples.Entities)]
    public void A_baseline_predicts_the_same_when_it_comes_back_from_a_model_file(string text)
    {
        (TagEncoding encoding, TagPart part) = Make(text);
        TagBaseline baseline = TagBaseline.Fit(part, encoding), read = TagBaseline.FromJson(baseline.ToJson(), "file");
        Assert.Equal(baseline.Name, read.Name);
        Assert.Equal(baseline.Predict(part, encoding).Tags, read.Predict(part, encoding).Tags);
        Assert.InRange(TagMetrics.Of(part, read.Predict(part, encoding), encoding)["accuracy"], 0.9, 1);
    }

    private static (TagEncoding Encoding, TagPart Part) Make(string text)
    {
        Recipe recipe = TagSamples.Recipe("\"train\": \"t\"");
        IReadOnlyList<RawSequence> raw = TagSamples.Parse(recipe, text);
        TagEncoding encoding = TagEncoding.Fit(new LabelledDataOptions(recipe.Values), spelled: true, raw);
        return (encoding, encoding.Encode(raw));
    }
}
