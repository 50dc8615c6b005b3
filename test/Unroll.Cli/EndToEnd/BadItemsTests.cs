using System.Text;
using Unroll.Cli.Tests.SmallData;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

/// <summary>What is wrong with data of every format: exit code 3, one message with file and line, nothing on stdout, nothing left behind.</summary>
[Collection(TrainedClassifiersCollection.Name)]
public sealed class BadItemsTests(TrainedClassifiers models)
{
    private delegate void Spoil(string path);

    /// <summary>Recipe, what is spoilt, how, and the message; * stands for anything.</summary>
    private static readonly (string Recipe, string File, string What, Spoil Spoil, string Expected)[] Cases =
    [
        ("sms-spam", "train.tsv", "an empty line", Line(3, _ => ""), "*train.tsv', line 3: the line is empty"),
        ("sms-spam", "train.tsv", "a line without a tab", Line(3, _ => "ham see you"), "*train.tsv', line 3: the line has no tab, expected label, tab, text"),
        ("sms-spam", "train.tsv", "no text", Line(3, _ => "ham\t"), "*train.tsv', line 3: the text is empty"),
        ("sms-spam", "train.tsv", "another encoding", Bytes(b => [.. b[..40], 0xE9, .. b[40..]]), "*train.tsv': invalid UTF-8 at byte 40"),
        ("sms-spam", "train.tsv", "bytes", Bytes(b => [.. b[..40], 0, .. b[40..]]), "*train.tsv': this is a binary file (byte 40 is zero)"),
        ("sms-spam", "train.tsv", "nothing", Bytes(_ => []), "*train.tsv': there are no items in it"),
        ("trec", "TREC.train.all", "a label alone", Line(5, _ => "3"), "*TREC.train.all', line 5: the line has no blank"),
        ("names", "Polish.txt", "an empty line", Line(2, _ => ""), "*Polish.txt', line 2: the line is empty"),

        ("credit-card-fraud", "train.csv", "a row too long", Line(4, l => l + ",1"), "*train.csv', line 4: the row has 8 fields, expected 7"),
        ("credit-card-fraud", "train.csv", "an empty line", Line(4, _ => ""), "*train.csv', line 4"),
        ("credit-card-fraud", "train.csv", "a word among numbers", Line(4, l => Field(l, 2, "12x")), "*train.csv', line 4, column 'V1': got '12x', expected a number"),
        ("credit-card-fraud", "train.csv", "NaN", Line(4, l => Field(l, 2, "NaN")), "*train.csv', line 4, column 'V1': got 'NaN', which is not finite"),
        ("credit-card-fraud", "train.csv", "no label", Line(4, l => Field(l, 6, "")), "*train.csv', line 4, column 'Class': the label is empty"),
        ("credit-card-fraud", "train.csv", "another header", Line(1, l => l.Replace("Class", "Kind")), "*train.csv': there is no column 'Class'; the columns are column 1, Time, V1, V2, V3, Amount, Kind"),
        ("dna-splice", "train.csv", "another header", Line(1, l => l.Replace("sequence", "bases")), "*train.csv': there is no column 'sequence'"),
        ("optdigits", "optdigits.tra", "a row too short", Line(9, l => l[2..]), "*optdigits.tra', line 9: the row has "),

        ("mnist1d", "train.csv", "NaN", Line(7, l => Field(l, 3, "nan")), "*train.csv', line 7, column 'x2': got 'nan', which is not finite"),
        ("mnist1d", "train.csv", "a missing value", Line(7, l => Field(l, 3, "")), "*train.csv', line 7, column 'x2': got a missing value"),
        ("mnist1d", "train.csv", "a row too short", Line(7, l => l[2..]), "*train.csv', line 7: the row has 40 fields, expected 41"),
        ("pendigits", "pendigits.tra", "half a point", Each(l => l[(l.IndexOf(',') + 1)..]), "*pendigits.tra': 15 columns cannot be cut into steps of 2 values"),

        ("japanese-vowels", "ae.train", "a number too few", Line(5, l => l[(l.IndexOf(' ') + 1)..]), "*ae.train', line 5: the line has 11 numbers, expected 12"),
        ("japanese-vowels", "ae.train", "a word", Line(5, l => "x" + l), "*ae.train', line 5, number 1: got 'x"),
        ("japanese-vowels", "size_ae.train", "other counts", Bytes(_ => [.. "12 12 11"u8]), "*ae.train': there are 36 series that need a label, and the counts 12 12 11 are for 35"),

        ("indoor-movement", "MovementAAL_RSS_3.csv", "a word", Line(4, _ => "0.1,0.2,x,0.4"), "*MovementAAL_RSS_3.csv', line 4, column 'RSS_anchor3': got 'x', expected a number"),
        ("indoor-movement", "MovementAAL_RSS_3.csv", "a file that is gone", File.Delete, "*MovementAAL_target.csv', line 4: there is no file of the id '3'"),
        ("indoor-movement", "MovementAAL_target.csv", "a label that is gone", Line(21, null), "MovementAAL_RSS_20.csv': the table"),
        ("indoor-movement", "MovementAAL_RSS_3.csv", "another channel", Each(l => l + (l[0] == '#' ? ", more" : ",1")), "MovementAAL_RSS_3.csv': it has 5 channels, expected 4"),

        ("uci-har", "body_gyro_x_train.txt", "a window too short", Line(6, l => l[(l.IndexOf(' ') + 1)..]), "*body_gyro_x_train.txt', line 6: the window has 31 steps, expected 32"),
        ("uci-har", "body_gyro_x_train.txt", "a window too few", Line(30, null), "*body_gyro_x_train.txt': it has 29 windows, expected 30"),
        ("uci-har", "y_train.txt", "a label too few", Line(30, null), "*y_train.txt': there are 29, but "),
        ("uci-har", "total_acc_z_train.txt", "a channel that is gone", File.Delete, "fits the pattern 'total_acc_z_*'"),

        ("mnist", "train-10k-images-idx3-ubyte", "an end cut off", Bytes(b => b[..^100]), "Images '*idx3-ubyte': the header states the sizes 40 x 28 x 28, but "),
        ("mnist", "train-10k-labels-idx1-ubyte", "a label too few", Bytes(_ => SmallImages.Bytes([39], new byte[39])), "Labels '*idx1-ubyte': there are 39, expected 40, one for each image of "),
        ("mnist", "train-10k-labels-idx1-ubyte", "images for labels", Bytes(_ => SmallImages.Bytes([1, 1, 40], new byte[40])), "Labels '*idx1-ubyte': the IDX file has numbers of kind 08 and 3 size(s), expected kind 08 (unsigned bytes) and 1"),
        ("mnist", "train-10k-images-idx3-ubyte", "no images", Bytes(_ => [.. "a text"u8]), "Images '*idx3-ubyte': this is no IDX file"),

        ("fsdd", "1_ann_0.wav", "an end cut off", Bytes(b => b[..^101]), "WAV '*1_ann_0.wav': the chunk 'data' at byte 36 states "),
        ("fsdd", "1_ann_0.wav", "another kind", Bytes(_ => SmallSounds.Wav([1, 2, 3], kind: 85)), "WAV '*1_ann_0.wav': its samples are of kind 85 with 16 bits, expected PCM (1)"),
        ("fsdd", "1_ann_0.wav", "no sound", Bytes(_ => [.. "a text, not a sound"u8]), "WAV '*1_ann_0.wav': this is no WAV file"),
        ("fsdd", "1_ann_0.wav", "no samples", Bytes(_ => SmallSounds.Wav([])), "WAV '*1_ann_0.wav': it holds no samples"),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => $"{c.Recipe}, {c.File}: {c.What}")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Data_that_cannot_be_learned_is_told(string name)
    {
        (string recipe, string file, _, Spoil spoil, string expected) = Cases.Single(c => $"{c.Recipe}, {c.File}: {c.What}" == name);
        using TemporaryFolder folder = new();
        SmallSet data = SmallSets.Make(recipe, folder);
        spoil(folder.File($"data/{file}"));
        AssertFails(expected, UnrollCommand.Run(["train", Path.Combine(Repository.Root, "recipes", recipe + ".jsonc"), "--out", folder.File("run"), .. data.Settings]));
        Assert.False(Directory.Exists(folder.File("run")));
    }

    [Theory]
    [InlineData("trec", "a label", "3 Who wrote it ?\n7 Where is it ?\n", "*, line 2: got '7', which was not seen in training; the 5 labels that the model knows are 0, 1, 3, 4, 5")]
    [InlineData("credit-card-fraud", "a label", ",Time,V1,V2,V3,Amount,Class\n1,1,0,0,0,1,maybe\n", "*, line 2: got 'maybe', which was not seen in training")]
    [InlineData("credit-card-fraud", "a column", ",Time,V1,V2,Amount,Class\n1,1,0,0,1,0\n", "there is no column 'V3'")]
    [InlineData("japanese-vowels", "channels", "# 1\n1 2 3\n4 5 6\n", "*, line 2: it has 3 channels, expected 12 as the model has")]
    public void Data_that_a_model_does_not_know_is_told(string recipe, string what, string text, string expected) =>
        AssertFails(expected, UnrollCommand.Run("evaluate", models.Model(recipe), models.Write(recipe, $"bad {what}.txt", text)));

    [Theory]
    [InlineData("credit-card-fraud", ",Time,V1,V2,Amount\n1,1,0,0,1\n", "there is no column 'V3'")]
    [InlineData("pendigits", "1,2,3,4\n5,6,7,8\n", "its rows have 4 values, expected 16 as in training, or one more with the label")]
    [InlineData("pendigits", "1,2,x\n5,6,7\n", "'*, line 1, column '3': got 'x'|its rows have 3 values")]
    [InlineData("japanese-vowels", "1 2 3\n4 5 6\n", "it has 3 channels, expected 12 as the model has")]
    public void Data_that_cannot_be_classified_is_told(string recipe, string text, string expected) =>
        AssertFails(expected, UnrollCommand.Run("classify", models.Model(recipe), "--file", models.Write(recipe, "bad.txt", text)));

    /// <summary>Parts between * come in order; | stands between messages either of which will do.</summary>
    private static void AssertFails(string expected, ProcessResult r)
    {
        TinyTraining.Expect(3, r);
        Assert.Empty(r.Out);
        string message = Assert.Single(r.Error.Split('\n'), l => l.StartsWith("unroll: ", StringComparison.Ordinal));
        Assert.True(expected.Split('|').Any(e => Fits(message, e.Split('*'))), $"expected: {expected}\ngot: {message}");
    }

    private static bool Fits(string message, string[] parts)
    {
        int at = 0;
        foreach (string part in parts)
        {
            at = message.IndexOf(part, at, StringComparison.Ordinal);
            if (at < 0)
                return false;
            at += part.Length;
        }

        return true;
    }

    private static Spoil Bytes(Func<byte[], byte[]> change) => path => File.WriteAllBytes(path, change(File.ReadAllBytes(path)));

    /// <summary>Changes a line, counted from 1, or takes it away.</summary>
    private static Spoil Line(int number, Func<string, string>? change) => path =>
    {
        List<string> lines = [.. File.ReadAllLines(path, Encoding.Latin1)];
        if (change is null)
            lines.RemoveAt(number - 1);
        else
            lines[number - 1] = change(lines[number - 1]);
        File.WriteAllText(path, string.Join('\n', lines) + "\n", Encoding.Latin1);
    };

    private static Spoil Each(Func<string, string> change) => path => File.WriteAllText(path, string.Concat(File.ReadAllLines(path).Select(l => change(l) + "\n")));

    private static string Field(string line, int column, string value)
    {
        string[] fields = line.Split(',');
        fields[column] = value;
        return string.Join(',', fields);
    }
}
