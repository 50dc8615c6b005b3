using Unroll.Autodiff;
using Unroll.Data.SeriesFiles;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Tasks.Items;

/// <summary>Items side by side, time first, with zeros behind the end of each: what one pass of a network reads.</summary>
internal sealed class ItemBatch
{
    private int[] _ids = [], _lengths = [];

    /// <summary>T.</summary>
    public int Time { get; private set; }

    /// <summary>B.</summary>
    public int Rows { get; private set; }

    /// <summary>Steps of each row.</summary>
    public ReadOnlyMemory<int> Lengths => _lengths.AsMemory(0, Rows);

    /// <summary>T · B tokens.</summary>
    public ReadOnlyMemory<int> Ids => _ids.AsMemory(0, Time * Rows);

    /// <summary>Puts items side by side.</summary>
    /// <param name="all">All items.</param>
    /// <param name="which">The numbers of those that are wanted.</param>
    public void Load(IReadOnlyList<Item> all, ReadOnlySpan<int> which)
    {
        Rows = which.Length;
        Time = 1;
        Grow(ref _lengths, Rows);
        for (int b = 0; b < Rows; b++)
        {
            _lengths[b] = all[which[b]].Length;
            Time = Math.Max(Time, _lengths[b]);
        }

        Grow(ref _ids, Time * Rows);
        Array.Clear(_ids, 0, Time * Rows);
        for (int b = 0; b < Rows; b++)
        {
            int[] ids = all[which[b]].Ids;
            for (int t = 0; t < ids.Length; t++)
            {
                _ids[(t * Rows) + b] = ids[t];
            }
        }
    }

    /// <summary>Replaces tokens by the unknown one.</summary>
    /// <param name="share">How many.</param>
    /// <param name="random">For each batch other numbers.</param>
    public void DropTokens(double share, CounterRandom random)
    {
        for (int i = 0; share > 0 && i < Time * Rows; i++)
        {
            if (random.NextDouble() < share)
            {
                _ids[i] = 0;
            }
        }
    }

    /// <summary>The numbers of series items as a tensor without a gradient.</summary>
    /// <param name="tape">Whose memory is used.</param>
    /// <param name="all">All items.</param>
    /// <param name="which">The same as in <see cref="Load"/>.</param>
    /// <param name="channels">C.</param>
    /// <returns>[T, B, C], zero behind the end of a row.</returns>
    public Tensor Series(Tape tape, IReadOnlyList<Item> all, ReadOnlySpan<int> which, int channels)
    {
        Tensor x = tape.Arena.Take(new Shape(Time, Rows, channels), gradient: false);
        Span<float> values = x.Values;
        for (int b = 0; b < Rows; b++)
        {
            Series series = all[which[b]].Series!;
            for (int t = 0; t < Time; t++)
            {
                Span<float> to = values.Slice(((t * Rows) + b) * channels, channels);
                if (t < series.Length)
                {
                    series.Step(t).CopyTo(to);
                }
                else
                {
                    to.Clear();
                }
            }
        }

        return x;
    }

    private static void Grow(ref int[] array, int length)
    {
        if (array.Length < length)
        {
            array = new int[Math.Max(length, 2 * array.Length)];
        }
    }
}
