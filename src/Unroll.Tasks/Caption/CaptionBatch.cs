using Unroll.Autodiff;
using Unroll.Data.Images;
using Unroll.Data.Vocabularies;
using Unroll.Tensors;

namespace Unroll.Tasks.Caption;

/// <summary>Images side by side, row by row and column by column, with the words of their captions, time first.</summary>
/// <param name="Rows">[S, B, S]: a row of every image a step.</param>
/// <param name="Columns">[S, B, S]: a column a step.</param>
/// <param name="Inputs">T · B words: the end of a line, then the caption.</param>
/// <param name="Targets">T · B words: the caption, then the end of the line.</param>
/// <param name="Weights">T · B: 1 where there is a word to predict.</param>
internal sealed record CaptionBatch(Tensor Rows, Tensor Columns, int[] Inputs, int[] Targets, float[] Weights)
{
    /// <summary>The word before the first and behind the last.</summary>
    public const int End = WordVocabulary.EndOfLineId;

    /// <summary>Puts images side by side.</summary>
    /// <param name="tape">Whose memory is used.</param>
    /// <param name="images">B images on their canvas.</param>
    /// <param name="captions">The words of each; none where only images are read.</param>
    /// <param name="shrink">Rows and columns that are read as one.</param>
    public static CaptionBatch Load(Tape tape, IReadOnlyList<GreyImage> images, IReadOnlyList<int[]> captions, int shrink)
    {
        int batch = images.Count, side = images[0].Width / shrink, time = captions.Select(c => c.Length + 1).DefaultIfEmpty(0).Max();
        Tensor rows = tape.Arena.Take(new Shape(side, batch, side), gradient: false), columns = tape.Arena.Take(new Shape(side, batch, side), gradient: false);
        int[] inputs = new int[time * batch], targets = new int[time * batch];
        float[] weights = new float[time * batch];
        Array.Fill(inputs, End);
        for (int b = 0; b < batch; b++)
        {
            float[] values = images[b].Shrunk(shrink).Values;
            for (int y = 0; y < side; y++)
            {
                for (int x = 0; x < side; x++)
                {
                    float value = values[(y * side) + x];
                    rows.Values[(((y * batch) + b) * side) + x] = value;
                    columns.Values[(((x * batch) + b) * side) + y] = value;
                }
            }

            for (int t = 0; t < time && t <= captions[b].Length; t++)
            {
                int at = (t * batch) + b;
                (inputs[at], targets[at], weights[at]) = (t == 0 ? End : captions[b][t - 1], t == captions[b].Length ? End : captions[b][t], 1);
            }
        }

        return new CaptionBatch(rows, columns, inputs, targets, weights);
    }
}
