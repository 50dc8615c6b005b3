using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Tasks.LanguageModel;

/// <summary>
/// Steps a language model token by token. A state is a value: it can be kept, forked and stepped again, several side by side.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="team">The threads that share the units of a layer, or null; what is predicted does not depend on them.</param>
internal sealed class Predictor(LanguageModelNetwork network, WorkerTeam? team = null)
{
    private readonly Tape _tape = new() { Team = team };

    /// <summary>The state before any text.</summary>
    public float[] Start => new float[network.Recurrent.StateShape(1).Length];

    /// <summary>Reads a token from each of several states.</summary>
    /// <param name="states">The states; replaced by those after the tokens.</param>
    /// <param name="tokens">One token a state.</param>
    /// <param name="logits">[states, V]: what may come next.</param>
    public void Step(float[][] states, int[] tokens, Span<float> logits)
    {
        int batch = states.Length;
        Shape shape = network.Recurrent.StateShape(batch);
        Tensor state = new(shape, new AlignedBuffer(shape.Length));
        CopyRows(states, state.Values, shape, gather: true);
        _tape.Begin();
        network.Forward(_tape, tokens, 1, batch, state, state).Values.CopyTo(logits);
        for (int i = 0; i < batch; i++)
        {
            states[i] = new float[states[i].Length];
        }

        CopyRows(states, state.Values, shape, gather: false);
    }

    /// <summary>Reads a text from one state.</summary>
    /// <param name="state">The state; replaced by the one after the text.</param>
    /// <param name="tokens">The text, at least one token.</param>
    /// <param name="logits">[V]: what may come next.</param>
    public void Read(ref float[] state, ReadOnlySpan<int> tokens, Span<float> logits)
    {
        const int Chunk = 256;
        Shape shape = network.Recurrent.StateShape(1);
        Tensor carried = new(shape, new AlignedBuffer(shape.Length));
        state.CopyTo(carried.Values);
        for (int i = 0; i < tokens.Length; i += Chunk)
        {
            int n = Math.Min(Chunk, tokens.Length - i);
            _tape.Begin();
            Tensor all = network.Forward(_tape, tokens.Slice(i, n).ToArray(), n, 1, carried, carried);
            all.Values[^logits.Length..].CopyTo(logits);
        }

        state = carried.Values.ToArray();
    }

    /// <summary>Between [L · S][B][H] of the batch and [L · S][H] of each row.</summary>
    private static void CopyRows(float[][] rows, Span<float> batch, Shape shape, bool gather)
    {
        int blocks = shape[0] * shape[1], count = shape[2], hidden = shape[3];
        for (int block = 0; block < blocks; block++)
        {
            for (int i = 0; i < count; i++)
            {
                Span<float> inBatch = batch.Slice(((block * count) + i) * hidden, hidden), inRow = rows[i].AsSpan(block * hidden, hidden);
                if (gather)
                {
                    inRow.CopyTo(inBatch);
                }
                else
                {
                    inBatch.CopyTo(inRow);
                }
            }
        }
    }
}
