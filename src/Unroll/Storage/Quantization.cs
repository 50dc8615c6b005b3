using Unroll.Layers;

namespace Unroll.Storage;

/// <summary>What a model file says about the precision of its weights, and the words for it.</summary>
public static class Quantization
{
    /// <summary>The entry of the metadata; a file without it holds 32-bit floats.</summary>
    public const string Key = "unroll.quantization";

    private static readonly (string Name, WeightPrecision Precision)[] s_all = [("int8", WeightPrecision.Int8), ("bf16", WeightPrecision.BFloat16)];

    /// <summary>The names: <c>int8</c>, <c>bf16</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(q => q.Name)];

    /// <summary>The name of a precision, or null for 32-bit floats.</summary>
    /// <param name="precision">The precision.</param>
    /// <returns>One of <see cref="Names"/>, or null.</returns>
    public static string? NameOf(WeightPrecision precision) => s_all.FirstOrDefault(q => q.Precision == precision).Name;

    /// <summary>The precision that a name stands for.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="precision">The precision.</param>
    /// <returns>Whether there is such a name.</returns>
    public static bool TryParse(string name, out WeightPrecision precision)
    {
        int i = Array.FindIndex(s_all, q => q.Name == name);
        precision = i < 0 ? WeightPrecision.Single : s_all[i].Precision;
        return i >= 0;
    }

    /// <summary>Why training cannot go on from a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What its metadata says.</param>
    /// <returns>The message.</returns>
    public static string CannotTrain(string path, string name) =>
        $"'{path}' is a model quantised to {name}, and training cannot go on from it: its weights are rounded, and the optimizer's state is not in it. Resume from the folder of the training run that it was exported from.";
}
