namespace Unroll.Tasks.Recipes;

/// <summary>The keys of the section <c>decode</c>: how the best target of a source is looked for.</summary>
public static class DecodeKeys
{
    /// <summary>The width of the beam.</summary>
    public static readonly Key Beam = new("decode.beam", KeyKind.Integer, 5L, "How many beginnings of a translation go on at each step; 1 takes the likeliest token always") { Min = 1, Max = 1000 };

    /// <summary>The length penalty.</summary>
    public static readonly Key LengthPenalty = new("decode.lengthPenalty", KeyKind.Number, 1.0,
        "How much long translations are favoured: the log-probability is divided by ((5 + length) / 6) to this power (Wu et al. 2016); 0 favours short ones")
    { Min = 0, Max = 10 };

    /// <summary>The coverage penalty.</summary>
    public static readonly Key CoveragePenalty = new("decode.coveragePenalty", KeyKind.Number, 0.0,
        "How much it costs to leave parts of the source without attention (Wu et al. 2016); 0 = nothing")
    { Min = 0, Max = 10 };

    /// <summary>The longest translation.</summary>
    public static readonly Key MaxLength = new("decode.maxLength", KeyKind.Integer, 100L, "The most tokens of a translation, its end among them") { Min = 1, Max = 100_000 };

    /// <summary>The keys in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> All = [Beam, LengthPenalty, CoveragePenalty, MaxLength];
}

/// <summary>The section <c>decode</c> of a recipe; <see cref="DecodeKeys"/> says what each key means.</summary>
/// <param name="Beam">At least 1.</param>
/// <param name="LengthPenalty">α, at least 0.</param>
/// <param name="CoveragePenalty">β, at least 0.</param>
/// <param name="MaxLength">At least 1.</param>
public sealed record DecodeOptions(int Beam, double LengthPenalty, double CoveragePenalty, int MaxLength)
{
    /// <summary>Reads the section.</summary>
    /// <param name="values">Where the values come from.</param>
    public DecodeOptions(RecipeValues values)
        : this((int)values.Integer(DecodeKeys.Beam), values.Number(DecodeKeys.LengthPenalty), values.Number(DecodeKeys.CoveragePenalty), (int)values.Integer(DecodeKeys.MaxLength))
    {
    }
}
