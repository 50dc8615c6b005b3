namespace Unroll.Tasks.Recipes;

/// <summary>The keys of the section <c>decode</c> of the task <c>transcribe</c>.</summary>
public static class TranscribeDecodeKeys
{
    /// <summary>The width of the beam.</summary>
    public static readonly Key Beam = new("decode.beam", KeyKind.Integer, 16L, "How many beginnings of a text the search keeps at each step") { Min = 1, Max = 10_000 };

    /// <summary>How much worse than the best a beginning may be.</summary>
    public static readonly Key Margin = new("decode.margin", KeyKind.Number, 8.0, "How many nats a beginning may lie below the best one to go on; streaming prints sooner with less")
    { Min = 0, MinExcluded = true, Max = 1e6 };

    /// <summary>When a symbol is settled.</summary>
    public static readonly Key Settle = new("decode.settle", KeyKind.Integer, null, "After how many steps a symbol of the best beginning is settled, so that streaming prints it; 0 = only when all beginnings have it") { Optional = true, Min = 0, Max = 1_000_000, DefaultNote = "null: 20 where layers read forward only, else 0", Example = "10" };

    /// <summary>The order of the n-gram.</summary>
    public static readonly Key NGram = new("decode.ngram", KeyKind.Integer, 3L, "The order of the n-gram of the training transcripts that the search asks what may follow; 0 = none") { Min = 0, Max = 20 };

    /// <summary>The weight of the n-gram.</summary>
    public static readonly Key NGramWeight = new("decode.ngramWeight", KeyKind.Number, null, "How much the n-gram counts") { Optional = true, Min = 0, Max = 100, DefaultNote = "null: what does best on the validation data", Example = "0.5" };

    /// <summary>The bonus of a symbol.</summary>
    public static readonly Key InsertionBonus = new("decode.insertionBonus", KeyKind.Number, null, "Added for every symbol, against the n-gram's liking for short texts") { Optional = true, Min = -100, Max = 100, DefaultNote = "null: what does best on the validation data", Example = "1" };

    /// <summary>The keys in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> All = [Beam, Margin, Settle, NGram, NGramWeight, InsertionBonus];
}

/// <summary>The section <c>decode</c>; <see cref="TranscribeDecodeKeys"/> says what each key means.</summary>
/// <param name="values">Where the values come from.</param>
public sealed class TranscribeDecodeOptions(RecipeValues values)
{
    /// <summary>At least 1.</summary>
    public int Beam { get; } = (int)values.Integer(TranscribeDecodeKeys.Beam);

    /// <summary>Nats, above 0.</summary>
    public double Margin { get; } = values.Number(TranscribeDecodeKeys.Margin);

    /// <summary>Steps; 0 = never.</summary>
    public int Settle { get; } = (int)(values.OptionalInteger(TranscribeDecodeKeys.Settle) ?? (values.Text(SequenceModelKeys.Direction) == "forward" ? 20 : 0));

    /// <summary>0 = none.</summary>
    public int NGram { get; } = (int)values.Integer(TranscribeDecodeKeys.NGram);

    /// <summary>At least 0; null = chosen on validation.</summary>
    public double? NGramWeight { get; } = values.OptionalNumber(TranscribeDecodeKeys.NGramWeight);

    /// <summary>Null = chosen on validation.</summary>
    public double? InsertionBonus { get; } = values.OptionalNumber(TranscribeDecodeKeys.InsertionBonus);
}
