using System.Runtime.InteropServices;
using Unroll.Autodiff;
using Unroll.Tasks.Items;
using Unroll.Tensors;

namespace Unroll.Tasks.Tag;

/// <summary>Sequences side by side, time first, and every different word of them once, spelled out: what one pass of a network reads.</summary>
internal sealed class TagBatch
{
    private readonly Dictionary<int, int> _rowOf = [];
    private readonly ItemBatch _items = new();
    private TagPart? _part;
    private int[] _which = [];

    /// <summary>T.</summary>
    public int Time => _items.Time;

    /// <summary>B.</summary>
    public int Rows => _items.Rows;

    /// <summary>Steps of each row.</summary>
    public ReadOnlyMemory<int> Lengths => _items.Lengths;

    /// <summary>T · B words.</summary>
    public ReadOnlyMemory<int> Words => _items.Ids;

    /// <summary>T · B tags; 0 behind the end of a row. Empty in data without tags.</summary>
    public int[] Tags { get; private set; } = [];

    /// <summary>T · B: 1 where there is a step, 0 behind the end of a row.</summary>
    public float[] Weights { get; private set; } = [];

    /// <summary>For each of T · B places the row of its spelling, or −1 behind the end.</summary>
    public int[] Forms { get; private set; } = [];

    /// <summary>The different words, character by character, time first.</summary>
    public int[] Characters { get; private set; } = [];

    /// <summary>Characters of each different word.</summary>
    public int[] SpellingLengths { get; private set; } = [];

    /// <summary>The longest of <see cref="SpellingLengths"/>, at least 1.</summary>
    public int LongestSpelling { get; private set; }

    /// <summary>Puts sequences side by side.</summary>
    /// <param name="part">All sequences.</param>
    /// <param name="which">The numbers of those that are wanted.</param>
    public void Load(TagPart part, int[] which)
    {
        (_part, _which) = (part, which);
        _items.Load(part.Inputs, which);
        Tags = new int[Time * Rows];
        Weights = new float[Time * Rows];
        for (int b = 0; b < Rows; b++)
        {
            int[] tags = part.Tags[which[b]];
            for (int t = 0; t < tags.Length; t++)
            {
                (Tags[(t * Rows) + b], Weights[(t * Rows) + b]) = (tags[t], 1);
            }
        }

        if (part.Spellings.Count > 0)
        {
            Spell(part, which);
        }
    }

    /// <summary>Replaces words by the unknown one; their spellings stay.</summary>
    public void DropWords(double share, Kernels.CounterRandom random) => _items.DropTokens(share, random);

    /// <summary>The numbers of series as a tensor [T, B, C] without a gradient.</summary>
    public Tensor Series(Tape tape, int channels) => _items.Series(tape, _part!.Inputs, _which, channels);

    private void Spell(TagPart part, int[] which)
    {
        _rowOf.Clear();
        List<int[]> spellings = [];
        Forms = new int[Time * Rows];
        Array.Fill(Forms, -1);
        for (int b = 0; b < Rows; b++)
        {
            int[] forms = part.Forms[which[b]];
            for (int t = 0; t < forms.Length; t++)
            {
                ref int row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rowOf, forms[t], out bool known);
                if (!known)
                {
                    row = spellings.Count;
                    spellings.Add(part.Spellings[forms[t]]);
                }

                Forms[(t * Rows) + b] = row;
            }
        }

        SpellingLengths = [.. spellings.Select(s => s.Length)];
        LongestSpelling = Math.Max(1, SpellingLengths.DefaultIfEmpty(0).Max());
        Characters = new int[LongestSpelling * spellings.Count];
        for (int w = 0; w < spellings.Count; w++)
        {
            for (int i = 0; i < spellings[w].Length; i++)
            {
                Characters[(i * spellings.Count) + w] = spellings[w][i];
            }
        }
    }
}
