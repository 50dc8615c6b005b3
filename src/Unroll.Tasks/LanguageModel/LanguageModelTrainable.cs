using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tasks.Recipes;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Tasks.LanguageModel;

/// <summary>A language model with its text: truncated backpropagation through time over streams whose state is carried on.</summary>
internal sealed class LanguageModelTrainable : ITrainable
{
    private readonly LanguageModelNetwork _network;
    private readonly TokenStreams _streams;
    private readonly Evaluation _validation;
    private readonly int[] _validTokens;
    private readonly Shard[] _shards;
    private readonly List<(string Name, Tensor Value)> _state = [];
    private readonly int _context, _sample;

    public LanguageModelTrainable(LanguageModelNetwork network, TokenStreams streams, int[] validTokens, Evaluation validation, TrainOptions options)
    {
        _network = network;
        _network.Recurrent.Recompute = options.Recompute;
        _streams = streams;
        _validTokens = validTokens;
        _validation = validation;
        _context = options.Context;
        _sample = options.SoftmaxSample;
        _shards = new Shard[options.Shards];
        for (int i = 0; i < _shards.Length; i++)
        {
            int first = options.Batch * i / _shards.Length, rows = (options.Batch * (i + 1) / _shards.Length) - first;
            Shape shape = network.Recurrent.StateShape(rows);
            Tensor carried = new(shape, new AlignedBuffer(shape.Length));
            _shards[i] = new Shard(first, rows, new int[_context * rows], new int[_context * rows], carried);
            _state.Add(($"state.{i}", carried));
        }
    }

    public Parameters Parameters => _network.Parameters;

    public int Shards => _shards.Length;

    public IReadOnlyList<(string Name, Tensor Value)> State => _state;

    public void BeginStep(long step)
    {
        foreach (Shard shard in _shards)
        {
            _streams.Read(step, shard.FirstRow, shard.Rows, shard.Inputs, shard.Targets);
            for (int row = 0; row < shard.Rows; row++)
            {
                if (_streams.BeginsAnew(step, shard.FirstRow + row))
                {
                    Forget(shard.State, row);
                }
            }
        }
    }

    public Tensor Loss(Tape tape, int shard)
    {
        Shard s = _shards[shard];
        return _network.Loss(tape, s.Inputs, s.Targets, _context, s.Rows, 1f / (_context * _streams.Batch), s.State, s.State, _sample);
    }

    public double Validate() => _validation.Run(_validTokens).Loss;

    /// <summary>Sets the state of one row of [L, S, B, H] to zero.</summary>
    private static void Forget(Tensor state, int row)
    {
        int batch = state.Shape[2], hidden = state.Shape[3];
        for (int block = 0; block < state.Shape[0] * state.Shape[1]; block++)
        {
            state.Values.Slice(((block * batch) + row) * hidden, hidden).Clear();
        }
    }

    private sealed record Shard(int FirstRow, int Rows, int[] Inputs, int[] Targets, Tensor State);
}
