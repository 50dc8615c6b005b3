namespace Unroll.Tasks.Translate;

/// <summary>Pairs side by side, time first: what one pass of a network reads.</summary>
internal sealed class PairBatch
{
    /// <summary>B.</summary>
    public int Rows { get; private set; }

    /// <summary>S · B tokens; 0 behind the end of a row.</summary>
    public int[] Sources { get; private set; } = [];

    /// <summary>Tokens of each source.</summary>
    public int[] SourceLengths { get; private set; } = [];

    /// <summary>T · B tokens that the decoder is fed: the end, which also begins, then the target.</summary>
    public int[] Inputs { get; private set; } = [];

    /// <summary>Steps of each target: its tokens and the end.</summary>
    public int[] TargetLengths { get; private set; } = [];

    /// <summary>The tokens that are to be predicted, of steps that exist only: all rows of the first step, then those of the second that have one.</summary>
    public int[] Targets { get; private set; } = [];

    /// <summary>The same for all T · B places, with a weight of 0 where there is nothing to predict.</summary>
    public (int[] Targets, float[] Weights) Padded { get; private set; } = ([], []);

    /// <summary>Puts pairs side by side.</summary>
    /// <param name="pairs">All pairs.</param>
    /// <param name="which">The numbers of those that are wanted.</param>
    /// <param name="end">The token that begins and ends a target.</param>
    public void Load(EncodedPairs pairs, ReadOnlySpan<int> which, int end)
    {
        Load(pairs.Sources, which);
        TargetLengths = new int[Rows];
        for (int b = 0; b < Rows; b++)
        {
            TargetLengths[b] = pairs.Targets[which[b]].Length + 1;
        }

        int time = TargetLengths.Max();
        Inputs = new int[time * Rows];
        Padded = (new int[time * Rows], new float[time * Rows]);
        List<int> targets = new(time * Rows);
        for (int t = 0; t < time; t++)
        {
            for (int b = 0; b < Rows; b++)
            {
                int[] target = pairs.Targets[which[b]];
                if (t <= target.Length)
                {
                    int at = (t * Rows) + b;
                    Inputs[at] = t == 0 ? end : target[t - 1];
                    (Padded.Targets[at], Padded.Weights[at]) = (t < target.Length ? target[t] : end, 1);
                    targets.Add(Padded.Targets[at]);
                }
            }
        }

        Targets = [.. targets];
    }

    /// <summary>Puts sources side by side.</summary>
    /// <param name="sources">The tokens of all sources, with their ends.</param>
    /// <param name="which">The numbers of those that are wanted.</param>
    public void Load(IReadOnlyList<int[]> sources, ReadOnlySpan<int> which)
    {
        Rows = which.Length;
        SourceLengths = new int[Rows];
        for (int b = 0; b < Rows; b++)
        {
            SourceLengths[b] = sources[which[b]].Length;
        }

        Sources = new int[SourceLengths.Max() * Rows];
        for (int b = 0; b < Rows; b++)
        {
            int[] source = sources[which[b]];
            for (int t = 0; t < source.Length; t++)
            {
                Sources[(t * Rows) + b] = source[t];
            }
        }
    }

    /// <summary>Replaces tokens of the sources by the unknown one, but for their ends.</summary>
    /// <param name="share">How many.</param>
    /// <param name="random">For each batch other numbers.</param>
    public void DropWords(double share, Kernels.CounterRandom random)
    {
        for (int i = 0; share > 0 && i < Sources.Length; i++)
        {
            if (random.NextDouble() < share && (i / Rows) + 1 < SourceLengths[i % Rows])
            {
                Sources[i] = 0;
            }
        }
    }
}
