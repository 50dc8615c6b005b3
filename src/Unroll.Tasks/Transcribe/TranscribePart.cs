using Unroll.Tasks.Items;

namespace Unroll.Tasks.Transcribe;

/// <summary>Recordings as a network reads them, with their texts where there are some.</summary>
/// <param name="Inputs">The steps of each recording.</param>
/// <param name="Labels">The symbols of each text, as numbers.</param>
/// <param name="Texts">The texts.</param>
internal sealed record TranscribePart(IReadOnlyList<Item> Inputs, IReadOnlyList<int[]> Labels, IReadOnlyList<string> Texts)
{
    /// <summary>Symbols of all texts.</summary>
    public long Symbols => Labels.Sum(l => (long)l.Length);

    /// <summary>Steps of all recordings.</summary>
    public long Steps => Inputs.Sum(i => (long)i.Length);
}
