using System.Text;
using Unroll.Data.Audio;
using Unroll.Data.Images;
using Unroll.Data.Pairs;
using Unroll.Data.SeriesFiles;
using Unroll.Data.Tables;
using Unroll.Data.Tagging;
using Unroll.Data.Tests.Audio;
using Unroll.Data.Text;
using Unroll.Data.Vocabularies;
using Unroll.Kernels;
using Xunit;

namespace Unroll.Data.Tests;

/// <summary>Small files of every format with random bytes changed, cut out or doubled: a reader may take them or refuse them, but only with its own error.</summary>
public sealed class MalformedFilesTests : IDisposable
{
    private const int Tries = 400;
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Labelled_text() => Check("ham\tOk lar\nspam\tFree é\nham\tno\n", p => LabelledText.Read(p));

    [Fact]
    public void Tables() => Check("a,b,\"c d\"\n1,2,\"x \"\"y\"\"\"\n3,,z\n", p =>
    {
        DelimitedTable t = DelimitedTable.Read(p);
        TableEncoding.Fit(t).Encode(t);
    });

    [Fact]
    public void Series_in_tables() => Check("a,b,\"c d\"\n1,2,x\n3,-4e-1,\"z\"\n", p =>
    {
        DelimitedTable t = DelimitedTable.Read(p);
        SeriesSteps.ReadLabelled(t, t.Columns[^1]);
        SeriesRows.ReadLabelled(t, t.Columns[^1], 2);
    });

    [Fact]
    public void Blocks() => Check("# a\n1 2\n3 4\n\n# b\n5 6\n", p => SeriesBlocks.ReadLabelled(p));

    [Fact]
    public void Channels() => Check("1 2 3\n4 5 6\n", p => ChannelFiles.Read([p, p]));

    [Fact]
    public void Conll_u() => Check("# x\n1\ta\ta\tX\tX\t_\t0\troot\t_\t_\n2\tb\tb\tY\tX\t_\t0\troot\t_\t_\n\n1\tc\ta\tX\tX\t_\t0\troot\t_\t_\n", p => Conllu.Read(p));

    [Fact]
    public void Conll_columns() => Check("a\tO\nb\tB-x\n\nc\tO\n", p => ConllColumns.Read(p));

    [Fact]
    public void Vectors() => Check("2 3\nthe 1 2 3\nof 4 5 6\n", p => WordVectors.Read(p, ["the", "of"]));

    [Fact]
    public void Aligned_lines() => Check("a b\n\u00e9 c\nd\n", p => AlignedFiles.Pair(TextFile.Read(p), p, "x\ny\nz\n", "y"));

    [Fact]
    public void Tab_separated() => Check("Go.\tVa !\nRun!\tCours !\n", p => TabSeparatedPairs.Read(p));

    [Fact]
    public void Pronunciations() => Check("a AH0\na(2) EY1\nb B IY1 # x\n", p => PronunciationDictionary.Read(p));

    [Fact]
    public void Yaml_dialogues() => Check("conversations:\n- - 'What: is?'\n  - \"A \\n b\"\n- - q\n  - |\n    a\n", p => Dialogues.Read(p), "x.yml");

    [Fact]
    public void Json_dialogues() => Check("{\"conversations\": [[\"a\", \"b \\u00e9\"], [\"c\", 1]]}", p => Dialogues.Read(p), "x.json");

    [Fact]
    public void Images() => Check([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4], p => IdxImages.Read(p).Series(0, 2));

    [Fact]
    public void Sounds() => Check(WavBytes.Make(1, 16, 2, 8000, WavBytes.Of16(1, 2, 3, 4)), p => WavFile.Read(p));

    [Fact]
    public void Packed_files() => Check(Scratch.Gzip("ham\tOk lar\nspam\tFree\n"), p => LabelledText.Read(p), "x.gz");

    private void Check(string text, Action<string> read, string name = "x") => Check(Encoding.UTF8.GetBytes(text), read, name);

    private void Check(byte[] bytes, Action<string> read, string name = "x")
    {
        read(_scratch.Write(name, bytes));
        CounterRandom random = new(1);
        int refused = 0;
        for (int i = 0; i < Tries; i++)
        {
            string path = _scratch.Write(name, Mutated(bytes, ref random));
            Exception? e = Record.Exception(() => read(path));
            Assert.True(e is null or DataException { Message.Length: > 40 }, $"try {i}: {e}");
            refused += e is null ? 0 : 1;
        }

        Assert.InRange(refused, Tries / 20, Tries);
    }

    private static byte[] Mutated(byte[] bytes, ref CounterRandom random)
    {
        List<byte> changed = [.. bytes];
        ReadOnlySpan<byte> telling = "\n\t ,\"#0.-x\0\x7F"u8;
        for (int change = 1 + random.NextInt32(3); change > 0 && changed.Count > 0; change--)
        {
            int at = random.NextInt32(changed.Count);
            switch (random.NextInt32(4))
            {
                case 0: changed[at] = (byte)random.NextInt32(256); break;
                case 1: changed[at] = telling[random.NextInt32(telling.Length)]; break;
                case 2: changed.RemoveRange(at, 1 + random.NextInt32(changed.Count - at)); break;
                default: changed.Insert(at, changed[random.NextInt32(changed.Count)]); break;
            }
        }

        return [.. changed];
    }
}
