using Unroll.Tasks.Recipes;
using Unroll.Tasks.Tag;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Tag;

public sealed class TagDataTests : IDisposable
{
    private const string Header = "1\tThe\tthe\t", Rest = "\t_\t_\t_\t_\t_\t_\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("conll", "The\tDET\ncat\n", "line 2: the line has 1 column")]
    [InlineData("conll", "The\tDET\ncat\tNOUN\textra\n", "line 2: the line has 3 columns")]
    [InlineData("conll", "The\tDET\ncat\t\n", "line 2: the word or its tag is empty")]
    [InlineData("conll", "", "the file is empty|there are no sentences")]
    [InlineData("conll", "\n\n", "there are no sentences")]
    [InlineData("conll", "The\tDET\n\nA\tDET\n", "every step has the tag 'DET', expected at least two")]
    [InlineData("conllu", Header + "DET" + Rest + "2\tcat\n", "line 2: the line has 2 columns")]
    [InlineData("conllu", Header + "_" + Rest, "line 1: the column Upos is empty")]
    [InlineData("series", "x,y,label\n1,2,a\n1,b\n", "line 3: the row has 2 fields, expected 3")]
    [InlineData("series", "x,y,label\n1,2,a\n1,NaN,b\n", "line 3, column 'y'")]
    [InlineData("series", "x,y,label\n1,2,a\n1,,b\n", "line 3, column 'y'")]
    [InlineData("series", "x,y,label\n1,2,a\n1,2,\n", "line 3, column 'label': the label is empty")]
    [InlineData("series", "x,y,label\n1,two,a\n1,2,b\n", "column 'y'")]
    [InlineData("series", "", "empty|nothing in it")]
    public void Bad_data_is_told_with_file_and_line(string format, string text, string expected)
    {
        string path = _folder.Write("bad.txt", text), good = _folder.Write("good.txt", format == "conll" ? TagSamples.Conll : "x,y,label\n1,2,a\n2,3,b\n");
        DataException e = Assert.Throws<DataException>(() => TagData.Read(RecipeOf(format, path, format == "conllu" ? path : good)));
        Assert.Contains("bad.txt", e.Message);
        Assert.Contains(expected.Split('|'), part => e.Message.Contains(part));
    }

    [Theory]
    [InlineData("conll", "The\tDET\ncat\tBIRD\n", "line 2: got 'BIRD', which was not seen in training")]
    [InlineData("series", "x,y,label\n1,2,a\n1,2,c\n", "line 3: got 'c', which was not seen in training")]
    [InlineData("series", "x,label\n1,a\n1,b\n", "there is no column 'y'")]
    public void Validation_data_must_fit_the_training_data(string format, string text, string expected)
    {
        string path = _folder.Write("valid.txt", text), train = _folder.Write("train.txt", format == "conll" ? TagSamples.Conll : "x,y,label\n1,2,a\n2,3,b\n");
        DataException e = Assert.Throws<DataException>(() => TagData.Read(RecipeOf(format, train, path)));
        Assert.Contains("valid.txt", e.Message);
        Assert.Contains(expected, e.Message);
    }

    [Theory]
    [InlineData("conll", "upos", "expected the number of a column")]
    [InlineData("conllu", "part", "expected upos, xpos, lemma, feats or deprel")]
    public void A_tag_column_that_a_format_does_not_have_is_refused(string format, string column, string expected)
    {
        string path = _folder.Write("data.txt", TagSamples.Conll);
        Recipe recipe = TagSamples.Recipe($"\"train\": {TagSamples.Json(path)}, \"format\": \"{format}\", \"tagColumn\": \"{column}\"");
        Assert.Contains(expected, Assert.Throws<DataException>(() => TagData.Read(recipe)).Message);
    }

    [Fact]
    public void A_single_series_is_cut_in_time_and_several_are_held_back_whole()
    {
        string rows = string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},{i % 2},{i / 5},{(i % 3 == 0 ? "a" : "b")}\n"));
        string path = _folder.Write("one.csv", "x,y,take,label\n" + rows);
        string data = $"\"train\": {TagSamples.Json(path)}, \"format\": \"series\", \"validFraction\": 0.25, \"scaling\": \"none\", \"exclude\": \"take\"";
        TagData cut = TagData.Read(TagSamples.Recipe(data));
        Assert.Equal([15, 5], [cut.Train.Inputs[0].Length, cut.Valid.Inputs[0].Length]);
        Assert.Equal([15f, 1f], cut.Valid.Inputs[0].Series!.Step(0).ToArray());
        Assert.Equal(17, cut.Valid.Raw[0].Origin.Line);
        TagData groups = TagData.Read(TagSamples.Recipe(data + ", \"group\": \"take\", \"split\": \"time\""));
        Assert.Equal([3, 1], [groups.Train.Inputs.Count, groups.Valid.Inputs.Count]);
        Assert.Equal([15f, 1f], groups.Valid.Inputs[0].Series!.Step(0).ToArray());
        Assert.Equal(["x", "y"], groups.Encoding.Columns!);
    }

    [Theory]
    [InlineData("classWeights", "0.5")]
    [InlineData("labelSmoothing", "0.1")]
    public void What_a_random_field_cannot_do_is_refused(string key, string value)
    {
        DataException e = Assert.Throws<DataException>(() => TagSamples.Recipe("\"train\": \"t\"", "\"crf\": true", $"\"{key}\": {value}"));
        Assert.Contains($"'train.{key}' is {value}, expected 0 because 'model.crf' is true", e.Message);
    }

    [Fact]
    public void What_is_learned_of_the_data_comes_back_from_a_model_file()
    {
        foreach (string format in (string[])["conll", "series"])
        {
            Recipe recipe = TagSamples.Recipe($"\"train\": \"t\", \"format\": \"{format}\", \"lowercase\": true");
            IReadOnlyList<RawSequence> raw = format == "conll" ? TagSamples.Parse(recipe, TagSamples.Conll) : TagSamples.Series(9, 4);
            TagEncoding encoding = TagEncoding.Fit(new LabelledDataOptions(recipe.Values), spelled: true, raw);
            Dictionary<string, string> metadata = new(StringComparer.Ordinal);
            encoding.Write(metadata);
            TagEncoding read = TagEncoding.Read(metadata.GetValueOrDefault, "file");
            Assert.Equal(TagData.Digest(encoding.Encode(raw)), TagData.Digest(read.Encode(raw)));
            Assert.Equal(encoding.Labels.Names, read.Labels.Names);
            Assert.Equal(encoding.Columns, read.Columns);
        }
    }

    private static Recipe RecipeOf(string format, string train, string valid) =>
        TagSamples.Recipe($"\"train\": {TagSamples.Json(train)}, \"valid\": {TagSamples.Json(valid)}, \"format\": \"{format}\"");
}
