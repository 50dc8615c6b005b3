namespace Unroll.Cells.Compiled;

/// <summary>
/// What the forward step leaves in place of the pre-activations, so that the gradient has less to compute again: numbers that took long,
/// such as σ(f), as long as no more room is needed than the pre-activations have. For an LSTM these are its four activations.
/// </summary>
internal sealed class KeptValues
{
    private KeptValues(int[] slots) => Slots = slots;

    /// <summary>The node that each plane of gates holds after the forward step; a pre-activation that stays where it was is one.</summary>
    public IReadOnlyList<int> Slots { get; }

    /// <summary>Chooses.</summary>
    /// <param name="equations">The equations with their gradient.</param>
    /// <param name="wanted">The outputs of the gradient.</param>
    /// <param name="firstOfGradient">The first node of the gradient.</param>
    /// <param name="planes">How many planes of gates there are.</param>
    public static KeptValues Choose(Equations equations, IReadOnlyList<int> wanted, int firstOfGradient, int planes)
    {
        HashSet<int> kept = [];
        for (int id = 0; id < firstOfGradient; id++)
        {
            if (equations.Nodes[id].IsExpensive && equations.Needed(wanted, kept).Contains(id) && Room(id) <= planes)
            {
                kept.Add(id);
            }
        }

        int Room(int more) => Gates(equations, wanted, [.. kept, more]).Count + kept.Count + 1;

        // Pre-activations that are still read stay. A kept value takes the plane of a gate that it is made from, so that messages name the right one.
        HashSet<int> staying = Gates(equations, wanted, kept);
        int[] slots = [.. Enumerable.Range(0, planes).Select(plane => equations.Input(Operation.Gate, plane))];
        List<int> free = [.. Enumerable.Range(0, planes).Where(plane => !staying.Contains(slots[plane]))];
        foreach ((int id, HashSet<int> from) in kept.Select(id => (id, From: Gates(equations, [id], []))).OrderBy(k => k.From.Count))
        {
            int place = Math.Max(0, free.FindIndex(plane => from.Contains(slots[plane])));
            slots[free[place]] = id;
            free.RemoveAt(place);
        }

        return new KeptValues(slots);
    }

    /// <summary>The pre-activations that the gradient reads when it is given some numbers.</summary>
    private static HashSet<int> Gates(Equations equations, IReadOnlyList<int> wanted, HashSet<int> given) =>
        [.. equations.Needed(wanted, given).Where(id => equations.Nodes[id].Operation == Operation.Gate)];
}
