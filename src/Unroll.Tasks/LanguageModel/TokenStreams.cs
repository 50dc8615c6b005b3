using Unroll.Kernels;

namespace Unroll.Tasks.LanguageModel;

/// <summary>
/// A text cut into B streams that are read side by side, T tokens a step, so that each stream goes on in the next step where it stopped.
/// </summary>
/// <remarks>
/// Every epoch starts at another offset below T, so that the places at which backpropagation is cut differ from epoch to epoch.
/// </remarks>
internal sealed class TokenStreams
{
    private readonly int[] _tokens;
    private readonly int _context, _batch, _streamLength;
    private readonly CounterRandom _random;
    private readonly double _stateReset;

    public TokenStreams(int[] tokens, int batch, int context, double stateReset, ulong seed)
    {
        _tokens = tokens;
        _batch = batch;
        _context = context;
        _stateReset = stateReset;
        _random = new CounterRandom(seed).Fork(0xDA7A);
        _streamLength = (tokens.Length - context) / batch;
        StepsPerEpoch = (_streamLength - 1) / context;
        if (StepsPerEpoch < 1)
        {
            throw new DataException($"The training text has {tokens.Length} tokens, expected at least {(batch * (context + 1)) + context}: train.batch × (train.context + 1) + train.context = {batch} × {context + 1} + {context}. Give more text, or lower train.batch or train.context.");
        }
    }

    public long StepsPerEpoch { get; }

    /// <summary>Whether a stream begins anew in a step, so that no state is carried into it: at the start of an epoch, and now and then.</summary>
    /// <remarks>A network whose state was never reset in training does badly when it begins from zero, as every later use of it does.</remarks>
    public bool BeginsAnew(long step, int row)
    {
        CounterRandom random = _random.Fork(0x5E7).Fork((ulong)step).Fork((ulong)row);
        return step % StepsPerEpoch == 0 || random.NextDouble() < _stateReset;
    }

    /// <summary>Takes rows <paramref name="firstRow"/> … of the batch of a step, time by time.</summary>
    public void Read(long step, int firstRow, int rows, Span<int> inputs, Span<int> targets)
    {
        (long epoch, long within) = Math.DivRem(step, StepsPerEpoch);
        CounterRandom random = _random.Fork((ulong)epoch);
        int offset = epoch == 0 ? 0 : random.NextInt32(_context);
        for (int row = 0; row < rows; row++)
        {
            int from = offset + ((firstRow + row) * _streamLength) + ((int)within * _context);
            for (int t = 0; t < _context; t++)
            {
                inputs[(t * rows) + row] = _tokens[from + t];
                targets[(t * rows) + row] = _tokens[from + t + 1];
            }
        }
    }

    public int Batch => _batch;
}
