using Unroll.TestKit;

namespace Unroll.Cli.Tests.SmallData;

/// <summary>A little data for every recipe of the task classify: texts that stand beside this file, and numbers that are made.</summary>
internal static class SmallSets
{
    private static readonly Dictionary<string, Func<TemporaryFolder, SmallSet>> Makers = new()
    {
        ["sms-spam"] = f => Stored(f, "sms-spam", "train.tsv", 30, "You have WON a prize, call now"),
        ["sst"] = f => Stored(f, "sst", "stsa.binary.train", 20, "a warm film", valid: "stsa.binary.dev"),
        ["trec"] = f => Stored(f, "trec", "TREC.train.all", 25, "Who wrote the atlas ?"),
        ["names"] = f => Stored(f, "names", "", 30, "Nakayama"),
        ["dna-splice"] = SmallTables.Splice,
        ["credit-card-fraud"] = SmallTables.Purchases,
        ["pendigits"] = f => SmallTables.Digits(f, "pendigits.tra", columns: 16, most: 100),
        ["optdigits"] = f => SmallTables.Digits(f, "optdigits.tra", columns: 64, most: 16) with { Valid = SmallTables.Digits(f, "optdigits.hol", columns: 64, most: 16).Train },
        ["mnist1d"] = SmallSeries.Rows,
        ["indoor-movement"] = SmallSeries.Walks,
        ["indoor-movement-reservoir"] = SmallSeries.Walks,
        ["japanese-vowels"] = SmallSeries.Vowels,
        ["japanese-vowels-reservoir"] = SmallSeries.Vowels,
        ["uci-har"] = SmallSeries.Windows,
        ["mnist"] = SmallImages.Idx,
        ["mnist-feed-forward"] = SmallImages.Idx,
        ["fsdd"] = SmallSounds.Tones,
    };

    /// <summary>The recipes that there is data for.</summary>
    public static IEnumerable<string> Names => Makers.Keys;

    /// <summary>Writes the data of a recipe into a folder.</summary>
    public static SmallSet Make(string recipe, TemporaryFolder folder) => Makers[recipe](folder);

    private static SmallSet Stored(TemporaryFolder folder, string name, string file, int count, string text, string? valid = null)
    {
        string from = Path.Combine(Repository.Root, "test", "Unroll.Cli", "SmallData", name), to = folder.File("data");
        Directory.CreateDirectory(to);
        foreach (string path in Directory.GetFiles(from))
            File.Copy(path, Path.Combine(to, Path.GetFileName(path)));
        return new SmallSet(file.Length == 0 ? to : Path.Combine(to, file), valid is null ? null : Path.Combine(to, valid), count, text);
    }
}
