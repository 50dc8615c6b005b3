using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Unroll.Data.Splits;
using Unroll.Kernels;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Transcribe;

/// <summary>The recordings of a recipe in their two parts.</summary>
internal sealed class TranscribeData
{
    /// <summary>Recordings that scaling is learned from.</summary>
    private const int ScalingSample = 500;

    private readonly TrainOptions _train;
    private readonly StringPlan? _plan;
    private readonly TranscribePart? _whole;

    private TranscribeData(Recipe recipe, TranscribeDataOptions options, IReadOnlyList<Recording> train, IReadOnlyList<Recording> valid, string validSource)
    {
        (Options, RawTrain, RawValid, ValidSource, _train) = (options, train, valid, validSource, recipe.Train);
        if (options.Joins)
        {
            _plan = new StringPlan(options, train);
            Encoding = TranscribeEncoding.Fit(options, train.Select(t => t.Text!), Enumerable.Range(0, Math.Min(ScalingSample, options.JoinCount)).Select(i => DrawOne(_plan, _train.Seed, 0, i, augment: false)));
            Train = Encoding.Encode([.. Enumerable.Range(0, options.JoinCount).Select(i => DrawOne(_plan, _train.Seed, 0, i, augment: false))]);
        }
        else
        {
            Encoding = TranscribeEncoding.Fit(options, train.Select(t => t.Text!), Sample(train));
            Train = _whole = Encoding.Encode(train);
        }

        Valid = Measured(options, Encoding, valid);
    }

    public TranscribeDataOptions Options { get; }

    public string ValidSource { get; }

    public TranscribeEncoding Encoding { get; }

    /// <summary>What is learned from, as it was read: before it is joined.</summary>
    public IReadOnlyList<Recording> RawTrain { get; }

    /// <summary>What is measured on, as it was read.</summary>
    public IReadOnlyList<Recording> RawValid { get; }

    /// <summary>The training data as it is: where it is drawn or changed at random, an example of it.</summary>
    public TranscribePart Train { get; }

    public TranscribePart Valid { get; }

    /// <summary>What recordings are called, in the plural.</summary>
    public string Unit => Options.Joins ? "strings" : Options.IsAudio ? "sounds" : "writings";

    /// <summary>Whether every pass over the training data has other numbers.</summary>
    private bool Redraws => _plan is not null || _train.Speed > 0 || (_train.Gain > 0 && Options.IsAudio);

    /// <summary>Reads the recordings that a recipe names.</summary>
    /// <exception cref="DataException">They cannot be read, or leave nothing for one of the parts.</exception>
    public static TranscribeData Read(Recipe recipe)
    {
        TranscribeDataOptions options = new(recipe.Values);
        IReadOnlyList<Recording> all = new RecordingReader(options).Read(recipe.Resolve(options.Train));
        if (options.Valid is { } path)
        {
            return new TranscribeData(recipe, options, all, new RecordingReader(options).Read(recipe.Resolve(path)), path);
        }

        if (all.Count < 2)
        {
            throw new DataException($"'{options.Train}' has {all.Count} recording, too few to hold back {options.ValidFraction:P0} (data.validFraction) for validation. Give more of them, or name validation data in data.valid.");
        }

        (DataSplit split, string how) = options.HeldBack is { } held ? (HeldBackGroups.Split(all, held), $"{options.Group} {held}, held back")
            : options.Split == "group" ? (DataSplit.ByGroup([.. all.Select(r => r.Group!)], options.ValidFraction, options.SplitSeed), $"about {options.ValidFraction:P0} of it, whole groups by {options.Group}, held back at random")
            : options.Split == "time" ? (DataSplit.ByTime(all.Count, options.ValidFraction), $"the last {options.ValidFraction:P0} of it, held back")
            : (DataSplit.Random(all.Count, options.ValidFraction, options.SplitSeed), $"{options.ValidFraction:P0} of it, held back at random");
        return new TranscribeData(recipe, options, [.. split.Train.Select(i => all[i])], [.. split.Valid.Select(i => all[i])], how);
    }

    /// <summary>Recordings to measure on: as they are, or joined to strings that are the same each time.</summary>
    public static TranscribePart Measured(TranscribeDataOptions options, TranscribeEncoding encoding, IReadOnlyList<Recording> recordings) =>
        encoding.Encode(MeasuredRecordings(options, recordings));

    /// <summary>The same before they become numbers.</summary>
    public static IReadOnlyList<Recording> MeasuredRecordings(TranscribeDataOptions options, IReadOnlyList<Recording> recordings)
    {
        // What has a file of transcripts is whole already.
        if (!options.Joins || recordings.Any(r => r.TextOrigin != r.Origin))
        {
            return recordings;
        }

        StringPlan plan = new(options, recordings);
        CounterRandom all = new CounterRandom(options.SplitSeed).Fork(0x7A11D);
        return [.. Enumerable.Range(0, options.JoinValidCount).Select(i =>
        {
            CounterRandom random = all.Fork((ulong)i);
            return plan.Join(plan.Draw(ref random), ref random);
        })];
    }

    /// <summary>The training data of a pass, drawn and changed at random; the same for the same pass.</summary>
    /// <param name="epoch">The pass, from 0.</param>
    /// <param name="team">The threads that compute it; nothing depends on how many there are.</param>
    public TranscribePart Draw(long epoch, WorkerTeam team)
    {
        if (!Redraws)
        {
            return _whole!;
        }

        int count = _plan is null ? RawTrain.Count : Options.JoinCount;
        TranscribePart[] parts = new TranscribePart[count];
        int groups = Math.Min(team.Size, count);
        team.Run(groups, group =>
        {
            for (int i = group; i < count; i += groups)
            {
                parts[i] = DrawFitting(epoch, i);
            }
        });
        return new TranscribePart([.. parts.Select(p => p.Inputs[0])], [.. parts.Select(p => p.Labels[0])], [.. parts.Select(p => p.Texts[0])]);
    }

    /// <summary>A hash of recordings and texts, by which a run is known again.</summary>
    public static string Digest(IReadOnlyList<Recording> recordings)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Recording r in recordings)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{r.Text}\n{r.JoinedBy}\n"));
            hash.AppendData(MemoryMarshal.AsBytes<float>(r.Sound?.Samples));
            foreach (float[] stroke in r.Ink?.Strokes ?? [])
            {
                hash.AppendData(MemoryMarshal.AsBytes<float>(stroke));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What became too short for its text stays as it was.</summary>
    private TranscribePart DrawFitting(long epoch, int item)
    {
        Recording changed = DrawOne(_plan, _train.Seed, epoch, item, augment: true);
        int[] labels = Encoding.Symbols.Encode(changed.Text!, changed.TextOrigin);
        Items.Item input = new([], Encoding.Steps(changed), -1, changed.Origin);
        return TranscribeEncoding.Fits(labels, input.Length)
            ? new TranscribePart([input], [labels], [""])
            : Encoding.Encode([DrawOne(_plan, _train.Seed, epoch, item, augment: false)]);
    }

    private Recording DrawOne(StringPlan? plan, ulong seed, long epoch, int item, bool augment)
    {
        CounterRandom random = new CounterRandom(seed).Fork(0x57A1).Fork((ulong)epoch).Fork((ulong)item);
        Recording recording = plan is null ? RawTrain[item] : plan.Join(plan.Draw(ref random), ref random);
        return augment ? RecordingAugmentation.Change(recording, _train, ref random) : recording;
    }

    private static IEnumerable<Recording> Sample(IReadOnlyList<Recording> train)
    {
        int every = Math.Max(1, train.Count / ScalingSample);
        return train.Where((_, i) => i % every == 0);
    }
}
