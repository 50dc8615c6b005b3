using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Unroll.Data.Music;
using Unroll.Data.Splits;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Compose;

/// <summary>The pieces of a recipe in their two parts.</summary>
internal sealed class ComposeData
{
    private ComposeData(ComposeOptions options, IReadOnlyList<PianoRoll> train, IReadOnlyList<PianoRoll> valid, string validSource)
    {
        (Options, ValidSource, Styles) = (options, validSource, StyleSet.Of(train));
        Train = new Pieces(train, Styles);
        Valid = new Pieces(valid, Styles);
    }

    public ComposeOptions Options { get; }

    public string ValidSource { get; }

    /// <summary>The styles of training.</summary>
    public StyleSet Styles { get; }

    public Pieces Train { get; }

    public Pieces Valid { get; }

    /// <summary>Reads the pieces that a recipe names.</summary>
    /// <exception cref="DataException">They cannot be read, or leave nothing for one of the parts.</exception>
    public static ComposeData Read(Recipe recipe)
    {
        ComposeOptions options = new(recipe.Values);
        IReadOnlyList<PianoRoll> all = StyleSet.Name(options, PianoRolls.Read(recipe.Resolve(options.Train), options.Step));
        if (options.Valid is { } valid)
        {
            return new ComposeData(options, all, StyleSet.Name(options, PianoRolls.Read(recipe.Resolve(valid), options.Step)), valid);
        }

        if (all.Count > 1)
        {
            DataSplit split = DataSplit.Random(all.Count, options.ValidFraction, options.SplitSeed);
            return new ComposeData(options, [.. split.Train.Select(i => all[i])], [.. split.Valid.Select(i => all[i])], $"{options.ValidFraction:P0} of it, held back at random");
        }

        PianoRoll piece = all[0];
        if (piece.Length < 2)
        {
            throw new DataException($"Music {piece.Place}: there is one piece of one step, expected more to learn from and to hold back. Give more music, or name validation data in data.valid.");
        }

        int cut = piece.Length - Math.Clamp((int)Math.Round(piece.Length * options.ValidFraction), 1, piece.Length - 1);
        return new ComposeData(options, [piece with { Steps = piece.Steps[..cut] }], [piece with { Steps = piece.Steps[cut..] }], $"the last {options.ValidFraction:P0} of the piece, held back");
    }
}

/// <summary>Pieces with the numbers of their styles.</summary>
internal sealed class Pieces(IReadOnlyList<PianoRoll> rolls, StyleSet styles)
{
    public IReadOnlyList<PianoRoll> Rolls { get; } = rolls;

    /// <summary>The number of the style of each piece.</summary>
    public int[] Styles { get; } = [.. rolls.Select(styles.NumberOf)];

    public long Steps { get; } = rolls.Sum(r => (long)r.Length);

    public long Notes { get; } = rolls.Sum(r => r.Steps.Sum(s => (long)s.Length));

    /// <summary>A hash by which a run is known again.</summary>
    public string Digest()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (PianoRoll roll in Rolls)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(roll.Style ?? ""));
            hash.AppendData(MemoryMarshal.AsBytes<int>([roll.Length]));
            foreach (int[] step in roll.Steps)
            {
                hash.AppendData(MemoryMarshal.AsBytes<int>([step.Length]));
                hash.AppendData(MemoryMarshal.AsBytes<int>(step));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
