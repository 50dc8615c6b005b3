namespace Unroll.Data.Files;

/// <summary>Where an item comes from, for messages.</summary>
/// <param name="File">The file, as the caller named it.</param>
/// <param name="Line">Its line, counted from 1; 0 where lines have no meaning.</param>
public readonly record struct Origin(string File, int Line = 0)
{
    /// <inheritdoc/>
    public override string ToString() => Line > 0 ? $"'{File}', line {Line}" : $"'{File}'";
}
