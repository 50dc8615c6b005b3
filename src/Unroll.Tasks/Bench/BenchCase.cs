namespace Unroll.Tasks.Bench;

/// <summary>Something that can be measured.</summary>
/// <param name="name">Words with slashes between them, the group first, such as <c>layer/lstm/32x50x64x128</c>.</param>
/// <param name="cell">The name of the cell.</param>
/// <param name="inDefault">Whether it is measured when nobody asks for anything in particular.</param>
/// <param name="run">Measures it.</param>
public sealed class BenchCase(string name, string cell, bool inDefault, Func<BenchSettings, IEnumerable<BenchResult>> run)
{
    /// <summary>The name.</summary>
    public string Name => name;

    /// <summary>The name of the cell.</summary>
    public string Cell => cell;

    /// <summary>Whether it is measured when nobody asks for anything in particular.</summary>
    public bool InDefault => inDefault;

    /// <summary>Measures it; most cases have one result, some one for each number of threads.</summary>
    /// <param name="settings">How.</param>
    /// <returns>The results, as they come.</returns>
    public IEnumerable<BenchResult> Run(BenchSettings settings) => run(settings);

    /// <summary>Whether a name or the beginning of one, up to a slash, means this case.</summary>
    /// <param name="wanted">Such as <c>layer/lstm</c>.</param>
    /// <returns>Whether it does.</returns>
    public bool IsMeantBy(string wanted) => Name == wanted || Name.StartsWith(wanted + "/", StringComparison.Ordinal);
}
